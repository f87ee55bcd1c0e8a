// Images, documents, sound and video as content blocks. Bedrock takes bytes and objects of S3, no links.
import { type FilePart, type ImagePart, KitError, type MediaPart, type MediaSource } from '@kit/core';
import { bytesToBase64, dataUrlToBase64, isDataUrl } from '@kit/wire';
import type { Block, Encoding } from './encoding.ts';

interface Sent {
  /** Lower case, without parameters; undefined for an object of S3 that does not say. */
  readonly mediaType: string | undefined;
  readonly source: Block;
  /** Where it lies, for the ending of its name. */
  readonly uri?: string;
}

/** @throws KitError `unsupported` or `invalid-request` that names the field. */
export function encodeMedia(part: MediaPart, field: string, encoding: Encoding): Block {
  const sent = sourceOf(part.source, field);
  const kind = sent.mediaType?.split('/', 1)[0];
  if (part.type === 'image' || kind === 'image') {
    if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto')
      encoding.warnings.add(`${field}.detail`, 'Bedrock has no level of detail; left out.');
    return { image: { format: formatOf(imageFormats, sent, field), source: sent.source } };
  }
  if (part.type === 'audio' || kind === 'audio')
    return { audio: { format: formatOf(audioFormats, sent, field), source: sent.source } };
  if (kind === 'video' || endingOf(sent.uri) in videoEndings)
    return { video: { format: formatOf(videoFormats, sent, field), source: sent.source } };
  return encodeDocument(part, sent, field, encoding);
}

/** An image alone, where no document can stand. @throws KitError as `encodeMedia`. */
export function encodeImage(part: ImagePart, field: string): Block {
  const sent = sourceOf(part.source, field);
  return { image: { format: formatOf(imageFormats, sent, field), source: sent.source } };
}

function encodeDocument({ name, context, citations }: FilePart, sent: Sent, field: string, encoding: Encoding): Block {
  return {
    document: {
      format: formatOf(documentFormats, sent, field),
      name: documentName(name, encoding.documents),
      source: sent.source,
      ...(context !== undefined && { context }),
      ...(citations !== undefined && { citations: { enabled: citations } }),
    },
  };
}

/** Letters, digits, single spaces, hyphens, parentheses and brackets; never the same twice in a request. */
function documentName(name: string | undefined, taken: Set<string>): string {
  const tidy = (name ?? '')
    .replace(/[^a-zA-Z0-9\s\-()[\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 190);
  const base = tidy || 'document';
  let candidate = base;
  for (let attempt = 2; taken.has(candidate); attempt++) candidate = `${base} (${attempt})`;
  taken.add(candidate);
  return candidate;
}

function sourceOf(source: MediaSource, field: string): Sent {
  if ('data' in source && source.data !== undefined) {
    const { data, mediaType } = source;
    return {
      mediaType: plain(mediaType),
      source: { bytes: typeof data === 'string' ? data : bytesToBase64(data) },
    };
  }
  const place = 'url' in source ? source.url : 'fileId' in source ? source.fileId : undefined;
  if (place?.startsWith('s3://'))
    return { mediaType: plain(source.mediaType), source: { s3Location: { uri: place } }, uri: place };
  if (place !== undefined && isDataUrl(place)) {
    const inline = dataUrlToBase64(place);
    if (inline) return { mediaType: plain(inline.mediaType), source: { bytes: inline.base64 } };
  }
  if ('fileId' in source && place !== undefined)
    throw unsupported(field, 'Bedrock stores no files; send the data, or an object of S3 as `s3://…`');
  if (place !== undefined && /^https?:/i.test(place))
    throw unsupported(field, 'Bedrock takes no links; send the data, or set the option `fetchMedia`');
  throw new KitError('invalid-request', `\`${field}.source\` is no source that can be read.`, {
    field: `${field}.source`,
  });
}

const plain = (mediaType: string | undefined) => mediaType?.split(';', 1)[0]?.trim().toLowerCase();

type Formats = Readonly<Record<string, string>>;

const imageFormats: Formats = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};
const audioFormats: Formats = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/aac': 'aac',
  'audio/mp4': 'mp4',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/webm': 'webm',
};
const videoFormats: Formats = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
  'video/webm': 'webm',
  'video/x-flv': 'flv',
  'video/mpeg': 'mpeg',
  'video/x-ms-wmv': 'wmv',
  'video/3gpp': 'three_gp',
};
const videoEndings: Formats = { mp4: 'mp4', mov: 'mov', mkv: 'mkv', webm: 'webm', flv: 'flv', wmv: 'wmv' };
const documentFormats: Formats = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
};

/** @throws KitError `unsupported` that lists what is taken. */
function formatOf(formats: Formats, { mediaType, uri }: Sent, field: string): string {
  const format = mediaType === undefined ? undefined : Object.hasOwn(formats, mediaType) && formats[mediaType];
  if (format) return format;
  // Anything that is text can be read as text.
  if (formats === documentFormats && mediaType !== undefined && isText(mediaType)) return 'txt';
  const ending = endingOf(uri);
  const known = Object.values(formats).find((name) => name === ending || (name === 'jpeg' && ending === 'jpg'));
  if (known !== undefined) return known;
  const taken = [...new Set(Object.values(formats))].join(', ');
  throw unsupported(field, `${mediaType ?? 'a file without a media type'} is not taken here; ${taken} are`);
}

const isText = (mediaType: string): boolean =>
  mediaType.startsWith('text/') || /^application\/(?:json|xml|x-ndjson|x-yaml|yaml)$/.test(mediaType);

const endingOf = (uri: string | undefined): string => uri?.slice(uri.lastIndexOf('.') + 1).toLowerCase() ?? '';

/** The media type behind a format's name, for media that the model made. */
export function mediaTypeOf(kind: 'image' | 'audio' | 'video', format: string | undefined): string {
  const formats = { image: imageFormats, audio: audioFormats, video: videoFormats }[kind];
  return Object.entries(formats).find(([, name]) => name === format)?.[0] ?? `${kind}/${format ?? 'png'}`;
}

function unsupported(field: string, why: string): KitError {
  return new KitError('unsupported', `\`${field}\`: ${why}.`, { field });
}
