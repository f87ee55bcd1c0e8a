// What models give, whoever hosts them. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

/** Some hosts leave the thoughts of these in the text, between tags. */
export function chatRules(model: string): ChatRules | undefined {
  return /deepseek-r1|qwq|qwen3|minimax-m|magistral|thinking|reason/i.test(model) ? thinking : undefined;
}

const thinking: ChatRules = { thinkTags: {} };
