// Reranking by the ranking service of Agent Builder: another host, records with ids.
import type { OperationDeclaration } from '@kit/core';
import { type RerankWire, rerankOperation } from '@kit/transformer-openai';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import type { VertexPlace } from './endpoint.ts';

export const rerankDeclaration = (place: VertexPlace): OperationDeclaration<'rerank'> =>
  rerankOperation(rerankWire(place));

const rerankWire = ({ ranking, project }: VertexPlace): RerankWire => ({
  path: '/rankingConfigs/default_ranking_config:rank',
  ...(ranking !== undefined && { baseURL: ranking }),
  encode({ request, documents, own }) {
    const { model, query, topN } = request;
    const records = documents.map((content, index) => ({ id: String(index), content }));
    return {
      headers: { 'x-goog-user-project': project },
      body: { type: 'json', value: { model, query, records, ...(topN !== undefined && { topN }), ...own } },
    };
  },
  scores(body) {
    const records = recordOf(body)?.records;
    if (!Array.isArray(records)) return undefined;
    return arrayOf(records).flatMap((row) => {
      const index = numberOf(recordOf(row)?.id);
      const score = numberOf(recordOf(row)?.score);
      return index === undefined || score === undefined ? [] : [{ index, score }];
    });
  },
});
