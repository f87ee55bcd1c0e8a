// Modal: proxy tokens of two parts, and containers that take minutes to start.
import { KitError, type Transport, type TransportResponse } from '@kit/core';
import { type Auth, type Grant, readEnvironment } from '@kit/http';

/** A proxy token: `wk-…` and `ws-…`. */
export interface ModalToken {
  readonly key: string;
  readonly secret: string;
}

/**
 * Headers `Modal-Key` and `Modal-Secret`, from the option `proxyToken`, the call option
 * `credentials: { modalKey, modalSecret }`, or the environment variables MODAL_KEY and MODAL_SECRET. Apps without proxy
 * auth have a bearer token of their own, or none: `otherwise`.
 */
export function modalAuth(
  otherwise: Auth,
  { proxyToken: token }: { readonly proxyToken?: ModalToken | undefined },
): Auth {
  return {
    acquire(context) {
      const { credentials } = context;
      if (credentials)
        return credentials.modalKey === undefined
          ? otherwise.acquire(context)
          : grant(credentials.modalKey, credentials.modalSecret);
      const key = token?.key ?? readEnvironment('MODAL_KEY');
      const secret = token?.secret ?? readEnvironment('MODAL_SECRET');
      return key === undefined && secret === undefined ? otherwise.acquire(context) : grant(key, secret);
    },
    ...(otherwise.events && { events: otherwise.events }),
  };
}

function grant(key: unknown, secret: unknown): Grant {
  if (typeof key !== 'string' || typeof secret !== 'string') {
    throw new KitError(
      'authentication',
      'Modal: a proxy token has two parts: `proxyToken: { key, secret }`, or MODAL_KEY and MODAL_SECRET.',
      { field: 'proxyToken' },
    );
  }
  return {
    label: 'proxy token',
    apply({ headers }) {
      headers['modal-key'] = key;
      headers['modal-secret'] = secret;
    },
  };
}

/** A container may start for half an hour: a redirect every 150 seconds. */
const mostRedirects = 20;

/** After 150 seconds without an answer Modal redirects to where the answer will be: it is fetched there, at the same origin only. */
export function followingModal(transport: Transport): Transport {
  return async (request, options) => {
    let response = await transport(request, options);
    for (let count = 0; response.status === 303 && count < mostRedirects; count++) {
      const url = nextURL(response, request.url);
      if (url === undefined) return response;
      response.body.cancel();
      response = await transport({ method: 'GET', url, headers: withoutBody(request.headers) }, options);
    }
    return response;
  };
}

function nextURL({ headers }: TransportResponse, from: string): string | undefined {
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const next = new URL(location, from);
  return next.origin === new URL(from).origin ? next.href : undefined;
}

function withoutBody(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-type': _, 'content-length': __, ...rest } = headers;
  return rest;
}
