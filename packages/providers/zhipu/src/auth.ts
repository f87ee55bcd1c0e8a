// How Zhipu knows who asks: the whole key, or tokens that are signed with its second half and name the first.
import { KitError } from '@kit/core';
import {
  type ApiKey,
  type Auth,
  bearerAuth,
  changedGrant,
  type KeyAuthOptions,
  keyAuth,
  signJwt,
  type VendorClock,
} from '@kit/http';

/** Tokens live a little longer than they are used. */
const lifeMs = 210_000;
const usedForMs = 180_000;
/** Tokens that are remembered, at most: one for each key of a pool. */
const mostTokens = 100;

export function zhipuAuth(
  apiKey: ApiKey | undefined,
  kind: 'key' | 'jwt',
  clock: Pick<VendorClock, 'skewMs'> = { skewMs: 0 },
): Auth {
  const options: KeyAuthOptions = {
    apiKey,
    environment: ['ZHIPUAI_API_KEY', 'ZAI_API_KEY', 'BIGMODEL_API_KEY'],
    owner: 'Zhipu',
  };
  return kind === 'key' ? bearerAuth(options) : signedAuth(options, clock);
}

interface SignedToken {
  readonly token: Promise<string>;
  readonly signedAt: number;
}

function signedAuth(options: KeyAuthOptions, clock: Pick<VendorClock, 'skewMs'>): Auth {
  const tokens = new Map<string, SignedToken>();
  const tokenFor = (key: string, now: number): Promise<string> => {
    const known = tokens.get(key);
    if (known && now - known.signedAt < usedForMs && now >= known.signedAt) return known.token;
    const token = signed(key, now);
    tokens.delete(key);
    tokens.set(key, { token, signedAt: now });
    if (tokens.size > mostTokens) tokens.delete(tokens.keys().next().value as string);
    return token;
  };
  const keys = keyAuth(options, (request, key) => {
    request.headers.authorization = key;
  });
  return {
    ...keys,
    async acquire(context) {
      const grant = await keys.acquire(context);
      let key = '';
      return changedGrant(grant, {
        renewable: true,
        async apply(request) {
          await grant.apply(request);
          key = request.headers.authorization as string;
          request.headers.authorization = `Bearer ${await tokenFor(key, context.environment.now() + clock.skewMs)}`;
        },
        settle(outcome) {
          grant.settle?.(outcome);
          if (outcome.error?.code === 'authentication') tokens.delete(key);
        },
      });
    },
  };
}

/** Times are milliseconds, unlike those of other tokens of the kind. @throws KitError `config` for a key of another form */
function signed(key: string, now: number): Promise<string> {
  const dot = key.indexOf('.');
  const id = key.slice(0, dot);
  const secret = key.slice(dot + 1);
  if (dot < 1 || secret === '')
    throw new KitError('config', 'Zhipu: tokens are signed with a key of the form `<id>.<secret>`.', {
      field: 'apiKey',
    });
  return signJwt({
    algorithm: 'HS256',
    key: secret,
    header: { sign_type: 'SIGN' },
    claims: { api_key: id, exp: now + lifeMs, timestamp: now },
  });
}
