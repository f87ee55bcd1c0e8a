// What MiniMax's models take. Ids that are not known are treated as the newest.
import type { ChatRequest } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, { temperature }: ChatRequest): ChatRules {
  return {
    ...(isBeforeM3(model)
      ? { images: false, reasoningEfforts: ['high'], reasoningRequest: () => ({}) }
      : {
          reasoningRequest: (_, effort) => (effort === undefined ? {} : { thinking: { type: thinkingWord(effort) } }),
        }),
    // Above 0, up to 1: anything else is refused.
    ...(temperature !== undefined && (temperature <= 0 || temperature > 1) && { fields: { temperature: false } }),
  };
}

/** They always think, and see nothing. */
export const isBeforeM3 = (model: string): boolean => /(?:^|-)(?:m[12](?:\.|-|$)|01$|text-)/i.test(model);

export const thinkingWord = (effort: string): 'adaptive' | 'disabled' => (effort === 'none' ? 'disabled' : 'adaptive');
