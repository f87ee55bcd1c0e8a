// Images and documents as content blocks.
import { type FilePart, type ImagePart, KitError, type MediaSource } from '@kit/core';
import { base64ToBytes, bytesToBase64, dataUrlToBase64, isDataUrl } from '@kit/wire';
import type { Block } from '../wire-names.ts';
import type { MessageScope } from './message-scope.ts';

const imageTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** An `image` block. @throws KitError `unsupported` for a source or media type that the wire has no place for. */
export function encodeImage(part: ImagePart, scope: MessageScope, field: string): Block {
  if (part.detail !== undefined && part.detail !== 'auto') {
    scope.notes.warn('image.detail', `The wire has no level of detail; "${part.detail}" was left out.`);
  }
  return { type: 'image', source: imageSource(part.source, scope, field) };
}

function imageSource(source: MediaSource, scope: MessageScope, field: string): Block {
  const sent = linkOrFile(source, scope, field) ?? inlineData(source, field);
  if (sent.type !== 'base64') return sent;
  const mediaType = plainType(sent.media_type) === 'image/jpg' ? 'image/jpeg' : plainType(sent.media_type);
  if (!imageTypes.has(mediaType)) {
    throw unsupported(field, `images must be ${[...imageTypes].join(', ')}; this one is ${sent.media_type}`);
  }
  return { ...sent, media_type: mediaType };
}

/** A `document` block (or an `image` block, for image files). @throws KitError `unsupported`. */
export function encodeFile(part: FilePart, scope: MessageScope, field: string): Block {
  const { source, name, context, citations } = part;
  if (source.mediaType?.startsWith('image/')) return { type: 'image', source: imageSource(source, scope, field) };
  return {
    type: 'document',
    source: documentSource(source, scope, field),
    ...(name !== undefined && { title: name }),
    ...(context !== undefined && { context }),
    ...(citations !== undefined && { citations: { enabled: citations } }),
  };
}

function documentSource(source: MediaSource, scope: MessageScope, field: string): Block {
  const elsewhere = linkOrFile(source, scope, field);
  if (elsewhere) return elsewhere;
  const inline = inlineData(source, field);
  const mediaType = plainType(inline.media_type);
  if (mediaType === 'application/pdf') return { ...inline, media_type: mediaType };
  if (!isText(mediaType)) throw unsupported(field, `documents must be PDF or text; this one is ${mediaType}`);
  if (mediaType !== 'text/plain') {
    scope.notes.warn('file.mediaType', `The wire has one type of text document; ${mediaType} was sent as text/plain.`);
  }
  const bytes = base64ToBytes(String(inline.data));
  if (!bytes)
    throw new KitError('invalid-request', `\`${field}.source.data\` must be base64 or bytes.`, {
      field: `${field}.source.data`,
    });
  return { type: 'text', media_type: 'text/plain', data: new TextDecoder().decode(bytes) };
}

const isText = (mediaType: string): boolean =>
  mediaType.startsWith('text/') || /^application\/(json|xml|x-ndjson|yaml)$/.test(mediaType);
const plainType = (mediaType: unknown): string => String(mediaType).split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Sources that are no data of the request: a link, or a file the vendor has. */
function linkOrFile(source: MediaSource, { dialect, context }: MessageScope, field: string): Block | undefined {
  if ('fileId' in source && source.fileId !== undefined) {
    const { provider } = source;
    if (provider !== undefined && provider !== context.provider && provider !== context.vendor) {
      throw unsupported(field, `the file "${source.fileId}" is at "${provider}", not here`);
    }
    if (!dialect.fileSources) throw unsupported(field, 'there is no store of files; send the data');
    return { type: 'file', file_id: source.fileId };
  }
  if (!('url' in source) || source.url === undefined || isDataUrl(source.url)) return undefined;
  if (!dialect.urlSources) throw unsupported(field, 'links are not taken; send the data');
  return { type: 'url', url: source.url };
}

function inlineData(source: MediaSource, field: string): Block {
  if ('data' in source && source.data !== undefined) {
    const { data, mediaType } = source;
    return { type: 'base64', media_type: mediaType, data: typeof data === 'string' ? data : bytesToBase64(data) };
  }
  const parsed = 'url' in source ? dataUrlToBase64(source.url) : undefined;
  if (!parsed)
    throw new KitError(
      'invalid-request',
      `\`${field}.source\` is no source: { url }, { data, mediaType } or { fileId }.`,
      { field: `${field}.source` },
    );
  return { type: 'base64', media_type: parsed.mediaType, data: parsed.base64 };
}

export function unsupported(field: string, why: string): KitError {
  return new KitError('unsupported', `\`${field}\`: ${why}.`, { field });
}
