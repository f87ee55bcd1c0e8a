// deepgramGrant: a short-lived token.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { numberOf, recordOf, stringOf } from '@kit/wire';

const transformer: Transformer<'deepgramGrant'> = {
  encode: (request) => {
    const { ttlSeconds } = request ?? {};
    return {
      wire: { body: { type: 'json', value: ttlSeconds === undefined ? {} : { ttl_seconds: ttlSeconds } } },
      warnings: [],
      state: undefined,
    };
  },
  decode(reply) {
    const body = recordOf(reply.json());
    const accessToken = stringOf(body?.access_token);
    if (!accessToken) throw new KitError('invalid-response', 'The reply holds no token.');
    const expiresInSeconds = numberOf(body?.expires_in);
    return { accessToken, ...(expiresInSeconds !== undefined && { expiresInSeconds }) };
  },
};

export const grantDeclaration: OperationDeclaration<'deepgramGrant'> = {
  endpoint: { path: '/auth/grant' },
  transformer,
};
