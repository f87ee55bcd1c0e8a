// Image models: Amazon's task bodies, and Stability's flat ones.
import { type ImageRequest, type JsonObject, KitError, type MediaSource } from '@kit/core';
import { bytesToBase64, dataUrlToBase64, type WarningList } from '@kit/wire';
import type { Draft } from '../request-body.ts';

/** The body for a model. @throws KitError `unsupported` for models whose body is not known. */
export function imageBody(request: ImageRequest, model: string, warnings: WarningList): Draft {
  for (const field of ['user', 'background'] as const)
    if (request[field] !== undefined) warnings.add(field, 'The models on Bedrock know nothing of it; left out.');
  if (model.startsWith('amazon.nova-canvas') || model.startsWith('amazon.titan-image'))
    return amazonBody(request, warnings);
  if (model.startsWith('stability.')) return stabilityBody(request, warnings);
  throw new KitError(
    'unsupported',
    `image: the body of "${model}" is not known; Nova Canvas, Titan and Stability models can be asked.`,
    { field: 'model' },
  );
}

function amazonBody(request: ImageRequest, warnings: WarningList): Draft {
  const { prompt, negativePrompt, n, seed, quality, style, size, aspectRatio, format } = request;
  if (aspectRatio !== undefined) warnings.add('aspectRatio', 'Amazon models take a size in pixels; left out.');
  if (format !== undefined && format !== 'png') warnings.add('format', 'Amazon models answer PNG.');
  const pixels = /^(\d+)x(\d+)$/.exec(size ?? '');
  if (size !== undefined && !pixels) warnings.add('size', 'A size is width and height, as in "1024x1024"; left out.');
  const words = { text: prompt, ...(negativePrompt !== undefined && { negativeText: negativePrompt }) };
  return {
    ...amazonTask(request, words, style),
    imageGenerationConfig: {
      ...(pixels && { width: Number(pixels[1]), height: Number(pixels[2]) }),
      ...(n !== undefined && { numberOfImages: n }),
      ...(seed !== undefined && { seed }),
      ...(quality !== undefined && { quality }),
    },
  };
}

function amazonTask({ images = [], mask }: ImageRequest, words: JsonObject, style: string | undefined): Draft {
  const [first] = images;
  if (!first) return { taskType: 'TEXT_IMAGE', textToImageParams: { ...words, ...(style !== undefined && { style }) } };
  const image = base64Of(first, 'images[0]');
  if (mask) return { taskType: 'INPAINTING', inPaintingParams: { ...words, image, maskImage: base64Of(mask, 'mask') } };
  const all = images.map((source, at) => base64Of(source, `images[${at}]`));
  return { taskType: 'IMAGE_VARIATION', imageVariationParams: { ...words, images: all } };
}

function stabilityBody(request: ImageRequest, warnings: WarningList): Draft {
  const { prompt, negativePrompt, images = [], mask, n, seed, quality, style, size, aspectRatio, format } = request;
  if (n !== undefined && n > 1) warnings.add('n', 'Stability models give one image a request.');
  if (quality !== undefined) warnings.add('quality', 'Stability models have one quality; left out.');
  if (size !== undefined) warnings.add('size', 'Stability models take an aspect ratio; left out.');
  const [image] = images;
  return {
    prompt,
    negative_prompt: negativePrompt,
    aspect_ratio: aspectRatio,
    seed,
    output_format: format,
    style_preset: style,
    ...(image && { image: base64Of(image, 'images[0]'), mode: mask ? undefined : 'image-to-image' }),
    mask: mask && base64Of(mask, 'mask'),
  };
}

/** @throws KitError `unsupported` for links and stored files. */
function base64Of(source: MediaSource, field: string): string {
  if ('data' in source) return typeof source.data === 'string' ? source.data : bytesToBase64(source.data);
  const inline = 'url' in source ? dataUrlToBase64(source.url) : undefined;
  if (inline) return inline.base64;
  throw new KitError('unsupported', `image: \`${field}\`: Bedrock takes no links and no stored files; send the data.`, {
    field,
  });
}
