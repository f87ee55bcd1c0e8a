// In what DeepInfra differs from OpenAI.
import type { Cost } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { type JsonRecord, numberOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';
import { deepinfraImage } from './image.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: { topK: 'top_k', serviceTier: 'service_tier' },
    toolChoices: ['auto', 'none'],
    reasoningEfforts: ['none', 'low', 'medium', 'high'],
    reasoningReplay: 'reasoning_content',
    cost,
    rules: chatRules,
  },
  image: deepinfraImage,
  speech: { fields: { instructions: false }, events: false },
  transcribe: { fileIdField: false, streams: false },
});

/** Every answer says what it costs, in USD. */
function cost(usage: JsonRecord): Cost | undefined {
  const amount = numberOf(usage.estimated_cost);
  return amount === undefined ? undefined : { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false };
}
