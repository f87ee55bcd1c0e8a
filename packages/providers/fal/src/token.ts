// falToken: a token for some models.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import './own-operations.ts';
import type { FalSettings } from './settings.ts';

const transformer: Transformer<'falToken'> = {
  encode({ apps, ttlSeconds = 120 }) {
    if (!Array.isArray(apps) || apps.length === 0)
      throw new KitError('invalid-request', 'falToken: `apps` is required: a list of aliases, "flux" for example.', {
        field: 'apps',
      });
    const value = { allowed_apps: [...apps], token_expiration: ttlSeconds };
    return { wire: { body: { type: 'json', value } }, warnings: [], state: undefined };
  },
  decode(reply, _state, { provider }) {
    const body = reply.json();
    // A bare text, or one in `detail`.
    const token = stringOf(body) ?? stringOf(recordOf(body)?.detail);
    if (!token) throw new KitError('invalid-response', 'The reply holds no token.', { provider });
    return { token };
  },
};

export function tokenOperation({ restURL }: FalSettings): OperationDeclaration<'falToken'> {
  return { endpoint: { path: '/tokens/', baseURL: restURL }, transformer };
}
