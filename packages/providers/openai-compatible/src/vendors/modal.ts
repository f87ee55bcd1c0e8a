// Modal: proxy tokens of two parts, and containers that take minutes to start.
import { KitError, type Transport } from '@kit/core';
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

/** After 150 seconds without an answer Modal redirects to where the answer will be. What follows it there is loaded then. */
export function followingModal(transport: Transport): Transport {
  return async (request, options) => {
    const response = await transport(request, options);
    if (response.status !== 303) return response;
    const { followed } = await import('./modal-redirects.ts');
    return followed(response, request, (next) => transport(next, options));
  };
}
