// What the models at Fireworks take. Ids that are not known are treated as the newest.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

const newest: ChatRules = {
  reasoningRequest: wish,
  reasoningEfforts: ['none', 'minimal', 'low', 'medium', 'high'],
};
/** They think always. */
const ceaseless: ChatRules = { reasoningRequest: wish, reasoningEfforts: ['low', 'medium', 'high'] };
const graded: ChatRules = { reasoningRequest: wish, reasoningEfforts: ['none', 'high', 'max'] };
const plain: ChatRules = { reasoningRequest: false };
const thinkers: ChatRules = { ...newest, thinkTags: {} };

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (/gpt-oss|minimax-m/.test(name)) return ceaseless;
  if (/deepseek-v4|glm-5p[2-9]/.test(name)) return graded;
  if (/deepseek-r1|qwq|thinking/.test(name)) return thinkers;
  if (/llama-|mixtral|mistral|gemma|phi-|yi-|-instruct/.test(name)) return plain;
  return newest;
}

/** An effort, or a budget of at least 1,024 tokens: the vendor refuses both together. */
function wish({ budgetTokens }: ReasoningOptions, effort: string | undefined): JsonObject {
  if (budgetTokens !== undefined && effort !== 'none') {
    if (budgetTokens === 0) return { thinking: { type: 'disabled' } };
    return { thinking: { type: 'enabled', budget_tokens: Math.max(1_024, budgetTokens) } };
  }
  if (effort === undefined) return {};
  return { reasoning_effort: effort === 'minimal' ? 'low' : effort };
}
