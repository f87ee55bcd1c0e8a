// In what AI21 differs from OpenAI: it takes little more than texts and tools, and refuses fields that it does not know.
import type { ChatRequest, JsonObject } from '@kit/core';
import { type ChatRules, compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      seed: false,
      presencePenalty: false,
      frequencyPenalty: false,
      logprobs: false,
      topLogprobs: false,
      parallelToolCalls: false,
      user: false,
    },
    // Usage comes in the last chunk without being asked for.
    streamUsage: false,
    systemPlace: 'first',
    names: false,
    plainText: true,
    emptyContent: 'empty',
    images: false,
    audio: false,
    toolChoices: ['auto', 'none'],
    jsonSchema: 'prompt',
    reasoningRequest: false,
    body: withoutTools,
    rules: answers,
  },
});

/** Without heat all answers would be the same: several are refused. */
function answers(_model: string, { temperature, n = 1 }: ChatRequest): ChatRules | undefined {
  return temperature === 0 && n > 1 ? { fields: { n: false } } : undefined;
}

/** There is no word against tools: they are not offered. No client of the vendor's reads calls in a stream: such an answer comes whole. */
function withoutTools({ tools, tool_choice: choice, stream, ...body }: JsonObject): JsonObject {
  const offered = choice === 'none' ? undefined : tools;
  return {
    ...body,
    ...(offered !== undefined && { tools: offered, ...(choice !== undefined && { tool_choice: choice }) }),
    ...(stream === true && offered === undefined && { stream }),
  };
}
