// Images, sounds and files: bytes as `inlineData`, links and uploaded files as `fileData`.
import type { MediaPart, MediaSource } from '@kit/core';
import { bytesToBase64, dataUrlToBase64 } from '@kit/wire';
import { fileUriOf } from '../dialect.ts';
import type { Body } from '../vendor-fields.ts';
import type { Encoding } from './encoding.ts';
import { replayed } from './wire-data.ts';

export function encodeMedia(part: MediaPart, encoding: Encoding, feature: string): Body {
  const { warnings } = encoding;
  const wire = encodeSource(part.source, encoding, feature);
  if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto') {
    if (encoding.rules.partResolution) wire.mediaResolution = { level: resolutionLevel(part.detail) };
    else warnings.add(`${feature}.detail`, 'This model takes one media resolution for the whole request.');
  }
  if (part.type === 'file') {
    if (part.context !== undefined) warnings.add(`${feature}.context`, 'Gemini takes no context beside a file.');
    if (part.citations) warnings.add(`${feature}.citations`, 'Gemini does not cite files of the request.');
  }
  return { ...wire, ...replayed(part.vendor, encoding, feature) };
}

export function encodeSource(source: MediaSource, { dialect, context, warnings }: Encoding, feature: string): Body {
  if ('data' in source) {
    const data = typeof source.data === 'string' ? source.data : bytesToBase64(source.data);
    return { inlineData: { mimeType: source.mediaType, data } };
  }
  if ('fileId' in source) {
    const { fileId, provider, mediaType } = source;
    if (provider !== undefined && provider !== context.provider && provider !== context.vendor) {
      warnings.add(`${feature}.source`, `The file belongs to "${provider}" and is unknown here.`);
    }
    return fileData(fileUriOf(dialect, fileId), mediaType);
  }
  const inline = dataUrlToBase64(source.url);
  if (inline) return { inlineData: { mimeType: source.mediaType ?? inline.mediaType, data: inline.base64 } };
  return fileData(source.url, source.mediaType ?? mediaTypeOfUrl(source.url));
}

function fileData(fileUri: string, mimeType: string | undefined): Body {
  return { fileData: { fileUri, ...(mimeType !== undefined && { mimeType }) } };
}

const levelPrefix = 'MEDIA_RESOLUTION_';

function resolutionLevel(detail: string): string {
  return detail.startsWith(levelPrefix) ? detail : levelPrefix + detail.toUpperCase();
}

/** `MEDIA_RESOLUTION_HIGH` → `high` */
export function detailOfLevel(level: string): string | undefined {
  return level.startsWith(levelPrefix) ? level.slice(levelPrefix.length).toLowerCase() : undefined;
}

const mediaTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  gif: 'image/gif',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  aac: 'audio/aac',
  m4a: 'audio/m4a',
  mp4: 'video/mp4',
  mov: 'video/mov',
  webm: 'video/webm',
  mpeg: 'video/mpeg',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
};

/** By the ending of the path: links without a type are refused unless the vendor knows the site. */
export function mediaTypeOfUrl(url: string): string | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return Object.hasOwn(mediaTypes, ending) ? mediaTypes[ending] : undefined;
}
