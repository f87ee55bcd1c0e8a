// What Maritaca's models take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

/** Where its thoughts stand is not documented: apart, or between tags in the text. */
const thinks: ChatRules = { thinkTags: {} };

export function chatRules(model: string): ChatRules | undefined {
  return model.includes('thinking') ? thinks : undefined;
}
