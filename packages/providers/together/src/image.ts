// Images: their size in two numbers, their data under a name of Together's own.
import type { JsonObject, JsonValue, WireRequest } from '@kit/core';
import type { ImageAsk, ImageDialect } from '@kit/transformer-openai';
import { isRecord } from '@kit/wire';

export const togetherImage: ImageDialect = {
  // Pictures to start from are fields of the same request.
  editPath: '/images/generations',
  edits: 'json',
  fields: { quality: false, background: false, user: false, negativePrompt: 'negative_prompt', seed: 'seed' },
  // OpenAI says `b64_json`.
  extra: { response_format: 'base64' },
  rewrite,
};

function rewrite(wire: WireRequest, { warnings }: ImageAsk): WireRequest {
  if (wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
  const { size, images, mask, ...body } = wire.body.value as JsonObject;
  const [, width, height] = typeof size === 'string' ? (/^(\d+)x(\d+)$/.exec(size) ?? []) : [];
  if (size !== undefined && width === undefined)
    warnings.push({ feature: 'size', detail: 'A size is two numbers, `1024x768`; left out.' });
  if (mask !== undefined) warnings.push({ feature: 'mask', detail: 'The vendor does not take it; left out.' });
  const value = {
    ...body,
    ...(width !== undefined && { width: Number(width), height: Number(height) }),
    ...given(images),
  };
  return { ...wire, body: { type: 'json', value } };
}

/** One picture to start from, or several to follow. */
function given(images: JsonValue | undefined): JsonObject {
  const links = (Array.isArray(images) ? images : []).flatMap((image) =>
    isRecord(image) && typeof image.image_url === 'string' ? [image.image_url] : [],
  );
  const [only] = links;
  if (only === undefined) return {};
  return links.length === 1 ? { image_url: only } : { reference_images: links };
}
