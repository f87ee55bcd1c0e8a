// image: text (and images) → images.
import type { GeneratedImage, ImageRequest, JsonObject, MediaSource } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { bytesToBase64 } from '@kit/wire';
import { type InputDraft, inputDraft, putFiles } from '../input.ts';
import { type DecodingTools, type EncodingTools, predicted } from '../predictions/predicted.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { unsupported } from '../request-checks.ts';
import { bytesOf, type OutputFile, outputFiles } from './output-files.ts';

export function imageOperation(settings: PredictionSettings): ShownOperation<'image'> {
  return predicted<'image'>(
    {
      purpose: 'image',
      files: ({ images = [], mask }) => (mask ? [...images, mask] : images),
      encode: encodeImageInput,
      async decode(prediction, tools) {
        const files = outputFiles(prediction.output);
        const images = await Promise.all(files.map((file) => imageOf(file, tools)));
        const { meta, warnings } = tools;
        return { images, meta, warnings, ...(prediction.usage && { usage: prediction.usage }) };
      },
    },
    settings,
  );
}

async function imageOf(file: OutputFile, { call, exchange, settings }: DecodingTools): Promise<GeneratedImage> {
  if (!settings.download || file.url === undefined) return file;
  const fetched = await bytesOf(file, call, exchange);
  if (!fetched) return file;
  const { data, mediaType } = fetched;
  return { ...file, data: bytesToBase64(data), ...(mediaType !== undefined && { mediaType }) };
}

export function encodeImageInput(request: ImageRequest, { fields, linkOf, warnings }: EncodingTools): JsonObject {
  const draft = inputDraft(fields, warnings);
  draft.set('prompt', request.prompt, 'prompt', 'text');
  putInputImages(draft, request, linkOf);
  putSize(draft, request);
  draft.set('negativePrompt', request.negativePrompt, 'negative_prompt');
  if ((request.n ?? 1) > 1) draft.set('n', request.n, 'num_outputs', 'number_of_images', 'max_images');
  draft.set('aspectRatio', request.aspectRatio, 'aspect_ratio');
  draft.set('quality', request.quality, 'quality');
  draft.set('style', request.style, 'style', 'style_type');
  draft.set('background', request.background, 'background');
  // Models spell it `jpg`, OpenAI's `jpeg`.
  const format = request.format === 'jpeg' && !fields.has('background') ? 'jpg' : request.format;
  draft.set('format', format, 'output_format');
  draft.set('seed', request.seed, 'seed');
  if (request.user !== undefined) draft.lacks('user', 'Replicate has none.');
  return draft.values;
}

const imageNames = [
  'image_input',
  'input_images',
  'images',
  'input_image',
  'image',
  'image_prompt',
  'subject_reference',
];

/** @throws KitError `unsupported` where the model draws from words alone */
function putInputImages(
  draft: InputDraft,
  { images = [], mask }: ImageRequest,
  linkOf: (source: MediaSource) => string,
): void {
  if (images.length > 0 && !putFiles(draft, images.map(linkOf), ...imageNames))
    throw unsupported(
      'image',
      'images',
      images.length === 1 ? 'this model takes no images.' : 'this model does not take several images.',
    );
  if (!mask) return;
  if (!draft.fields.has('mask')) throw unsupported('image', 'mask', 'this model takes no mask.');
  draft.put('mask', linkOf(mask));
}

/** `1024x1024` as width and height, or as the nearest thing that the model has. */
function putSize(draft: InputDraft, { size, aspectRatio }: ImageRequest): void {
  if (size === undefined) return;
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? [];
  const isMeasured = width !== undefined && height !== undefined;
  if (isMeasured && draft.fields.has('width') && draft.fields.has('height')) {
    draft.put('width', Number(width));
    draft.put('height', Number(height));
    // Where both exist, measures count only with a ratio that says so.
    if (aspectRatio === undefined && draft.fields.has('aspect_ratio')) draft.put('aspect_ratio', 'custom');
  } else if (draft.fields.has('size') || draft.fields.has('resolution')) {
    draft.set('size', size, 'size', 'resolution');
  } else if (isMeasured && aspectRatio === undefined && draft.fields.has('aspect_ratio')) {
    draft.put('aspect_ratio', ratioOf(Number(width), Number(height)));
    draft.lacks('size', 'This model takes no measures: their aspect ratio was sent.');
  } else draft.lacks('size');
}

function ratioOf(width: number, height: number): string {
  const divisor = greatestDivisor(width, height) || 1;
  return `${width / divisor}:${height / divisor}`;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
