// What the models at Baseten take. Ids that are not known are treated as the newest.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

const gptOss: ChatRules = { reasoningEfforts: ['low', 'medium', 'high'] };
const graded: ChatRules = { reasoningEfforts: ['low', 'medium', 'high', 'xhigh'] };
/** An effort, and a switch of the template to think not at all. */
const glm: ChatRules = {
  reasoningRequest: (_options: ReasoningOptions, effort: string | undefined): JsonObject => {
    if (effort === undefined) return {};
    return effort === 'none' ? template('enable_thinking', false) : { reasoning_effort: effort };
  },
};
/** Their templates call the switch otherwise. */
const thinking: ChatRules = {
  reasoningRequest: (_options: ReasoningOptions, effort: string | undefined): JsonObject =>
    effort === undefined ? {} : template('thinking', effort !== 'none'),
};
/** Whatever runs in a deployment: its thoughts may stand in the text. */
const newest: ChatRules = { reasoningRequest: 'chat_template_kwargs', thinkTags: {} };

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (name.includes('gpt-oss')) return gptOss;
  if (name.includes('deepseek-v4')) return graded;
  if (name.includes('glm-')) return glm;
  if (/deepseek-v3|kimi-k2/.test(name)) return thinking;
  return newest;
}

const template = (word: string, value: boolean): JsonObject => ({ chat_template_kwargs: { [word]: value } });
