// Hyperbolic: pictures and speech in a wire of its own, which is loaded with its first call.
import type { OperationDeclaration } from '@kit/core';

export const hyperbolicOperations: {
  readonly image: OperationDeclaration<'image'>;
  readonly speech: OperationDeclaration<'speech'>;
} = {
  image: { load: async () => (await media()).imageDeclaration() },
  speech: { load: async () => (await media()).speechDeclaration },
};

const media = () => import('./hyperbolic-media.ts');
