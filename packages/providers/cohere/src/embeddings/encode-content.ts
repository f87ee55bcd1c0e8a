// Texts and images of one input.
import type { JsonObject, MediaPart } from '@kit/core';
import { formatDataUrl, type WarningList } from '@kit/wire';
import type { EmbedInput } from './inputs.ts';

/** The blocks of a mixed input. */
export function encodeContent(input: EmbedInput, feature: string, warnings: WarningList): JsonObject[] {
  if (typeof input === 'string') return [{ type: 'text', text: input }];
  return input.flatMap((part, at): JsonObject[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    const url = imageUrl(part, `${feature}[${at}]`, warnings);
    return url === undefined ? [] : [{ type: 'image_url', image_url: { url } }];
  });
}

/** A link or a data URL; undefined, with a warning, for what is no image. */
export function imageUrl({ type, source }: MediaPart, feature: string, warnings: WarningList): string | undefined {
  const isImage = type === 'image' || source.mediaType?.startsWith('image/');
  if (isImage && 'url' in source) return source.url;
  if (isImage && 'data' in source) return formatDataUrl(source.mediaType, source.data);
  warnings.add(feature, `${isImage ? 'Cohere stores no images' : 'Only texts and images can be embedded'}; left out.`);
  return undefined;
}
