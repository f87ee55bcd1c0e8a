// In what Hunyuan differs from OpenAI. The cloud's own API is the same in other words, and takes less.
import type { JsonObject } from '@kit/core';
import { type ChatDialect, compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { isRecord } from '@kit/wire';
import { chatRules } from './capabilities.ts';

const chat: ChatDialect = {
  fields: { n: false, logprobs: false, topLogprobs: false, user: false, parallelToolCalls: false },
  systemPlace: 'first',
  alternating: true,
  audio: false,
  videos: true,
  toolChoices: ['auto', 'none', 'named'],
  reasoningReplay: 'reasoning_content',
  metaFields: ['system_fingerprint', 'note', 'moderation_level', 'search_info'],
  rules: chatRules,
  body: withCustomTool,
};

export const dialect: OpenaiDialect = compatibleDialect({
  chat,
  embed: { dimensions: false, encodingFormat: undefined, user: false },
});

export const nativeDialect: OpenaiDialect = compatibleDialect(
  { chat },
  {
    chat: {
      fields: { maxTokens: false, presencePenalty: false, frequencyPenalty: false },
      streamUsage: false,
      jsonMode: false,
      jsonSchema: 'prompt',
    },
  },
);

/** A forced tool is a custom one, given once more. */
function withCustomTool(body: JsonObject): JsonObject {
  const { tool_choice: choice, tools } = body;
  if (!isRecord(choice) || !Array.isArray(tools)) return body;
  const { name } = choice.function as JsonObject;
  const custom = tools.find((tool) => isRecord(tool) && isRecord(tool.function) && tool.function.name === name);
  return { ...body, tool_choice: 'custom', ...(custom !== undefined && { custom_tool: custom }) };
}
