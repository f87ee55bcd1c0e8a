// Ranking of more documents than a vendor takes at once: several requests, whose scores compare with one another.
import type { OperationDeclaration, RerankRequest, RerankResponse, RerankResult } from '@kit/core';
import type { ShownOperation } from './definition.ts';
import { fanOut, joinResults } from './fan-out.ts';
import { shownRequest } from './shown-request.ts';

/** The operation `rerank` of a vendor whose requests carry `mostDocuments` documents: longer lists are ranked in parts. */
export function rerankInParts(
  declaration: OperationDeclaration<'rerank'>,
  mostDocuments: number,
): ShownOperation<'rerank'> {
  const partsOf = (request: RerankRequest): readonly RerankRequest[] => {
    const { documents, topN } = request;
    if (documents.length <= mostDocuments) return [request];
    return Array.from({ length: Math.ceil(documents.length / mostDocuments) }, (_, at) => {
      const part = documents.slice(at * mostDocuments, (at + 1) * mostDocuments);
      return { ...request, documents: part, ...(topN !== undefined && { topN: Math.min(topN, part.length) }) };
    });
  };
  const joined = (responses: readonly RerankResponse[], { topN }: RerankRequest): RerankResponse => {
    const results = responses.flatMap(({ results: part }, at) =>
      part.map((result) => ({ ...result, index: result.index + at * mostDocuments })),
    );
    return { ...joinResults(responses), results: bestFirst(results).slice(0, topN) };
  };
  return {
    async handle(call, exchange) {
      const parts = partsOf(call.request);
      if (parts.length === 1) return exchange.run(call, declaration);
      return joined(await fanOut(call, parts, (part) => exchange.run(part, declaration)), call.request);
    },
    inspect: ({ request }, codec) => shownRequest(declaration, partsOf(request)[0] ?? request, codec),
  };
}

/** Results by their scores, the highest first. */
export function bestFirst(results: readonly RerankResult[]): RerankResult[] {
  return [...results].sort((one, other) => other.score - one.score);
}
