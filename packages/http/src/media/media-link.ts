// Media as a link, of which data is one.
import type { MediaSource } from '@kit/core';
import { bytesToBase64 } from '@kit/wire';

/** The link, or the data as `data:…;base64,…`. Undefined for a file that lies at a vendor's. */
export function mediaLink(source: MediaSource): string | undefined {
  if ('url' in source) return source.url;
  if (!('data' in source)) return undefined;
  const { data, mediaType } = source;
  return `data:${mediaType};base64,${typeof data === 'string' ? data : bytesToBase64(data)}`;
}
