// Images: shapes instead of sizes, and pictures to edit as JSON.

import type { JsonObject, JsonValue, WireRequest } from '@kit/core';
import type { ImageDialect } from '@kit/transformer-openai';
import { isRecord } from '@kit/wire';

export const imageWire: ImageDialect = {
  fields: { size: false, aspectRatio: 'aspect_ratio', background: false, format: false },
  edits: 'json',
  rewrite(wire, { warnings }): WireRequest {
    if (wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
    const { images, mask, ...rest } = wire.body.value as JsonObject;
    if (mask !== undefined) warnings.push({ feature: 'mask', detail: 'xAI edits whole images; left out.' });
    if (!Array.isArray(images)) return wire;
    const sources = (images as readonly JsonObject[]).map(reference);
    const [only] = sources;
    const value = sources.length === 1 ? { ...rest, image: only as JsonValue } : { ...rest, images: sources };
    return { ...wire, body: { type: 'json', value } };
  },
};

/** OpenAI's `{ image_url }` or `{ file_id }`, in xAI's words. */
function reference({ image_url: url, file_id: id }: JsonObject): JsonObject {
  return url === undefined ? { type: 'file', file_id: id as JsonValue } : { type: 'image_url', url };
}
