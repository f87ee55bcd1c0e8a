// What Groq's models take. Ids that are not known are treated as the newest.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules, ResponsesRules } from '@kit/transformer-openai';

export function chatRules(model: string): ChatRules {
  const name = model.toLowerCase();
  return {
    ...reasoningRules(name),
    ...(!takesSchemas(name) && { jsonSchema: 'prompt', strictTools: false }),
  };
}

/** Thinking of a family: its words, and how its thoughts are kept out of the text. */
function reasoningRules(name: string): ChatRules {
  // It cannot stop thinking, and tells its thoughts apart by itself.
  if (name.includes('gpt-oss')) return { reasoningEfforts: ['low', 'medium', 'high'] };
  // One switch, no degrees. Unasked, the thoughts stand in the text.
  if (name.includes('qwen3-')) return { thinkTags: {}, reasoningRequest: switched };
  if (/qwen|qwq|deepseek-r1/.test(name)) return { thinkTags: {}, reasoningRequest: parsed };
  if (/llama|gemma|mistral|allam|orpheus|whisper/.test(name)) return { reasoningRequest: false };
  return {};
}

/** `reasoning_format` takes thoughts out of the text; `raw`, the default, would refuse tools and JSON beside them. */
function parsed({ summary }: ReasoningOptions, effort: string | undefined): JsonObject {
  return {
    reasoning_format: summary === 'none' ? 'hidden' : 'parsed',
    ...(effort !== undefined && { reasoning_effort: effort }),
  };
}

function switched(options: ReasoningOptions, effort: string | undefined): JsonObject {
  const word = effort === undefined ? undefined : effort === 'none' ? 'none' : 'default';
  return parsed(options, word);
}

/** Schemas hold for gpt-oss, Kimi, Llama 4 and newer Qwen; older models have the JSON mode alone. */
function takesSchemas(name: string): boolean {
  return !/llama-?3|llama3|gemma|mistral|qwq|qwen3-32b|deepseek-r1|allam/.test(name);
}

export function responsesRules(model: string): ResponsesRules {
  return model.toLowerCase().includes('gpt-oss') ? { reasoningEfforts: ['low', 'medium', 'high'] } : {};
}
