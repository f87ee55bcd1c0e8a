// In what Together differs from OpenAI.
import type { AudioPart, JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';
import { togetherImage } from './image.ts';
import { modelRow } from './model-row.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      topK: 'top_k',
      // One number for both: how many alternatives each token gets.
      topLogprobs: 'logprobs',
      user: false,
      parallelToolCalls: false,
    },
    maxStops: Number.POSITIVE_INFINITY,
    // Usage stands in the last chunk, asked for or not.
    streamUsage: false,
    body: spelled,
    videos: true,
    audioPart,
    strictOutput: true,
    reasoningReplay: 'reasoning',
    metaFields: ['warnings'],
    rules: chatRules,
  },
  complete: { fields: { suffix: false, user: false }, body: spelled },
  embed: { dimensions: false, encodingFormat: undefined, user: false },
  image: togetherImage,
  speech: {
    fields: { sampleRate: 'sample_rate', language: 'language', speed: false, instructions: false, seed: false },
    eventsRequest: { stream: true },
    // Samples without a header.
    body: (body) => (body.response_format === 'pcm' ? { ...body, response_format: 'raw' } : body),
  },
  transcribe: { urlField: 'file', fileIdField: false, diarize: { diarize: true }, streams: false },
  models: { row: modelRow },
});

/** Stop sequences are a list, log probabilities a number. */
function spelled(body: JsonObject): JsonObject {
  const { stop, logprobs } = body;
  return {
    ...body,
    ...(typeof stop === 'string' && { stop: [stop] }),
    ...(logprobs === true && { logprobs: 1 }),
  };
}

/** Recordings by link have a part of their own; data goes as OpenAI has it. */
function audioPart({ source }: AudioPart): JsonObject | undefined {
  return 'url' in source ? { type: 'audio_url', audio_url: { url: source.url } } : undefined;
}
