// image: a picture from words, as bytes.
import {
  type ImageRequest,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { bytesToBase64 } from '@kit/wire';
import { hostedTask, rootOf } from './address.ts';
import { usageOf } from './facts.ts';

const transformer: Transformer<'image', undefined> = {
  encode(request, context) {
    if (request.images?.length || request.mask)
      throw new KitError(
        'unsupported',
        'Hugging Face edits no pictures through this task; ask a host of such a model.',
        {
          provider: context.provider,
          field: 'images',
        },
      );
    const warnings: Warning[] = [];
    const parameters = parametersOf(request, warnings);
    const value = {
      inputs: request.prompt,
      ...(Object.keys(parameters).length > 0 && { parameters }),
      ...vendorOptions(request.vendor, context, 'huggingface'),
    };
    return {
      wire: {
        url: hostedTask(undefined)(request.model ?? '', rootOf(context)),
        headers: { accept: request.format === undefined ? 'image/*' : `image/${request.format}` },
        body: { type: 'json', value },
      },
      warnings,
      state: undefined,
    };
  },
  decode(reply, _, context) {
    const mediaType = reply.headers['content-type']?.split(';')[0];
    if (!mediaType?.startsWith('image/')) {
      if (mediaType?.includes('json')) throw context.failure({ body: reply.json(), headers: reply.headers });
      throw new KitError('invalid-response', 'The reply is no picture.', { provider: context.provider });
    }
    return { images: [{ data: bytesToBase64(reply.bytes), mediaType }], ...usageOf(reply) };
  },
};

const unsaid = ['n', 'aspectRatio', 'quality', 'style', 'background', 'user'] as const;

function parametersOf(request: ImageRequest, warnings: Warning[]): Record<string, JsonValue> {
  for (const feature of unsaid)
    if (request[feature] !== undefined && request[feature] !== 1)
      warnings.push({ feature, detail: 'The task does not take it; left out.' });
  const { size, negativePrompt, seed } = request;
  const [width, height] = (size ?? '').split(/[x*]/).map(Number);
  const isSize = width !== undefined && height !== undefined && width > 0 && height > 0;
  if (size !== undefined && !isSize)
    warnings.push({ feature: 'size', detail: 'The task takes width and height ("1024x768"); left out.' });
  return {
    ...(isSize && { width, height }),
    ...(negativePrompt !== undefined && { negative_prompt: negativePrompt }),
    ...(seed !== undefined && { seed }),
  };
}

export const imageOperation: OperationDeclaration<'image'> = {
  endpoint: { path: '/' },
  transformer: transformer as Transformer<'image'>,
};
