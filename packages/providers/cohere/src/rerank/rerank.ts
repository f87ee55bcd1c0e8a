// The `rerank` operation: scores of long lists are asked for in pieces, which compare with one another.
import type { OperationDeclaration, RerankRequest, RerankResponse, Transformer } from '@kit/core';
import { fanOut, type HandledOperation, joinResults } from '@kit/http';
import { rerankDocuments } from '../capabilities.ts';
import { bestFirst, encodeRerank, rerankTransformer } from './transformer.ts';

const declaration: OperationDeclaration<'rerank'> = {
  endpoint: { path: '/v2/rerank' },
  transformer: rerankTransformer as Transformer<'rerank'>,
};

export const rerankOperation: HandledOperation<'rerank'> = {
  async handle(call, exchange) {
    const requests = rerankBatches(call.request);
    if (requests.length === 1) return exchange.run(call, declaration);
    return joinScores(await fanOut(call, requests, (part) => exchange.run(part, declaration)), call.request);
  },
  inspect: ({ request }, codec) => ({
    path: '/v2/rerank',
    ...encodeRerank(rerankBatches(request)[0] ?? request, codec).wire,
  }),
};

function rerankBatches(request: RerankRequest): RerankRequest[] {
  const { documents } = request;
  if (documents.length <= rerankDocuments) return [request];
  return Array.from({ length: Math.ceil(documents.length / rerankDocuments) }, (_, at) => {
    const piece = documents.slice(at * rerankDocuments, (at + 1) * rerankDocuments);
    const { topN } = request;
    return { ...request, documents: piece, ...(topN !== undefined && { topN: Math.min(topN, piece.length) }) };
  });
}

function joinScores(responses: readonly RerankResponse[], { topN }: RerankRequest): RerankResponse {
  const results = responses.flatMap(({ results: piece }, at) =>
    piece.map((result) => ({ ...result, index: result.index + at * rerankDocuments })),
  );
  return { ...joinResults(responses), results: bestFirst(results).slice(0, topN) };
}
