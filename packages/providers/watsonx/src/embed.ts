// Embeddings: `{ inputs }` → `{ results: [{ embedding }] }`.
import { type JsonObject, KitError, type OperationDeclaration, type Transformer, vendorOptions } from '@kit/core';
import { embedTexts, leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';
import { type Owner, requireOwner } from './options.ts';

const path = '/text/embeddings';

export function embedDeclaration(owner: Owner): OperationDeclaration<'embed'> {
  const transformer: Transformer<'embed'> = {
    encode(request, context) {
      const warnings = leftOut(request, ['dimensions', 'inputType', 'user', 'encoding']);
      const { parameters, ...own } = (vendorOptions(request.vendor, context, 'watsonx') ?? {}) as Parameters;
      // The end is cut behind a number of tokens, which depends on the model. Uncut, a long input is refused.
      const isSaid = request.truncate === 'end' && parameters?.truncate_input_tokens !== undefined;
      if (request.truncate !== undefined && request.truncate !== 'none' && !isSaid) {
        const detail =
          'Inputs are cut behind a number of tokens: `vendor.watsonx.parameters.truncate_input_tokens`; left out.';
        warnings.push({ feature: 'truncate', detail });
      }
      const value = {
        model_id: request.model,
        ...requireOwner(owner),
        inputs: embedTexts(request),
        ...(parameters && { parameters }),
        ...own,
      };
      return { wire: { body: { type: 'json', value: value as JsonObject } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const body = recordOf(reply.json());
      const rows = body?.results;
      if (!Array.isArray(rows) || rows.length === 0)
        throw new KitError('invalid-response', 'The reply holds no embeddings.', { provider });
      const inputTokens = numberOf(body?.input_token_count);
      const model = stringOf(body?.model_id);
      return {
        embeddings: rows.map((row) => arrayOf(recordOf(row)?.embedding) as number[]),
        ...(inputTokens !== undefined && { usage: { state: 'reported' as const, inputTokens } }),
        meta: { ...(model !== undefined && { model }) },
      };
    },
  };
  return { endpoint: { path }, transformer };
}

type Parameters = JsonObject & { readonly parameters?: JsonObject };
