// Anthropic's wire, loaded with its first call.
import type { OperationDeclaration } from '@kit/core';

const load = async () => {
  const { anthropicOperations, compatibleMessages } = await import('@kit/transformer-anthropic');
  return anthropicOperations(compatibleMessages());
};

export const messagesOperations: {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
} = {
  chat: { load: async () => (await load()).chat },
  stream: { load: async () => (await load()).stream },
};
