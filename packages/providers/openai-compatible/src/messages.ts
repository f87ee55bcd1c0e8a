// Chat over Anthropic's messages wire, as vLLM, LM Studio, Ollama, Novita and LiteLLM serve it with models of their own.
import type { OperationDeclaration } from '@kit/core';

/** The wire is loaded with its first call. */
export function messagesOperations(): {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
} {
  return {
    chat: { load: async () => (await loaded()).chat },
    stream: { load: async () => (await loaded()).stream },
  };
}

async function loaded() {
  const { anthropicOperations, permissiveRules } = await import('@kit/transformer-anthropic');
  return anthropicOperations({
    rules: () => permissiveRules,
    version: false,
    tokens: 'endpoint',
    unsignedThinking: 'send',
    fileSources: false,
  });
}
