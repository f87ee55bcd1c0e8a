// What the models at DeepInfra take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

const newest: ChatRules = {};
const gptOss: ChatRules = { reasoningEfforts: ['low', 'medium', 'high'] };
/** They think always, and some of them in their text. */
const thinkers: ChatRules = { reasoningRequest: false, thinkTags: {} };
const plain: ChatRules = { reasoningRequest: false };

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (name.includes('gpt-oss')) return gptOss;
  if (/deepseek-r1|qwq|-thinking/.test(name)) return thinkers;
  if (/llama|mi[sx]tral|phi-|gemma-3|mythomax|wizardlm|-instruct/.test(name)) return plain;
  return newest;
}
