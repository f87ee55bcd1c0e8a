// Anthropic's wire, loaded with its first call.
import { type ChatOperations, loadedChats } from '@kit/http';

/** It lies beside the other: `/apps/anthropic/v1/messages`. */
export function messagesOperations(baseURL: string): ChatOperations {
  return loadedChats(
    async () => {
      const { anthropicOperations, compatibleMessages, compatibleRules } = await import('@kit/transformer-anthropic');
      const rules = () => ({ ...compatibleRules, maxOutputTokens: 32_768 });
      return anthropicOperations(compatibleMessages({ rules }));
    },
    { baseURL },
  );
}
