// Images: prompts with a shape, and the picture of somebody who is to be in it.
import {
  type GeneratedImage,
  type ImageRequest,
  type JsonObject,
  KitError,
  type MediaSource,
  type OperationDeclaration,
  vendorOptions,
} from '@kit/core';
import { leftOut, mediaLink } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';

const unknown = ['mask', 'negativePrompt', 'size', 'quality', 'style', 'background', 'format', 'seed', 'user'] as const;

export const imageOperation: OperationDeclaration<'image'> = {
  endpoint: { path: '/image_generation' },
  transformer: {
    encode(request: ImageRequest, context) {
      const { model = 'image-01', prompt, n, aspectRatio, images = [], vendor } = request;
      const warnings = leftOut(request, unknown);
      const value: JsonObject = {
        model,
        prompt,
        ...(n !== undefined && { n }),
        ...(aspectRatio !== undefined && { aspect_ratio: aspectRatio }),
        ...(images.length > 0 && {
          subject_reference: images.map((source) => ({ type: 'character', image_file: linkOf(source) })),
        }),
        ...(vendorOptions(vendor, context, 'minimax') as JsonObject | undefined),
      };
      return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const body = recordOf(reply.json());
      const data = recordOf(body?.data);
      const images = [
        ...arrayOf(data?.image_urls).flatMap((url): GeneratedImage[] => (typeof url === 'string' ? [{ url }] : [])),
        ...arrayOf(data?.image_base64).flatMap((encoded): GeneratedImage[] =>
          typeof encoded === 'string' ? [{ data: encoded, mediaType: 'image/jpeg' }] : [],
        ),
      ];
      if (images.length === 0) throw new KitError('invalid-response', 'The reply holds no images.', { provider });
      const responseId = stringOf(body?.id);
      return {
        images,
        usage: { state: 'reported', units: { images: images.length } },
        meta: { ...(responseId !== undefined && { responseId }) },
      };
    },
  },
};

/** @throws KitError `unsupported` for a file of the vendor's */
export function linkOf(source: MediaSource): string {
  const link = mediaLink(source);
  if (link !== undefined) return link;
  throw new KitError('unsupported', 'A picture by file id cannot be sent.', { field: 'images' });
}
