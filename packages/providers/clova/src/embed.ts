// embed: one text a request, so lists are sent as several.
import { type EmbedRequest, KitError, type OperationDeclaration, type Transformer, vendorOptions } from '@kit/core';
import { embedInParts, embedTexts, leftOut } from '@kit/http';
import { arrayOf, numberOf, recordOf } from '@kit/wire';

const transformer: Transformer<'embed', undefined> = {
  encode: (request, context) => ({
    wire: {
      body: {
        type: 'json',
        value: { text: embedTexts(request).join('\n'), ...vendorOptions(request.vendor, context, 'clova') },
      },
    },
    warnings: leftOut(request, [
      'inputType',
      'truncate',
      'user',
      'encoding',
      // There is one size.
      ...(request.dimensions === 1_024 ? [] : (['dimensions'] as const)),
    ]),
    state: undefined,
  }),
  decode(reply, _, { provider }) {
    const result = recordOf(recordOf(reply.json())?.result);
    const vector = arrayOf(result?.embedding) as readonly number[];
    if (vector.length === 0) throw new KitError('invalid-response', 'The reply holds no vector.', { provider });
    const inputTokens = numberOf(result?.inputTokens);
    return {
      embeddings: [vector],
      ...(inputTokens !== undefined && { usage: { state: 'reported', inputTokens } }),
    };
  },
};

/** bge-m3 has no name there: it is the second version. */
function pathOf({ model = '' }: EmbedRequest): string {
  return `/v1/api-tools/embedding/${/bge-m3|^v2$/i.test(model) ? 'v2' : encodeURIComponent(model)}`;
}

const declaration: OperationDeclaration<'embed'> = {
  endpoint: { path: pathOf },
  transformer: transformer as Transformer<'embed'>,
};

export const embedOperation = embedInParts(declaration, 1);
