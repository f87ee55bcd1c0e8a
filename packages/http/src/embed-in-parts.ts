// Embeddings of more texts than a vendor takes at once: several requests, answered as one.
import type { EmbedRequest, OperationDeclaration } from '@kit/core';
import type { ShownOperation } from './definition.ts';
import { fanOut, joinResults } from './fan-out.ts';
import { shownRequest } from './shown-request.ts';

/**
 * The operation `embed` of a vendor whose requests carry `mostInputs` inputs: longer lists are sent in parts, a few at a
 * time, and the vectors come in the order of the inputs.
 *
 * @param mostInputs a number, or how many a model takes
 */
export function embedInParts(
  declaration: OperationDeclaration<'embed'>,
  mostInputs: number | ((model: string) => number),
): ShownOperation<'embed'> {
  const partsOf = (request: EmbedRequest): readonly EmbedRequest[] => {
    const { input, model = '' } = request;
    const most = typeof mostInputs === 'number' ? mostInputs : mostInputs(model);
    if (typeof input === 'string' || input.length <= most) return [request];
    return Array.from({ length: Math.ceil(input.length / most) }, (_, at) => ({
      ...request,
      input: input.slice(at * most, (at + 1) * most),
    }));
  };
  return {
    async handle(call, exchange) {
      const parts = partsOf(call.request);
      if (parts.length === 1) return exchange.run(call, declaration);
      const results = await fanOut(call, parts, (part) => exchange.run(part, declaration));
      return { ...joinResults(results), embeddings: results.flatMap(({ embeddings }) => embeddings) };
    },
    inspect: ({ request }, codec) => shownRequest(declaration, partsOf(request)[0] ?? request, codec),
  };
}
