// In what OpenRouter differs from OpenAI.
import { type JsonValue, KitError } from '@kit/core';
import { compatibleDialect, type EmbedDialect, type OpenaiDialect, type RerankWire } from '@kit/transformer-openai';
import { formatDataUrl } from '@kit/wire';
import { modelFacts } from './capabilities.ts';
import { credits } from './cost.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      topK: 'top_k',
      metadata: 'metadata',
      serviceTier: 'service_tier',
      promptCacheKey: 'prompt_cache_key',
    },
    videos: true,
    files: 'inline-or-url',
    cacheMarks: 'cache_control',
    strictTools: true,
    strictOutput: true,
    reasoningRequest: 'reasoning',
    reasoningBudget: true,
    reasoningReplay: 'reasoning_details',
    metaFields: ['provider', 'system_fingerprint', 'openrouter_metadata'],
    cost: credits,
  },
  responses: {
    fields: { metadata: 'metadata', serviceTier: 'service_tier', promptCacheKey: 'prompt_cache_key' },
    store: false,
    encryptedReasoning: true,
    cacheMarks: true,
    strict: true,
    cost: credits,
  },
  embed: { inputType: (input_type) => ({ input_type }), input: mediaInput, cost: credits },
  image: {
    path: '/images',
    fields: { aspectRatio: 'aspect_ratio', seed: 'seed' },
    cost: credits,
    rewrite(wire, { request }) {
      if (!request.images?.length && !request.mask) return wire;
      throw new KitError(
        'unsupported',
        "image: OpenRouter changes images in a chat: vendor: { openrouter: { modalities: ['image', 'text'] } }.",
        { field: 'images' },
      );
    },
  },
  speech: { events: false },
  transcribe: { translatePath: false, streams: false, cost: credits },
  models: { row: modelFacts },
});

export const rerankWire: RerankWire = { cost: credits };

/** Inputs with media: `{ content: [ … ] }`, as messages have it. */
function mediaInput(parts: Parameters<NonNullable<EmbedDialect['input']>>[0]): JsonValue | undefined {
  if (parts.every(({ type }) => type === 'text')) return undefined;
  const content = parts.map((part): JsonValue => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    const { source } = part;
    if (part.type !== 'image' || 'fileId' in source)
      throw new KitError('unsupported', 'embed: beside texts, images by link or data are embedded.', {
        field: 'input',
      });
    const url = 'url' in source ? source.url : formatDataUrl(source.mediaType, source.data);
    return { type: 'image_url', image_url: { url } };
  });
  return { content };
}
