// In what the compatible mode differs from OpenAI.
import type { AudioPart, JsonObject } from '@kit/core';
import { mediaLink } from '@kit/http';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      topK: 'top_k',
      // `repetition_penalty` is another thing.
      frequencyPenalty: false,
      user: false,
    },
    maxTopLogprobs: 5,
    audioPart: linked,
    videos: true,
    cacheMarks: 'cache_control',
    prefillField: 'partial',
    jsonInPrompt: true,
    reasoningBudget: true,
    reasoningReplay: 'reasoning_content',
    metaFields: ['system_fingerprint', 'request_id', 'search_info'],
    rules: chatRules,
  },
});

/** Sound by a link, of which data is one. */
function linked({ source }: AudioPart): JsonObject | undefined {
  const data = mediaLink(source);
  const format = source.mediaType?.split('/')[1]?.replace('mpeg', 'mp3');
  return data === undefined
    ? undefined
    : { type: 'input_audio', input_audio: { data, ...(format !== undefined && { format }) } };
}
