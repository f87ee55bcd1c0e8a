// What breaks a connection, as a KitError that says where and why.
import { KitError } from '@kit/core';

/** Host and port of a URL: what an error may say of it. Never credentials, path or query. */
export function placeOf(url: string): string {
  try {
    const { host, protocol, port } = new URL(url);
    return port ? host : `${host}:${protocol === 'http:' ? 80 : 443}`;
  } catch {
    return 'the server';
  }
}

const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be resolved now',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while the request was being sent',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_SOCKET: 'the connection was closed',
  ERR_HTTP2_STREAM_CANCEL: 'the server gave the stream up',
  UND_ERR_DESTROYED: 'the transport was closed',
  UND_ERR_CLOSED: 'the transport was closed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the response was cut',
};

/** Any failure below HTTP. `network` unless the server's bytes or our own request are to blame. */
export function networkFailure(error: unknown, url: string): KitError {
  if (error instanceof KitError) return error;
  const code = codeOf(error);
  const place = placeOf(url);
  if (code === 'UND_ERR_INVALID_ARG') {
    // undici names the header, never its value.
    return new KitError('invalid-request', `The request cannot be sent: ${messageOf(error)}.`, { cause: error });
  }
  if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new KitError('invalid-request', "The request's body is not as long as its content-length says.", {
      cause: error,
    });
  }
  if (
    code.startsWith('HPE_') ||
    (error as Error | undefined)?.name === 'HTTPParserError' ||
    code === 'UND_ERR_HEADERS_OVERFLOW'
  ) {
    return new KitError(
      'invalid-response',
      `${place} answered something that is not HTTP, or a head beyond the limit (${code || messageOf(error)}).`,
      { cause: error },
    );
  }
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code) && code !== 'ERR_TLS_HANDSHAKE_TIMEOUT') {
    return new KitError('network', `No secure connection to ${place}: ${code}.`, {
      cause: error,
      retry: 'other-provider',
    });
  }
  const explanation = explanations[code] ?? (code || messageOf(error));
  return new KitError(
    'network',
    `No answer from ${place}: ${explanation}${code && explanations[code] ? ` (${code})` : ''}.`,
    { cause: error },
  );
}

/** The error's code, or that of what it wraps (an AggregateError holds one for each address that was tried). */
function codeOf(error: unknown): string {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  const inner = cause ?? errors?.[0];
  return inner === undefined ? '' : codeOf(inner);
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message ? error.message : String(error);
}
