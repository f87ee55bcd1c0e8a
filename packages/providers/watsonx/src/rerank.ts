// Reranking: `{ query, inputs: [{ text }] }` → `{ results: [{ index, score }] }`. Scores may be logits: any number.
import type { JsonObject } from '@kit/core';
import type { RerankWire } from '@kit/transformer-openai';
import { type Owner, requireOwner } from './options.ts';

export const rerankWire = (owner: Owner): RerankWire => ({
  path: '/text/rerank',
  encode({ request, documents, own }) {
    const { model, query, topN } = request;
    const inputs = documents.map((text) => ({ text }));
    const parameters = topN === undefined ? {} : { parameters: { return_options: { top_n: topN } } };
    const value = { model_id: model, ...requireOwner(owner), query, inputs, ...parameters, ...own };
    return { body: { type: 'json', value: value as JsonObject } };
  },
});
