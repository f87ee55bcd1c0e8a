// Media as OpenAI's wires carry them: links, data URLs, bare base64 with a format.
import type { MediaSource } from '@kit/core';
import { bytesToBase64, formatDataUrl } from '@kit/wire';

export type DataSource = Extract<MediaSource, { data: unknown }>;
export type UrlSource = Extract<MediaSource, { url: string }>;
export type FileIdSource = Extract<MediaSource, { fileId: string }>;

export const isData = (source: MediaSource): source is DataSource => 'data' in source;
export const isUrl = (source: MediaSource): source is UrlSource => 'url' in source;

/** A link, or the data as a `data:` URL; undefined for files that live at a vendor. */
export function urlOf(source: MediaSource): string | undefined {
  if (isUrl(source)) return source.url;
  return isData(source) ? formatDataUrl(source.mediaType, source.data) : undefined;
}

export function base64Of(source: DataSource): string {
  return typeof source.data === 'string' ? source.data : bytesToBase64(source.data);
}

/** `audio/mpeg` → `mp3`; otherwise the subtype. */
export function audioFormatOf(mediaType: string): string {
  const subtype = mediaType
    .toLowerCase()
    .replace(/^audio\//, '')
    .replace(/;.*$/, '')
    .replace(/^x-/, '');
  if (subtype === 'mpeg') return 'mp3';
  if (subtype === 'wave' || subtype === 'vnd.wave') return 'wav';
  return subtype;
}

const extensions: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/ogg': 'ogg',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'application/jsonl': 'jsonl',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};

/** A name for a file that has none: vendors read the kind from its extension. */
export function fileNameFor(mediaType: string, stem = 'file'): string {
  const type = mediaType.toLowerCase().replace(/;.*$/, '').trim();
  const known = Object.hasOwn(extensions, type) ? extensions[type] : undefined;
  const extension = known ?? type.split('/')[1]?.replace(/^x-/, '') ?? 'bin';
  return `${stem}.${extension}`;
}
