// Embeddings: OpenAI's wire, with usage in each row and nothing to choose.
import type { OperationDeclaration, Transformer } from '@kit/core';

export const embedOperation: OperationDeclaration<'embed'> = {
  load: async () => {
    const { embedTransformer } = await import('@kit/transformer-openai/media');
    const transformer = embedTransformer({ dimensions: false, encodingFormat: undefined, user: false });
    return { endpoint: { path: '/embeddings' }, transformer: transformer as Transformer<'embed'> };
  },
};
