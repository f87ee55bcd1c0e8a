// In what Jina's reranking differs from Cohere's: documents come back unless they are not wanted.
import type { RerankWire } from '@kit/transformer-openai';

export const rerankWire: RerankWire = {
  encode({ request: { model, query, topN }, documents, own }) {
    const ranking = { model, query, documents, ...(topN !== undefined && { top_n: topN }) };
    // What the caller sent is known here: it need not travel twice.
    return { body: { type: 'json', value: { ...ranking, return_documents: false, ...own } } };
  },
};
