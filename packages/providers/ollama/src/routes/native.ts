// Ollama's own wire: chat and its stream, completions.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { chatTransformer, streamTransformer } from '../chat/transformer.ts';
import { completeTransformer } from '../complete.ts';
import type { RequestDefaults } from '../request-body.ts';

export interface NativeOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
  readonly complete: OperationDeclaration<'complete'>;
}

export function nativeRoute(defaults: RequestDefaults): NativeOperations {
  const endpoint = { path: '/api/chat' };
  return {
    chat: { endpoint, transformer: chatTransformer(defaults) as Transformer<'chat'> },
    stream: { endpoint, streamTransformer: streamTransformer(defaults) as StreamTransformer<'stream'> },
    complete: { endpoint: { path: '/api/generate' }, transformer: completeTransformer(defaults) },
  };
}
