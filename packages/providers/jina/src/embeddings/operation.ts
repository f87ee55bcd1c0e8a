// The operation `embed`.
import type { OperationDeclaration } from '@kit/core';

export const embedOperation: OperationDeclaration<'embed'> = {
  load: async () => {
    const { jinaEmbedTransformer } = await import('./transformer.ts');
    return { endpoint: { path: '/embeddings' }, transformer: jinaEmbedTransformer };
  },
};
