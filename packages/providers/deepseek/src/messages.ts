// Anthropic's wire, loaded with its first call. It lies beside the others: `/anthropic/v1/messages`.
import { loadedChats } from '@kit/http';

export const messagesOperations = loadedChats(
  async () => {
    const { anthropicOperations, compatibleMessages, compatibleRules } = await import('@kit/transformer-anthropic');
    const rules = () => ({ ...compatibleRules, maxOutputTokens: 32_768 });
    return anthropicOperations(compatibleMessages({ rules, urlSources: false }));
  },
  { move: (path) => `/anthropic/v1${path}` },
);
