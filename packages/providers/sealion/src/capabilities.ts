// What SEA-LION's models take. Ids that are not known are treated as the newest.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

/** They think unless they are told not to, in their text. */
const hybrid: ChatRules = { images: false, thinkTags: {}, reasoningRequest: mode };
const text: ChatRules = { images: false, reasoningRequest: false };
/** They print a call as text. */
const callless: ChatRules = { ...text, tools: false };
const seeing: ChatRules = { reasoningRequest: false };
const newest: ChatRules = { thinkTags: {}, reasoningRequest: mode };

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  if (name.includes('guard')) return callless;
  if (name.includes('v3.5')) return hybrid;
  if (/sea-lion-v[123]\b/.test(name)) return name.includes('llama-sea-lion-v3-70b') ? text : callless;
  if (name.includes('v4')) return name.includes('gemma') ? seeing : text;
  return newest;
}

function mode(_options: ReasoningOptions, effort: string | undefined): JsonObject {
  return { chat_template_kwargs: { thinking_mode: effort === 'none' ? 'off' : 'on' } };
}
