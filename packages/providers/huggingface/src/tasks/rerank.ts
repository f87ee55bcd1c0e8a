// rerank: the similarity of sentences at the router, texts at Text Embeddings Inference.
import type { OperationDeclaration } from '@kit/core';
import { rerankOperation, scoresInOrder } from '@kit/transformer-openai';
import { beside, hostedTask, rootOf } from './address.ts';

/** The router has no reranking: `sentence-similarity` scores each text against the query. */
export function similarityOperation(): OperationDeclaration<'rerank'> {
  return rerankOperation({
    encode: ({ request, documents, own }, context) => ({
      url: hostedTask('sentence-similarity')(request.model ?? '', rootOf(context)),
      body: { type: 'json', value: { inputs: { source_sentence: request.query, sentences: documents }, ...own } },
    }),
    scores: scoresInOrder,
  });
}

/** `{ query, texts }` → `[{ index, score }]`. */
export function textsRerankOperation(): OperationDeclaration<'rerank'> {
  return rerankOperation({
    encode: ({ request, documents, own }, context) => ({
      url: beside(context, '/rerank'),
      body: { type: 'json', value: { query: request.query, texts: documents, ...own } },
    }),
  });
}
