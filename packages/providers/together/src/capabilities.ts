// What the models at Together take. Ids that are not known are treated as the newest.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

const gptOss: ChatRules = { reasoningEfforts: ['low', 'medium', 'high'] };
/** They think always, in their text. */
const thinkers: ChatRules = { reasoningRequest: false, thinkTags: {} };
const plain: ChatRules = { reasoningRequest: false };
/** A switch, and two degrees. */
const graded: ChatRules = { reasoningRequest: switched, reasoningEfforts: ['none', 'high', 'max'], thinkTags: {} };
const hybrids: ChatRules = {
  reasoningRequest: (options, effort) => switched(options, effort === 'none' ? effort : undefined),
  thinkTags: {},
};

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (name.includes('gpt-oss')) return gptOss;
  if (/deepseek-r1|qwq|-thinking|minimax-m/.test(name)) return thinkers;
  if (/deepseek-v4|glm-5\.[2-9]/.test(name)) return graded;
  if (/llama-?[34]|mixtral|mistral|gemma-3|qwen2|-instruct/.test(name)) return plain;
  return hybrids;
}

function switched(_options: ReasoningOptions, effort: string | undefined): JsonObject {
  return {
    reasoning: { enabled: effort !== 'none' },
    ...(effort !== undefined && effort !== 'none' && { reasoning_effort: effort }),
  };
}
