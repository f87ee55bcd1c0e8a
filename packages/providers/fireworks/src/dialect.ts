// In what Fireworks differs from OpenAI.
import type { AudioPart, FilePart, JsonObject, MediaSource } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { formatDataUrl } from '@kit/wire';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: { topK: 'top_k', serviceTier: 'service_tier', promptCacheKey: 'prompt_cache_key' },
    maxTopLogprobs: 5,
    audioPart,
    filePart,
    // Refused by many models.
    outputWithTools: false,
    reasoningBudget: true,
    reasoningReplay: 'reasoning_content',
    metaFields: ['perf_metrics', 'raw_output'],
    rules: chatRules,
  },
  responses: {
    fields: { promptCacheKey: 'prompt_cache_key', serviceTier: 'service_tier' },
    // Fireworks keeps what it is not told to forget.
    store: false,
  },
  complete: { fields: { suffix: false } },
  transcribe: { fileIdField: false, streams: false, diarize: { diarize: true } },
});

function linkOf(source: MediaSource): string | undefined {
  if ('url' in source) return source.url;
  return 'data' in source ? formatDataUrl(source.mediaType, source.data) : undefined;
}

function audioPart({ source }: AudioPart): JsonObject | undefined {
  const url = linkOf(source);
  return url === undefined ? undefined : { type: 'audio_url', audio_url: { url } };
}

/** Documents are pictures that the vendor turns into text, for any model. */
function filePart({ source }: FilePart): JsonObject | undefined {
  const url = source.mediaType === 'application/pdf' ? linkOf(source) : undefined;
  return url === undefined ? undefined : { type: 'image_url', image_url: { url: `${url}#transform=inline` } };
}
