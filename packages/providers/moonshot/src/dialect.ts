// In what Moonshot differs from OpenAI.
import type { ImagePart, JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { chatRules } from './capabilities.ts';
import { flavoredTools } from './flavored-schema.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      maxTokens: 'max_completion_tokens',
      user: 'safety_identifier',
      promptCacheKey: 'prompt_cache_key',
      seed: false,
      logprobs: false,
      topLogprobs: false,
    },
    // Public links are refused.
    images: 'data',
    imageDetail: false,
    imagePart: uploaded,
    videos: true,
    audio: false,
    prefillField: 'partial',
    reasoningReplay: 'reasoning_content',
    rules: chatRules,
    body: flavoredTools,
  },
});

/** A picture that lies at the vendor's: `ms://<file id>`. */
function uploaded({ source }: ImagePart): JsonObject | undefined {
  const url = 'fileId' in source ? `ms://${source.fileId}` : 'url' in source ? source.url : '';
  return url.startsWith('ms://') ? { type: 'image_url', image_url: { url } } : undefined;
}
