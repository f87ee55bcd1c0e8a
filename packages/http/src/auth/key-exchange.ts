// Auth with keys that buy tokens: the key comes from where keys come from, each key has tokens of its own.
import { type CallOptions, deriveContext, type WireRequest } from '@kit/core';
import type { Auth, Grant } from './auth.ts';
import { changedGrant } from './changed-grant.ts';
import type { CredentialPool } from './credential-pool.ts';
import { isPool } from './is-pool.ts';
import { type KeyAuthOptions, keyAuth } from './key-auth.ts';
import { type TokenExchangeOptions, tokenExchange } from './token-exchange.ts';

export interface KeyExchangeOptions extends Omit<TokenExchangeOptions, 'request' | 'environment'>, KeyAuthOptions {
  /** The request that asks for a token in exchange for the key. */
  readonly request: (key: string, credentials: CallOptions['credentials']) => WireRequest | Promise<WireRequest>;
}

/**
 * Exchanges keys for short-lived tokens, as `tokenExchange` does. The key is the option, a function, one of a pool, a
 * variable of the environment, or the call's own `credentials.apiKey`.
 *
 * @example
 * keyExchange({ apiKey, environment: ['ACME_API_KEY'], owner: 'Acme', tokenURL,
 *   request: (key) => ({ body: { type: 'urlencoded', fields: { apikey: key } } }) })
 */
export function keyExchange({ request, environment, ...options }: KeyExchangeOptions): Auth {
  const { apiKey } = options;
  const keyOptions: KeyAuthOptions = { ...options, environment };
  const exchange = tokenExchange({
    ...options,
    request: async (credentials) => request(await keyFor(keyOptions, credentials), credentials),
  });
  return isPool(apiKey) ? pooledExchange(apiKey, exchange) : exchange;
}

/**
 * A pool in front of an exchange: it chooses the key, and each key has tokens of its own. The exchange finds the key as the
 * call's `credentials.apiKey`.
 */
export function pooledExchange(pool: CredentialPool, exchange: Auth): Auth {
  return {
    ...exchange,
    acquire(context) {
      if (context.credentials) return exchange.acquire(context);
      let key: string | undefined;
      let bought: Grant | undefined;
      const take = (grant: Grant): Grant =>
        changedGrant(grant, {
          renewable: true,
          async apply(signable) {
            await grant.apply(signable);
            bought = await exchange.acquire(deriveContext(context, { credentials: { apiKey: key } }));
            return bought.apply(signable) as undefined;
          },
          settle(outcome) {
            grant.settle?.(outcome);
            bought?.settle?.(outcome);
          },
        });
      const grant = pool.acquire(context, (_, chosen) => {
        key = chosen;
      });
      return grant instanceof Promise ? grant.then(take) : take(grant);
    },
    events: pool.events,
  };
}

/** The key, checked. @throws KitError `authentication` or `config` that says where it can come from */
async function keyFor(options: KeyAuthOptions, credentials: CallOptions['credentials']): Promise<string> {
  let found = '';
  const { apiKey, ...rest } = options;
  // A pool hands its keys over as the call's credentials.
  const source = keyAuth(isPool(apiKey) ? rest : options, (_, key) => {
    found = key;
  });
  const context = { credentials } as Parameters<Auth['acquire']>[0];
  const grant = await source.acquire(context);
  await grant.apply({ method: 'POST', url: '', headers: {} });
  return found;
}
