// image: text (and images) → images.
import { type ImageRequest, type JsonObject, KitError, type Warning } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { numberOf, stringOf } from '@kit/wire';
import { imageRules } from '../capabilities.ts';
import { modelOperation } from '../queue/model-operation.ts';
import type { FalSettings } from '../settings.ts';
import { falOptions, given, type Keys } from '../vendor-options.ts';
import { linkOf } from './links.ts';
import { filesIn, flags } from './output-files.ts';

export function imageOperation(settings: FalSettings): ShownOperation<'image'> {
  return modelOperation<'image'>(
    {
      encode: encodeImage,
      decode(output) {
        const seed = numberOf(output.seed);
        const prompt = stringOf(output.prompt);
        const images = filesIn(output, 'images', 'image').map((file) => ({
          ...file,
          ...(seed !== undefined && { seed }),
          ...(prompt && { revisedPrompt: prompt }),
        }));
        if (images.length === 0) throw new KitError('invalid-response', 'The model answered no picture.');
        const blackened = flags(output.has_nsfw_concepts ?? output.nsfw_content_detected);
        return {
          images,
          usage: { state: 'reported', units: { images: images.length } },
          warnings: blackened.flatMap((isBlack, at) =>
            isBlack ? [{ feature: 'safety', detail: `Image ${at} was held back: what came is black.` }] : [],
          ),
        };
      },
    },
    settings,
  );
}

export function encodeImage(request: ImageRequest, keys: Keys) {
  const { model = '', prompt, n, seed, images = [], mask, negativePrompt, format } = request;
  const warnings: Warning[] = [];
  const rules = imageRules(model);
  const left = (feature: string, detail: string) => void warnings.push({ feature, detail });
  for (const feature of ['quality', 'style', 'background', 'user'] as const)
    if (request[feature] !== undefined) left(feature, 'fal has no common word for it; see `vendor.fal`. Left out.');
  if (negativePrompt !== undefined && !rules.negativePrompt) left('negativePrompt', 'The model takes none; left out.');
  const links = images.map(linkOf);
  if (links.length > 1 && rules.images === 'image_url')
    left('images', 'The model edits one picture; the first was sent.');
  const input = given({
    prompt,
    ...sizeOf(request, rules.size, warnings),
    num_images: n,
    seed,
    ...(links.length > 0 && { [rules.images]: rules.images === 'image_urls' ? links : links[0] }),
    mask_url: mask && linkOf(mask),
    negative_prompt: rules.negativePrompt ? negativePrompt : undefined,
    output_format: format === 'jpg' ? 'jpeg' : format,
    ...falOptions(request.vendor, keys),
  });
  return { model, input, warnings };
}

const presets: Readonly<Record<string, string>> = {
  '1:1': 'square_hd',
  '4:3': 'landscape_4_3',
  '3:4': 'portrait_4_3',
  '16:9': 'landscape_16_9',
  '9:16': 'portrait_16_9',
};

/** Measures as they are, or the ratio that they make; a ratio as it is, or the measures that fal has a name for. */
function sizeOf(
  { size, aspectRatio }: ImageRequest,
  field: 'image_size' | 'aspect_ratio',
  warnings: Warning[],
): JsonObject {
  const [, wide, high] = /^(\d{1,5})x(\d{1,5})$/.exec(size ?? '') ?? [];
  const width = Number(wide);
  const height = Number(high);
  if (field === 'aspect_ratio') {
    const ratio = aspectRatio ?? (width > 0 && height > 0 ? ratioOf(width, height) : size);
    if (size !== undefined && aspectRatio === undefined)
      warnings.push({ feature: 'size', detail: `The model takes a ratio; ${ratio} was sent.` });
    return ratio === undefined ? {} : { aspect_ratio: ratio };
  }
  if (size !== undefined) return { image_size: width > 0 && height > 0 ? { width, height } : size };
  const preset = aspectRatio === undefined ? undefined : presets[aspectRatio];
  if (aspectRatio !== undefined && preset === undefined)
    warnings.push({
      feature: 'aspectRatio',
      detail: `The model takes measures: \`size\`; ${aspectRatio} was left out.`,
    });
  return preset === undefined ? {} : { image_size: preset };
}

function ratioOf(width: number, height: number): string {
  const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));
  const common = divisor(width, height);
  return `${width / common}:${height / common}`;
}
