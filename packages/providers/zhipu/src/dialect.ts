// In what Zhipu differs from OpenAI.
import type { ChatRequest, FilePart, JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules, streamsArguments } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      user: 'user_id',
      n: false,
      logprobs: false,
      topLogprobs: false,
      presencePenalty: false,
      frequencyPenalty: false,
      parallelToolCalls: false,
    },
    maxStops: 1,
    // Usage comes with the last choice, asked for or not.
    streamUsage: false,
    audio: false,
    videos: true,
    filePart: linked,
    toolChoices: ['auto'],
    jsonSchema: 'prompt',
    reasoningReplay: 'reasoning_content',
    finishReasons: { sensitive: 'content-filter', network_error: 'error', model_context_window_exceeded: 'length' },
    metaFields: ['request_id', 'content_filter', 'web_search'],
    rules: chatRules,
    body: settled,
  },
  embed: { encodingFormat: undefined, user: false },
  image: { fields: { n: false, background: false, format: false, user: 'user_id' } },
  speech: { fields: { instructions: false }, events: false },
  transcribe: {
    urlField: false,
    fileIdField: false,
    translatePath: false,
    fields: { language: false, temperature: false, keywords: 'hotwords' },
    timestamps: [],
  },
});

/** Documents by link. */
function linked({ source }: FilePart): JsonObject | undefined {
  return 'url' in source ? { type: 'file_url', file_url: { url: source.url } } : undefined;
}

/** Stops are a list; a temperature of 0 is said as "do not sample"; arguments are streamed where that is asked for. */
function settled({ temperature, stop, ...body }: JsonObject, { model = '' }: ChatRequest): JsonObject {
  return {
    ...body,
    ...(stop !== undefined && { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(temperature === 0 ? { do_sample: false } : temperature !== undefined && { temperature }),
    ...(body.stream === true && body.tools !== undefined && streamsArguments(model) && { tool_stream: true }),
  };
}
