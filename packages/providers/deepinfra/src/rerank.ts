// Reranking over the vendor's own API: the query once for each document, the scores in the documents' order.
import { type RerankWire, scoresInOrder } from '@kit/transformer-openai';
import { recordOf } from '@kit/wire';
import { nativeURL } from './native-url.ts';

export const deepinfraRerank: RerankWire = {
  encode({ request, documents, own }, context) {
    const { model = '', query } = request;
    const queries = documents.map(() => query);
    return { url: nativeURL(model, context), body: { type: 'json', value: { queries, documents, ...own } } };
  },
  scores: (body) => scoresInOrder(recordOf(body)?.scores),
};
