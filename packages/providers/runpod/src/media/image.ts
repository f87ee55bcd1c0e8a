// image: pictures of public endpoints, made or edited.
import { type ImageRequest, type JsonObject, KitError } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import type { Settings } from '../options.ts';
import { byJob, filesOf, linkOf } from './by-job.ts';

export const imageOperation = (settings: Settings): ShownOperation<'image'> =>
  byJob<'image'>(
    {
      unnamed: ['n', 'quality', 'style', 'background', 'user', 'mask'],
      input: imageInput,
      result({ output }) {
        const images = filesOf(output, 'image_url', 'result', 'images', 'image');
        if (images.length === 0) throw new KitError('invalid-response', 'The job made no picture.');
        return { images };
      },
    },
    settings,
  );

export function imageInput(request: ImageRequest): JsonObject {
  const { prompt, images = [], negativePrompt, size, aspectRatio, format, seed } = request;
  const links = images.map(linkOf);
  return {
    prompt,
    ...(links.length === 1 && { image: links[0] as string }),
    ...(links.length > 1 && { images: links }),
    ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
    // Written with a star there.
    ...(size !== undefined && { size: size.replace('x', '*') }),
    ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
    ...(format !== undefined && { output_format: format }),
    ...(seed !== undefined && { seed }),
  };
}
