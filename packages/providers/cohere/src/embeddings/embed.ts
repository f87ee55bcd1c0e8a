// The `embed` operation: one exchange, or several for long lists.
import type { OperationDeclaration, Transformer } from '@kit/core';
import { fanOut, type HandledOperation, joinResults } from '@kit/http';
import { embedBatches } from './batches.ts';
import { decodeEmbed } from './decode-response.ts';
import { type EmbedState, encodeEmbed } from './encode-request.ts';

export const embedTransformer: Transformer<'embed', EmbedState> = { encode: encodeEmbed, decode: decodeEmbed };

const declaration: OperationDeclaration<'embed'> = {
  endpoint: { path: '/v2/embed' },
  transformer: embedTransformer as Transformer<'embed'>,
};

export const embedOperation: HandledOperation<'embed'> = {
  async handle(call, exchange) {
    const batches = embedBatches(call.request);
    if (batches.length === 1) return exchange.run(call, declaration);
    const results = await fanOut(call, batches, (part) => exchange.run(part, declaration));
    return { ...joinResults(results), embeddings: results.flatMap(({ embeddings }) => embeddings) };
  },
  inspect: ({ request }, codec) => ({
    path: '/v2/embed',
    ...encodeEmbed(embedBatches(request)[0] ?? request, codec).wire,
  }),
};
