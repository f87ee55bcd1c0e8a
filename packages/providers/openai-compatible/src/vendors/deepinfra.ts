// DeepInfra: a price with every answer, and reranking over its own API.
import type { Cost } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { type RerankWire, scoresInOrder } from '../rerank.ts';

/** `usage.estimated_cost`, in USD. */
export function deepInfraCost(usage: JsonRecord): Cost | undefined {
  const amount = numberOf(usage.estimated_cost);
  if (amount === undefined) return undefined;
  return { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false };
}

/** `POST /v1/inference/{model}` with the query once for each document; the scores come in the documents' order. */
export const deepInfraRerank: RerankWire = {
  encode({ request, documents, own }, { origin }) {
    const native = (origin.endpoint ?? '').replace(/\/openai$/, '');
    const { model = '', query } = request;
    // Models are named with a slash, which belongs to the path.
    const path = model.split('/').map(encodeURIComponent).join('/');
    const queries = documents.map(() => query);
    return { url: `${native}/inference/${path}`, body: { type: 'json', value: { queries, documents, ...own } } };
  },
  scores: (body) => scoresInOrder(recordOf(body)?.scores),
};
