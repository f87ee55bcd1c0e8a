// In what DeepSeek differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules, responsesRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      user: 'user_id',
      seed: false,
      n: false,
      parallelToolCalls: false,
      serviceTier: false,
    },
    maxStops: 16,
    plainText: true,
    prefillField: 'prefix',
    audio: false,
    strictTools: true,
    jsonInPrompt: true,
    jsonSchema: 'prompt',
    reasoningRequest: 'thinking',
    reasoningReplay: 'reasoning_content',
    // The vendor ran out of room in the middle of the answer.
    finishReasons: { insufficient_system_resource: 'error' },
    rules: chatRules,
  },
  responses: { rules: responsesRules },
  complete: { path: '/beta/completions', fields: { seed: false, n: false, user: false } },
});
