// What Hunyuan's models take. Ids that are not known are treated as the newest.
import type { ChatRequest } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, { seed }: ChatRequest): ChatRules {
  const name = model.toLowerCase();
  return {
    ...(/^hunyuan-(?!.*vision)/.test(name) && { images: false, videos: false }),
    ...reasoningRules(name),
    // 1 to 10,000: anything else is refused.
    ...(seed !== undefined && (seed < 1 || seed > 10_000) && { fields: { seed: false } }),
  };
}

function reasoningRules(name: string): ChatRules {
  // They always think.
  if (/t1|thinking/.test(name))
    return { reasoningEfforts: ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'], reasoningRequest: () => ({}) };
  if (/hunyuan-(?:lite|standard|large|functioncall|translation|role|vision|turbos)|instruct/.test(name))
    return { reasoningEfforts: [] };
  return {
    reasoningRequest: (_, effort) => (effort === undefined ? {} : { enable_thinking: effort !== 'none' }),
  };
}
