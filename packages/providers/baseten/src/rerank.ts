// Reranking by a deployment of Baseten's engine for embeddings, in the words of Text Embeddings Inference.
import type { RerankWire } from '@kit/transformer-openai';
import { routesAt } from './routes.ts';

export const rerankWire: RerankWire = {
  encode({ request, documents, own }, context) {
    const value = { query: request.query, texts: documents, ...own };
    return { url: `${routesAt(context)}/sync/rerank`, body: { type: 'json', value } };
  },
};
