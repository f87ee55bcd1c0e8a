// Anthropic's wire, loaded with its first call.
import { type ChatOperations, loadedChats } from '@kit/http';

/** It lies beside the other: `/anthropic/v1/messages`. */
export function messagesOperations(baseURL: string): ChatOperations {
  return loadedChats(
    async () => {
      const { anthropicOperations, compatibleMessages, compatibleRules } = await import('@kit/transformer-anthropic');
      const rules = () => ({ ...compatibleRules, sampling: 'none' as const, maxOutputTokens: 32_768 });
      // Public links are refused.
      return anthropicOperations(compatibleMessages({ rules, urlSources: false }));
    },
    { baseURL },
  );
}
