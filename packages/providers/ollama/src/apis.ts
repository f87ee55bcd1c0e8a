// The wires that the server speaks: its own, and three that it imitates, whose transformers load with their first call.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { chatTransformer, streamTransformer } from './chat/transformer.ts';
import { embedTransformer } from './embeddings.ts';
import type { RequestDefaults } from './request-body.ts';

export const ollamaApis = ['native', 'chat', 'responses', 'messages'] as const;
export type OllamaApi = (typeof ollamaApis)[number];

export interface ModelOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
  readonly embed: OperationDeclaration<'embed'>;
}

export function modelOperations(api: OllamaApi, defaults: RequestDefaults): ModelOperations {
  const native = nativeOperations(defaults);
  switch (api) {
    case 'native':
      return native;
    case 'chat':
      return {
        chat: { load: async () => (await openai()).overChat.chat },
        stream: { load: async () => (await openai()).overChat.stream },
        embed: { load: async () => (await openai()).overChat.embed },
      };
    case 'responses':
      return {
        chat: { load: async () => (await openai()).overResponses.chat },
        stream: { load: async () => (await openai()).overResponses.stream },
        embed: native.embed,
      };
    case 'messages':
      return {
        chat: { load: async () => (await anthropic()).overMessages.chat },
        stream: { load: async () => (await anthropic()).overMessages.stream },
        embed: native.embed,
      };
  }
}

const openai = () => import('./routes/openai.ts');
const anthropic = () => import('./routes/anthropic.ts');

function nativeOperations(defaults: RequestDefaults): ModelOperations {
  const endpoint = { path: '/api/chat' };
  return {
    chat: { endpoint, transformer: chatTransformer(defaults) as Transformer<'chat'> },
    stream: { endpoint, streamTransformer: streamTransformer(defaults) as StreamTransformer<'stream'> },
    embed: { endpoint: { path: '/api/embed' }, transformer: embedTransformer(defaults) as Transformer<'embed'> },
  };
}
