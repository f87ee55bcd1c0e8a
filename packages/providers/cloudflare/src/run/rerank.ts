// Reranking: `{ query, contexts: [{ text }], top_k }` → `{ response: [{ id, score }] }`, in no order.
import type { RerankWire } from '@kit/transformer-openai';
import { arrayOf, numberOf, recordOf } from '@kit/wire';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';

export const rerankWire: RerankWire = {
  path: ({ model = '' }) => runPath(model),
  encode({ request, documents, own }) {
    const { query, topN } = request;
    const contexts = documents.map((text) => ({ text }));
    return { body: { type: 'json', value: { query, contexts, ...(topN !== undefined && { top_k: topN }), ...own } } };
  },
  scores(body) {
    const rows = recordOf(resultOf(body))?.response;
    if (!Array.isArray(rows)) return undefined;
    return arrayOf(rows).flatMap((row) => {
      const index = numberOf(recordOf(row)?.id);
      const score = numberOf(recordOf(row)?.score);
      return index === undefined || score === undefined ? [] : [{ index, score }];
    });
  },
};
