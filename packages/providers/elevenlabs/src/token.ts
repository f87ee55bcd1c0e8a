// elevenlabsToken: a token for one use.
import { KitError, type OperationDeclaration, type Transformer } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import './own-operations.ts';

const transformer: Transformer<'elevenlabsToken'> = {
  encode({ kind }) {
    if (typeof kind !== 'string' || kind === '')
      throw new KitError('invalid-request', 'elevenlabsToken: `kind` is required: "tts_websocket", for example.', {
        field: 'kind',
      });
    return { wire: { path: `/v1/single-use-token/${encodeURIComponent(kind)}` }, warnings: [], state: undefined };
  },
  decode(reply, _state, { provider }) {
    const token = stringOf(recordOf(reply.json())?.token);
    if (!token) throw new KitError('invalid-response', 'The reply holds no token.', { provider });
    return { token };
  },
};

export const tokenOperation: OperationDeclaration<'elevenlabsToken'> = {
  endpoint: { path: '/v1/single-use-token' },
  transformer,
};
