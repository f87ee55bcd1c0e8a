// The wires that the server speaks: its own, and three that it imitates. Each is loaded with its first call.
import type { OperationDeclaration } from '@kit/core';
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

const nativeWire = () => import('./routes/native.ts');
const openai = () => import('./routes/openai.ts');
const anthropic = () => import('./routes/anthropic.ts');

/** Completions go over the server's own wire, whatever chats do. */
export function completeOperation(defaults: RequestDefaults): OperationDeclaration<'complete'> {
  return { load: async () => (await nativeWire()).nativeRoute(defaults).complete };
}

function nativeOperations(defaults: RequestDefaults): ModelOperations {
  return {
    chat: { load: async () => (await nativeWire()).nativeRoute(defaults).chat },
    stream: { load: async () => (await nativeWire()).nativeRoute(defaults).stream },
    embed: { load: async () => (await import('./embeddings.ts')).embedDeclaration(defaults) },
  };
}
