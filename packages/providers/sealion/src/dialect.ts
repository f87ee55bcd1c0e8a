// In what SEA-LION differs from OpenAI: it is vLLM behind a gateway of LiteLLM's.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: { topK: 'top_k', user: false },
    audio: false,
    toolChoices: ['auto', 'none'],
    rules: chatRules,
  },
  complete: { fields: { suffix: false, user: false } },
  embed: { user: false },
});
