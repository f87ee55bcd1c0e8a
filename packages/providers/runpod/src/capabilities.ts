// What models of endpoints take. Ids that are not known are treated as the newest.
import type { ChatRules } from '@kit/transformer-openai';

/** gpt-oss has degrees of thinking; workers may leave the thoughts of others in the text. */
export function chatRules(model: string): ChatRules | undefined {
  const name = model.toLowerCase();
  if (name.includes('gpt-oss')) return degrees;
  return /deepseek-r1|qwq|qwen3|cogito|thinking/.test(name) ? tagged : undefined;
}

const degrees: ChatRules = { reasoningRequest: 'reasoning_effort', reasoningEfforts: ['low', 'medium', 'high'] };
const tagged: ChatRules = { thinkTags: {} };

/** What a speech endpoint calls its voice. */
export const voiceField = (endpoint: string): string => (endpoint.includes('minimax') ? 'voice_id' : 'voice');
