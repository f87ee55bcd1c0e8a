// Media on the wire → image, audio or file, by media type.
import type { MediaPart, MediaSource } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';

/** Reads `inlineData` or `fileData`; undefined if the part has neither. */
export function mediaPartOf(part: JsonRecord): MediaPart | undefined {
  const inline = recordOf(part.inlineData);
  if (inline) {
    const mediaType = stringOf(inline.mimeType) ?? 'application/octet-stream';
    return mediaPart({ data: stringOf(inline.data) ?? '', mediaType }, mediaType, stringOf(inline.displayName));
  }
  const file = recordOf(part.fileData);
  if (!file) return undefined;
  const mediaType = stringOf(file.mimeType);
  return mediaPart(
    { url: stringOf(file.fileUri) ?? '', ...(mediaType !== undefined && { mediaType }) },
    mediaType ?? '',
    stringOf(file.displayName),
  );
}

function mediaPart(source: MediaSource, mediaType: string, name: string | undefined): MediaPart {
  if (mediaType.startsWith('image/')) return { type: 'image', source };
  if (mediaType.startsWith('audio/')) return { type: 'audio', source };
  return { type: 'file', source, ...(name !== undefined && { name }) };
}
