// Chat and its stream, loaded with their first call.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';

const endpoint = { path: '/v2/chat' };

export const chatDeclaration: OperationDeclaration<'chat'> = {
  load: async () => {
    const { chatTransformer } = await import('./transformer.ts');
    return { endpoint, transformer: chatTransformer() as Transformer<'chat'> };
  },
};

export const streamDeclaration: OperationDeclaration<'stream'> = {
  load: async () => {
    const { streamTransformer } = await import('./transformer.ts');
    return { endpoint, streamTransformer: streamTransformer() as StreamTransformer<'stream'> };
  },
};
