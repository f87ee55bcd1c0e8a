// Embeddings by a deployment: so many texts a request, more of them in parts.
import type { OperationDeclaration } from '@kit/core';
import { fanOut, type HandledOperation, joinResults, shownRequest } from '@kit/http';

/** What Baseten's engine for embeddings takes at once, unless it was deployed otherwise. */
const maxInputs = 128;

export function embedOperation(embed: OperationDeclaration<'embed'>): HandledOperation<'embed'> {
  return {
    inspect: ({ request }, codec) => shownRequest(embed, request, codec),
    async handle(call, exchange) {
      const { request } = call;
      const { input } = request;
      if (typeof input === 'string' || input.length <= maxInputs) return exchange.run(call, embed);
      const parts = Array.from({ length: Math.ceil(input.length / maxInputs) }, (_, index) => ({
        ...request,
        input: input.slice(index * maxInputs, (index + 1) * maxInputs),
      }));
      const results = await fanOut(call, parts, (one) => exchange.run(one, embed));
      return { embeddings: results.flatMap(({ embeddings }) => embeddings), ...joinResults(results) };
    },
  };
}
