// How the three kinds of image models are asked.
import {
  type CodecContext,
  type ImageRequest,
  type JsonObject,
  vendorOptions,
  type Warning,
  type WireRequest,
} from '@kit/core';
import { formatDataUrl } from '@kit/wire';
import { fullName } from '../model-names.ts';

/** FLUX draws by a shape, Stable Diffusion and Playground by a size, Kontext changes pictures and takes its time. */
export type ImageKind = 'flux' | 'sized' | 'kontext';

export interface EncodedImage {
  readonly kind: ImageKind;
  /** The model's place behind the base URL. */
  readonly place: string;
  readonly wire: WireRequest;
  readonly warnings: readonly Warning[];
}

export function encodeImage(request: ImageRequest, codec: CodecContext): EncodedImage {
  const { model = '', prompt, n, seed, negativePrompt } = request;
  const kind = kindOf(model);
  const place = `${kind === 'sized' ? '/image_generation' : '/workflows'}/${pathOf(fullName(model))}`;
  const warnings: Warning[] = [];
  const several = n !== undefined && n > 1;
  if (several && kind !== 'flux') warnings.push({ feature: 'n', detail: 'The model draws one picture at a time.' });
  const value: JsonObject = {
    prompt,
    ...shapeOf(request, kind, warnings),
    ...(seed !== undefined && { seed }),
    ...(several && kind === 'flux' && { samples: n }),
    ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
    ...inputOf(request, kind, warnings),
    ...vendorOptions(request.vendor, codec, 'fireworks-image'),
  };
  for (const feature of ['mask', 'quality', 'style', 'background', 'user'] as const)
    if (request[feature] !== undefined) warnings.push({ feature, detail: 'The vendor does not take it; left out.' });
  return {
    kind,
    place,
    wire: {
      path: kind === 'flux' ? `${place}/text_to_image` : place,
      headers: { accept: acceptOf(request, kind, several, warnings) },
      body: { type: 'json', value },
    },
    warnings,
  };
}

export function kindOf(model: string): ImageKind {
  const name = model.toLowerCase();
  if (name.includes('kontext')) return 'kontext';
  return name.includes('flux') ? 'flux' : 'sized';
}

const pathOf = (name: string) => name.split('/').map(encodeURIComponent).join('/');

/** One picture comes as it is, several in JSON. */
function acceptOf({ format }: ImageRequest, kind: ImageKind, several: boolean, warnings: Warning[]): string {
  if (kind === 'kontext' || (several && kind === 'flux')) {
    if (format !== undefined) warnings.push({ feature: 'format', detail: 'It cannot be said here; left out.' });
    return 'application/json';
  }
  if (format === undefined || format === 'png') return 'image/png';
  if (format === 'jpeg' || format === 'jpg') return 'image/jpeg';
  warnings.push({ feature: 'format', detail: 'There are PNG and JPEG; PNG was asked for.' });
  return 'image/png';
}

function shapeOf({ size, aspectRatio }: ImageRequest, kind: ImageKind, warnings: Warning[]): JsonObject {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
  if (kind === 'sized') {
    if (aspectRatio !== undefined)
      warnings.push({ feature: 'aspectRatio', detail: 'The model takes `size`, `1024x768`; left out.' });
    if (size !== undefined && width === undefined)
      warnings.push({ feature: 'size', detail: 'A size is two numbers, `1024x768`; left out.' });
    return width === undefined ? {} : { width: Number(width), height: Number(height) };
  }
  if (aspectRatio !== undefined || size === undefined) {
    if (size !== undefined) warnings.push({ feature: 'size', detail: 'The model takes a shape alone; left out.' });
    return aspectRatio === undefined ? {} : { aspect_ratio: aspectRatio };
  }
  const shape = width === undefined ? undefined : ratioOf(Number(width), Number(height));
  const outcome = shape === undefined ? 'left out' : `${shape} was sent`;
  warnings.push({ feature: 'size', detail: `The model takes a shape, not a size; ${outcome}.` });
  return shape === undefined ? {} : { aspect_ratio: shape };
}

function ratioOf(width: number, height: number): string | undefined {
  let [a, b] = [width, height];
  while (b > 0) [a, b] = [b, a % b];
  return a > 0 ? `${width / a}:${height / a}` : undefined;
}

function inputOf({ images = [] }: ImageRequest, kind: ImageKind, warnings: Warning[]): JsonObject {
  const [first, ...others] = images;
  if (!first) return {};
  if (kind !== 'kontext' || others.length > 0)
    warnings.push({
      feature: 'images',
      detail:
        kind === 'kontext' ? 'The model takes one picture; the first was sent.' : 'FLUX Kontext alone takes pictures.',
    });
  if (kind !== 'kontext') return {};
  if ('url' in first) return { input_image: first.url };
  if ('data' in first) return { input_image: formatDataUrl(first.mediaType, first.data) };
  warnings.push({ feature: 'images', detail: 'A picture by file id cannot be sent; left out.' });
  return {};
}
