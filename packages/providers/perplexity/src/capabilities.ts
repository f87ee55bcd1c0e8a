// What Perplexity's models take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

const plain: ChatRules = { reasoningEfforts: [] };
/** Thoughts stand in the text, also before JSON. */
const thinks: ChatRules = { thinkTags: {}, reasoningEfforts: ['minimal', 'low', 'medium', 'high'] };

export function chatRules(model: string): ChatRules {
  return /^sonar(-pro)?$/i.test(model) ? plain : thinks;
}
