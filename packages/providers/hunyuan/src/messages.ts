// Anthropic's wire of TokenHub, loaded with its first call.
import { loadedChats } from '@kit/http';

export const messagesOperations = loadedChats(async () => {
  const { anthropicOperations, compatibleMessages } = await import('@kit/transformer-anthropic');
  return anthropicOperations(compatibleMessages());
});
