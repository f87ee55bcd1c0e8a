// What Qianfan's models take. Ids that are not known are treated as the newest.
import type { ChatRequest } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, { temperature }: ChatRequest): ChatRules {
  const name = model.toLowerCase();
  return {
    // They count messages: questions and answers take turns, and there is an odd number of them.
    ...(isClassic(name) && { alternating: true, reasoningEfforts: [] }),
    ...(isClassic(name) &&
      temperature !== undefined &&
      (temperature <= 0 || temperature > 1) && { fields: { temperature: false } }),
    // Thinking cannot be switched off.
    ...(/ernie-x1|-thinking|deepseek-r1/.test(name) && {
      reasoningEfforts: ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
      reasoningRequest: ({ budgetTokens }) => (budgetTokens ? { thinking_budget: budgetTokens } : {}),
    }),
    ...(/^ernie-(?!.*(?:vl|5))/.test(name) && { images: false }),
  };
}

/** ERNIE before 4.5. */
const isClassic = (name: string) => /^ernie-(?:speed|lite|tiny|char|3|4\.0|4-)/.test(name);
