// In what Upstage differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';
import { isPurpose } from './embed-model.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      promptCacheKey: 'prompt_cache_key',
      // Not documented, or fixed.
      seed: false,
      n: false,
      logprobs: false,
      topLogprobs: false,
      user: false,
    },
    images: false,
    audio: false,
    strictOutput: true,
    reasoningEfforts: ['minimal', 'low', 'medium', 'high'],
    rules: chatRules,
  },
  embed: {
    // Said by the model's name.
    inputType: (purpose) => (isPurpose(purpose) ? {} : undefined),
    dimensions: false,
    // Floats are all that there is, and not to be asked for.
    encodingFormat: undefined,
    user: false,
  },
});
