// In what Cerebras differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      maxTokens: 'max_completion_tokens',
      serviceTier: 'service_tier',
      promptCacheKey: 'prompt_cache_key',
    },
    // Content of system and assistant messages is text alone, best as one string; null is refused beside calls.
    plainText: true,
    emptyContent: 'empty',
    audio: false,
    strictTools: true,
    strictOutput: true,
    reasoningReplay: 'reasoning',
    metaFields: ['system_fingerprint', 'time_info'],
    rules: chatRules,
  },
});
