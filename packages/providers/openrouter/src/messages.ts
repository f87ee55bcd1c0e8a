// Chat over Anthropic's messages wire, which is loaded with its first call.
import { type ChatOperations, loadedChats } from '@kit/http';

export const messagesOperations = (): ChatOperations =>
  loadedChats(async () => {
    const { anthropicOperations, claudeRules, permissiveRules } = await import('@kit/transformer-anthropic');
    return anthropicOperations({
      // Slugs have the vendor's name before, and points where Anthropic has dashes.
      rules: (model) =>
        model.startsWith('anthropic/')
          ? claudeRules(model.slice('anthropic/'.length).replaceAll('.', '-'))
          : permissiveRules,
      version: false,
      unsignedThinking: 'send',
      fileSources: false,
    });
  });
