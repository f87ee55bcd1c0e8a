// What a failure means: the vendor's own table first, then the general reading by status and common vocabulary.
import {
  type ErrorCode,
  type ErrorTable,
  type FailureEvidence,
  type JsonValue,
  KitError,
  type KitErrorOptions,
} from '@kit/core';
import { isRecord, numberOf } from '@kit/wire';
import { failureMessage } from './failure-message.ts';
import { codeFromWords } from './failure-words.ts';
import { redacted, type Secrets } from './redact.ts';
import { retryAdvice, retryAfterMs } from './retry-hints.ts';

export interface FailureReader {
  readonly errors: ErrorTable | undefined;
  /** Display name of the vendor, for messages. */
  readonly name: string;
  readonly nowMs: number;
  /** What must not be shown, should the vendor quote it. */
  readonly secrets: Secrets;
  readonly known: KitErrorOptions;
  /** Whether there is another credential that may do better. */
  readonly alternatives: boolean;
}

/** The KitError for what the vendor told. */
export function readFailure(told: FailureEvidence, reader: FailureReader): KitError {
  const { errors, name, nowMs, secrets, known } = reader;
  const evidence: FailureEvidence = { ...told, body: redacted(told.body, secrets) };
  const reading = errors?.(evidence);
  const code = reading?.code ?? generalCode(evidence);
  const message = reading?.message ?? failureMessage(evidence.body) ?? fallbackMessage(evidence.status, code);
  const advice = retryAdvice(evidence.headers);
  const options: KitErrorOptions = {
    ...known,
    status: evidence.status,
    // A clear "never" of the vendor's overrules even its table; its "yes" only what follows from the code alone.
    retry:
      advice === 'never' ? 'never' : (reading?.retry ?? (reading ? undefined : (advice ?? retryOf(evidence.status)))),
    retryAfterMs: reading?.retryAfterMs ?? retryAfterMs(evidence, nowMs),
    ...(isJson(evidence.body) && { vendor: evidence.body }),
  };
  const text = `${name}: ${redactedText(message, secrets)}`;
  const error = new KitError(code, text, options);
  // Another key may help, but there is none: the same one again would only be refused again.
  if (error.retry !== 'other-key' || reader.alternatives) return error;
  return new KitError(code, text, { ...options, retry: 'other-provider' });
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'authentication',
  402: 'billing',
  403: 'permission',
  404: 'not-found',
  405: 'unsupported',
  408: 'timeout',
  410: 'not-found',
  424: 'server',
  425: 'server',
  429: 'rate-limit',
  498: 'authentication',
  499: 'aborted',
  501: 'unsupported',
  503: 'overloaded',
  504: 'timeout',
  522: 'timeout',
  524: 'timeout',
  529: 'overloaded',
};

/** The reading without a vendor's table. */
export function generalCode({ status, body, headers }: FailureEvidence): ErrorCode {
  if (status < 300) return insideCode(body);
  if (status < 400) return 'invalid-response';
  const words = codeFromWords(wordsOf(body), status);
  // A quota that says when it is full again in a moment is a rate.
  if (
    words === 'quota' &&
    status === 429 &&
    (retryAfterMs({ headers, body }, 0) ?? Number.POSITIVE_INFINITY) <= 120_000
  )
    return 'rate-limit';
  return words ?? byStatus[status] ?? (status >= 500 ? 'server' : 'invalid-request');
}

/** A failure that was told inside a success: by the number it brings, then by its words. */
function insideCode(body: unknown): ErrorCode {
  const failure = isRecord(body) && isRecord(body.error) ? body.error : body;
  if (isRecord(failure)) {
    for (const field of ['code', 'status', 'status_code', 'http_code']) {
      const status = numberOf(failure[field]);
      if (status !== undefined && status >= 400 && status < 600) return generalCode({ status, headers: {}, body });
    }
  }
  return codeFromWords(wordsOf(body)) ?? 'server';
}

/** A conflict is a matter of the moment. */
const retryOf = (status: number) => (status === 409 ? 'same' : undefined);

function wordsOf(body: unknown): string {
  if (body === undefined) return '';
  return (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 8_192);
}

function fallbackMessage(status: number, code: ErrorCode): string {
  return status >= 400 ? `status ${status} without a message.` : `a failure without a message (${code}).`;
}

function redactedText(text: string, secrets: Secrets): string {
  return redacted(text, secrets) as string;
}

/** Bodies that could not be parsed are kept as text, within bounds. */
function isJson(body: unknown): body is JsonValue {
  return body !== undefined && body !== '';
}
