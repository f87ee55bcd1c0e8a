// What the models take, by their names.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  // Thoughts are switched on by the template; older models write them into the text.
  if (name.includes('granite')) return { thinkTags: {}, reasoningRequest: switched };
  if (/llama|mistral|pixtral|allam|jais|flan/.test(name)) return { reasoningRequest: false };
  return { reasoningEfforts: ['low', 'medium', 'high'], reasoningRequest: withEffort };
}

const switched = (_: ReasoningOptions, effort: string | undefined): JsonObject => ({
  chat_template_kwargs: { thinking: effort !== 'none' },
});

const withEffort = ({ summary }: ReasoningOptions, effort: string | undefined): JsonObject => ({
  include_reasoning: summary !== 'none',
  ...(effort !== undefined && { reasoning_effort: effort }),
});
