// Files of inputs are links; data are written into one.
import { KitError, type MediaSource } from '@kit/core';
import { formatDataUrl } from '@kit/wire';

/** @throws KitError `unsupported` for files of other vendors */
export function linkOf(source: MediaSource): string {
  if ('url' in source) return source.url;
  if ('data' in source) return formatDataUrl(source.mediaType, source.data);
  // An uploaded file's id is its link.
  if (/^https:/.test(source.fileId)) return source.fileId;
  throw new KitError('unsupported', `The file ${source.fileId} is not one of fal's.`, { field: 'fileId' });
}
