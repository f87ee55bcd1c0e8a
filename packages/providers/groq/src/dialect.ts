// In what Groq differs from OpenAI.
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules, responsesRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      maxTokens: 'max_completion_tokens',
      serviceTier: 'service_tier',
      // Answered with 400.
      logprobs: false,
      topLogprobs: false,
      n: false,
      // Taken by no model.
      presencePenalty: false,
      frequencyPenalty: false,
    },
    // Answered with 400.
    names: false,
    audio: false,
    strictTools: true,
    strictOutput: true,
    // Answered with 400: "json mode cannot be combined with tool/function calling".
    outputWithTools: false,
    reasoningReplay: 'reasoning',
    metaFields: ['system_fingerprint', 'service_tier', 'x_groq', 'usage_breakdown'],
    rules: chatRules,
  },
  responses: { rules: responsesRules },
  speech: { fields: { sampleRate: 'sample_rate', instructions: false, language: false, seed: false }, events: false },
  transcribe: {
    urlField: 'url',
    fileIdField: false,
    fields: { keywords: false },
    timestamps: ['segment', 'word'],
    streams: false,
  },
});
