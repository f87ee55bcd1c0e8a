// embed: fifty sentences a request.
import { type JsonObject, KitError, type Transformer, vendorOptions } from '@kit/core';
import { embedInParts, embedTexts, type HandledOperation, leftOut } from '@kit/http';
import { arrayOf, recordOf } from '@kit/wire';
import { pathOf, type Settings } from './options.ts';

const mostSentences = 50;

/** They are small and never queued. */
export const embedOperation = (settings: Settings): HandledOperation<'embed'> =>
  embedInParts(
    {
      endpoint: {
        path: ({ model }) => pathOf(settings, { model, endpoint: 'embeddings', gpu: false, isQueued: false }),
      },
      transformer,
    },
    mostSentences,
  );

const transformer: Transformer<'embed'> = {
  encode(request, context) {
    const own = vendorOptions(request.vendor, context, 'nlpcloud') as JsonObject | undefined;
    return {
      wire: { body: { type: 'json', value: { sentences: embedTexts(request), ...own } } },
      warnings: leftOut(request, ['inputType', 'dimensions', 'truncate', 'user', 'encoding']),
      state: undefined,
    };
  },
  decode(reply, _, { provider }) {
    const embeddings = arrayOf(recordOf(reply.json())?.embeddings) as readonly (readonly number[])[];
    if (embeddings.length === 0 || !embeddings.every((vector) => arrayOf(vector).length > 0))
      throw new KitError('invalid-response', 'The reply holds no vectors.', { provider });
    return { embeddings };
  },
};
