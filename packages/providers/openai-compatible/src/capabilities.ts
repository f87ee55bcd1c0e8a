// What servers refuse by the request. Of the models that run there nothing is known: whoever runs them decides what they take.
import type { ChatRequest } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

/** A temperature of 0 and a `top_p` of 1 are refused (422); left out they mean the same. */
export function tgiRules(_model: string, { temperature, topP }: ChatRequest): ChatRules {
  return {
    fields: {
      ...(temperature !== undefined && temperature <= 0 && { temperature: false }),
      ...(topP !== undefined && (topP <= 0 || topP >= 1) && { topP: false }),
    },
  };
}
