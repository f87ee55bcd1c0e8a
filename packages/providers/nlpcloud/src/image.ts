// image: a picture from words, by its link.
import { type ImageRequest, type JsonObject, KitError } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { stringOf } from '@kit/wire';
import { asked } from './ask.ts';
import type { Settings } from './options.ts';

export const imageOperation = (settings: Settings): HandledOperation<'image'> =>
  asked<'image'>(
    {
      endpoint: 'image-generation',
      gpu: true,
      unsaid: [
        'n',
        'negativePrompt',
        'size',
        'aspectRatio',
        'quality',
        'style',
        'background',
        'format',
        'seed',
        'user',
      ],
      input: imageInput,
      result({ url: told }, _, { provider }) {
        const url = stringOf(told);
        if (url === undefined) throw new KitError('invalid-response', 'The reply holds no picture.', { provider });
        return { images: [{ url }], usage: { state: 'reported', units: { images: 1 } } };
      },
    },
    settings,
  );

function imageInput(request: ImageRequest): JsonObject {
  if (request.images?.length || request.mask)
    throw new KitError('unsupported', 'NLP Cloud edits no pictures.', { field: 'images' });
  return { text: request.prompt };
}
