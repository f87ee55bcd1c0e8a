// Images: over OpenAI's wire, and over the vendor's own where the request says what OpenAI's cannot.
import type { JsonObject, WireRequest } from '@kit/core';
import type { ImageAsk, ImageDialect } from '@kit/transformer-openai';
import { isRecord } from '@kit/wire';
import { nativeURL } from './native-url.ts';

export const deepinfraImage: ImageDialect = {
  fields: {
    quality: false,
    background: false,
    format: false,
    user: false,
    aspectRatio: 'aspect_ratio',
    seed: 'seed',
  },
  extra: { response_format: 'b64_json' },
  rewrite,
};

function rewrite(wire: WireRequest, { request, context, warnings }: ImageAsk): WireRequest {
  const { aspectRatio, seed } = request;
  const isNative = aspectRatio !== undefined || seed !== undefined;
  // An edit is OpenAI's alone.
  if (!isNative || wire.path !== undefined || wire.body?.type !== 'json' || !isRecord(wire.body.value)) return wire;
  const { model, n, size, response_format: _, ...body } = wire.body.value as JsonObject;
  const [, width, height] = typeof size === 'string' ? (/^(\d+)x(\d+)$/.exec(size) ?? []) : [];
  if (size !== undefined && (width === undefined || aspectRatio !== undefined))
    warnings.push({ feature: 'size', detail: 'A size is two numbers, `1024x768`, or an aspect ratio; left out.' });
  const value = {
    ...body,
    ...(n !== undefined && { num_images: n }),
    ...(width !== undefined && aspectRatio === undefined && { width: Number(width), height: Number(height) }),
  };
  return { url: nativeURL(String(model), context), body: { type: 'json', value } };
}
