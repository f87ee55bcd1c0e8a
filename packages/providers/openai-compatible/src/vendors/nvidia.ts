// NVIDIA NIM: embeddings that want their purpose, reranking at a place of its own.
import type { OperationDeclaration } from '@kit/core';
import type { EmbedDialect } from '@kit/transformer-openai';

/** Retrieval models refuse requests without `input_type`. */
export const nvidiaEmbed: EmbedDialect = {
  dimensions: false,
  user: false,
  inputType: (inputType) => ({ input_type: inputType === 'document' || inputType === 'passage' ? 'passage' : 'query' }),
  truncate: (truncate) => ({ truncate: truncate.toUpperCase() }),
};

/** Reranking has a place and a wire of its own. */
export const nvidiaRerank: OperationDeclaration<'rerank'> = {
  load: async () => (await import('./nvidia-ranking.ts')).rankingOperation,
};
