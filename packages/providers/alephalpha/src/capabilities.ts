// What the models take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string): ChatRules | undefined {
  const name = model.toLowerCase();
  // Thoughts stand in the text, between tags.
  if (/qwen3|qwq|deepseek-r1/.test(name)) return thinking;
  return /llama-3|pharia-1/.test(name) ? blind : undefined;
}

const blind: ChatRules = { images: false };
const thinking: ChatRules = { images: false, thinkTags: {} };

/** Models whose vectors have a route of their own. */
export const isLuminous = (model: string): boolean => /^luminous/i.test(model);
