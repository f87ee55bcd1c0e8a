// The `embed` operation: one exchange, or several for long lists.
import type { EmbedResponse, JsonValue, OperationDeclaration, Transformer } from '@kit/core';
import { fanOut, type HandledOperation, joinResults } from '@kit/http';
import { embedBatches } from './batches.ts';
import { decodeEmbed } from './decode-response.ts';
import { type EmbedState, encodeEmbed } from './encode-request.ts';

export const embedTransformer: Transformer<'embed', EmbedState> = { encode: encodeEmbed, decode: decodeEmbed };

const declaration: OperationDeclaration<'embed'> = {
  // The encoder says which of the three endpoints it is.
  endpoint: { path: '/embeddings' },
  transformer: embedTransformer as Transformer<'embed'>,
};

export function embedOperation(batchSize?: number): HandledOperation<'embed'> {
  return {
    async handle(call, exchange) {
      const batches = embedBatches(call.request, batchSize);
      if (batches.length === 1) return exchange.run(call, declaration);
      return joinEmbeddings(await fanOut(call, batches, (part) => exchange.run(part, declaration)));
    },
    inspect: ({ request }, codec) => encodeEmbed(embedBatches(request, batchSize)[0] ?? request, codec).wire,
  };
}

function joinEmbeddings(results: readonly EmbedResponse[]): EmbedResponse {
  const joined = joinResults(results);
  const vendor = joinChunkFacts(results);
  return {
    ...joined,
    embeddings: results.flatMap(({ embeddings }) => embeddings),
    ...(vendor && { meta: { ...joined.meta, vendor } }),
  };
}

/** `documents` and `chunks` of contextual models, one list behind the other. */
function joinChunkFacts(results: readonly EmbedResponse[]): EmbedResponse['meta']['vendor'] {
  const facts = results.map(({ meta }) => meta.vendor).filter((vendor) => vendor !== undefined);
  const [first] = facts;
  if (!first) return undefined;
  const together = (name: string) =>
    facts.flatMap((vendor) => (vendor[name] as readonly JsonValue[] | undefined) ?? []);
  return {
    ...first,
    documents: together('documents'),
    ...(first.chunks !== undefined && { chunks: together('chunks') }),
  };
}
