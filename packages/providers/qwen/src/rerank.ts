// Reranking over the vendor's own wire.
import type { RerankWire } from '@kit/transformer-openai';

export const rerankWire = (native: string): RerankWire => ({
  path: '/services/rerank/text-rerank/text-rerank',
  baseURL: native,
  encode({ request: { model = '', query, topN }, documents, own }) {
    const parameters = { ...(topN !== undefined && { top_n: topN }), return_documents: false, ...own };
    return { body: { type: 'json', value: { model, input: { query, documents }, parameters } } };
  },
});
