// Embeddings of the cloud's API: one model, vectors of one size.
import { type EmbedRequest, KitError, type OperationDeclaration } from '@kit/core';
import { embedTexts, leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import { actionHeaders, metaOf, unwrapped } from './action.ts';

export const embedOperation: OperationDeclaration<'embed'> = {
  endpoint: { path: '/', headers: actionHeaders('GetEmbedding') },
  transformer: {
    encode(request: EmbedRequest) {
      const fields = ['dimensions', 'inputType', 'encoding', 'truncate', 'user'] as const;
      const warnings = leftOut(request, fields, 'The vendor makes one kind of vector; left out.');
      const texts = embedTexts(request);
      const value = texts.length === 1 ? { Input: texts[0] as string } : { InputList: texts };
      return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const { Data, Usage } = unwrapped(reply.json());
      if (!Array.isArray(Data)) throw new KitError('invalid-response', 'The reply holds no vectors.', { provider });
      const rows = Data.map((row) => recordOf(row) ?? {});
      rows.sort((one, other) => (numberOf(one.Index) ?? 0) - (numberOf(other.Index) ?? 0));
      const usage = recordOf(Usage);
      const inputTokens = numberOf(usage?.PromptTokens) ?? numberOf(usage?.TotalTokens);
      return {
        embeddings: rows.map(({ Embedding }) => arrayOf(Embedding) as readonly number[]),
        ...(inputTokens !== undefined && { usage: { state: 'reported', inputTokens } as const }),
        meta: metaOf(reply),
      };
    },
  },
};
