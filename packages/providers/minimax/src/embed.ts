// Embeddings in MiniMax's own spelling: texts of one type, vectors without their places.
import { type EmbedRequest, type JsonObject, KitError, type OperationDeclaration, vendorOptions } from '@kit/core';
import { embedTexts, leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import type { GroupQuery } from './endpoint.ts';

export function embedOperation(query: GroupQuery): OperationDeclaration<'embed'> {
  return {
    endpoint: { path: '/embeddings', query },
    transformer: {
      encode(request: EmbedRequest, context) {
        const { model = 'embo-01', inputType, vendor } = request;
        const warnings = leftOut(request, ['dimensions', 'encoding', 'truncate', 'user']);
        if (inputType !== undefined && inputType !== 'query' && inputType !== 'document')
          warnings.push({ feature: 'inputType', detail: 'There are queries and documents; taken for a document.' });
        const texts = embedTexts(request);
        const own = vendorOptions(vendor, context, 'minimax') as JsonObject | undefined;
        const value = { model, texts, type: inputType === 'query' ? 'query' : 'db', ...own };
        return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
      },
      decode(reply, _, { provider }) {
        const body = recordOf(reply.json());
        if (!Array.isArray(body?.vectors))
          throw new KitError('invalid-response', 'The reply holds no vectors.', { provider });
        const inputTokens = numberOf(body.total_tokens);
        return {
          embeddings: body.vectors.map((vector) => arrayOf(vector) as readonly number[]),
          ...(inputTokens !== undefined && { usage: { state: 'reported', inputTokens } as const }),
        };
      },
    },
  };
}
