import type { ImageRequest } from '@kit/core';
import { describe, expect, test } from 'vitest';
import type { ImageDialect } from '../dialect/media-dialects.ts';
import { bodyOf, codec, reply } from '../testing/codec.ts';
import { imageTransformer } from './image.ts';

const encode = (request: ImageRequest, dialect: ImageDialect = {}) =>
  imageTransformer(dialect).encode(request, codec());
const decode = (body: unknown) => imageTransformer().decode(reply(body), undefined, codec());
const png = { data: new Uint8Array([1, 2]), mediaType: 'image/png' };

describe('images', () => {
  test('fields get their names, others are told', () => {
    const encoded = encode({
      model: 'gpt-image-2',
      prompt: 'p',
      n: 2,
      size: '1024x1024',
      format: 'webp',
      background: 'opaque',
      quality: 'high',
      user: 'u',
      aspectRatio: '1:1',
      style: 'vivid',
      negativePrompt: 'x',
      seed: 1,
    });
    expect(bodyOf(encoded)).toEqual({
      model: 'gpt-image-2',
      prompt: 'p',
      n: 2,
      size: '1024x1024',
      output_format: 'webp',
      background: 'opaque',
      quality: 'high',
      user: 'u',
    });
    expect(encoded.warnings.map(({ feature }) => feature)).toEqual(['aspectRatio', 'style', 'negativePrompt', 'seed']);
    expect(
      bodyOf(encode({ prompt: 'p', seed: 1 }, { fields: { seed: 'seed' }, rules: () => ({ extra: { x: 1 } }) })),
    ).toEqual({ prompt: 'p', seed: 1, x: 1 });
  });

  test('a server may have the last word on the request', () => {
    const encoded = encode(
      { model: 'm', prompt: 'p', size: '2x3', style: 'vivid' },
      {
        rewrite({ body }, { request, warnings }) {
          warnings.push({ feature: 'size', detail: 'x' });
          const value = body?.type === 'json' ? body.value : {};
          return { path: `/draw/${request.model}`, body: { type: 'json', value: { ...(value as object), width: 2 } } };
        },
      },
    );
    expect(encoded.wire.path).toBe('/draw/m');
    expect(bodyOf(encoded)).toEqual({ model: 'm', prompt: 'p', size: '2x3', width: 2 });
    expect(encoded.warnings.map(({ feature }) => feature)).toEqual(['style', 'size']);
  });

  test('a vendor may say what they cost', () => {
    const cost = { amount: 2, currency: 'USD', source: 'vendor', includesLostAttempts: false } as const;
    const body = { data: [{ url: 'u' }], usage: { ticks: 20 } };
    const transformer = imageTransformer({ cost: ({ ticks }) => (ticks === 20 ? cost : undefined) });
    expect(transformer.decode(reply(body), undefined, codec()).cost).toEqual(cost);
  });

  test('images to edit make it a form at another path', () => {
    const { wire } = encode({
      model: 'm',
      prompt: 'p',
      images: [png, { data: 'AQI=', mediaType: 'image/jpeg' }],
      mask: png,
      n: 1,
    });
    expect(wire.path).toBe('/images/edits');
    expect(wire.body).toEqual({
      type: 'form',
      fields: [
        { name: 'model', value: 'm' },
        { name: 'prompt', value: 'p' },
        { name: 'n', value: '1' },
        { name: 'image[]', data: png.data, fileName: 'image-0.png', mediaType: 'image/png' },
        { name: 'image[]', data: new Uint8Array([1, 2]), fileName: 'image-1.jpg', mediaType: 'image/jpeg' },
        { name: 'mask', data: png.data, fileName: 'mask.png', mediaType: 'image/png' },
      ],
    });
    expect(() => encode({ prompt: 'p', images: [{ data: '*', mediaType: 'image/png' }] })).toThrow('base64');
  });

  test('links and file ids go as references', () => {
    expect(bodyOf(encode({ prompt: 'p', images: [{ url: 'https://x' }, { fileId: 'f' }], mask: png }))).toMatchObject({
      images: [{ image_url: 'https://x' }, { file_id: 'f' }],
      mask: { image_url: 'data:image/png;base64,AQI=' },
    });
    expect(encode({ prompt: 'p', images: [png] }, { edits: 'json', editPath: '/e' }).wire).toMatchObject({
      path: '/e',
      body: { type: 'json' },
    });
  });

  test('replies hold data or links', () => {
    expect(
      decode({
        output_format: 'webp',
        data: [
          { b64_json: 'AQ==', revised_prompt: 'r' },
          { url: 'https://x' },
          { b64_json: 'data:image/gif;base64,AQ==' },
          'https://y',
        ],
        usage: { input_tokens: 1, output_tokens: 2 },
      }),
    ).toMatchObject({
      images: [
        { data: 'AQ==', mediaType: 'image/webp', revisedPrompt: 'r' },
        { url: 'https://x' },
        { data: 'AQ==', mediaType: 'image/gif' },
        { url: 'https://y' },
      ],
      usage: { inputTokens: 1, outputTokens: 2, units: { images: 4 } },
    });
    expect(decode({ data: [{ url: 'u' }] }).usage).toEqual({ state: 'reported', units: { images: 1 } });
    expect(() => decode({ error: { message: 'boom' } })).toThrow('boom');
    expect(() => decode({})).toThrow('no images');
  });
});
