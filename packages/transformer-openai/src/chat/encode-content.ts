// Parts of messages as chat completions writes them.
import type {
  AudioPart,
  CodecContext,
  FilePart,
  ImagePart,
  JsonObject,
  JsonValue,
  MediaPart,
  Origin,
  TextPart,
  UserPart,
  VendorData,
  VendorPart,
  Warning,
} from '@kit/core';
import { isReplayable } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { ChatFeatures } from '../dialect/chat-dialect.ts';
import { type Draft, warn } from '../request/body.ts';
import { audioFormatOf, base64Of, fileNameFor, isData, isUrl, urlOf } from '../request/media.ts';
import type { ToolNames } from '../request/tool-names.ts';

/** What encoding the messages of one request shares. */
export interface MessageEncoding {
  readonly features: ChatFeatures;
  readonly names: ToolNames;
  readonly context: Pick<CodecContext, 'origin'>;
  readonly warnings: Warning[];
}

/** Where the request goes. */
export function destinationOf({ features, context }: MessageEncoding): Origin {
  return { wire: features.wire, ...context.origin };
}

/** A part of a user message; undefined where the server cannot take it. */
export function encodeUserPart(part: UserPart, at: string, encoding: MessageEncoding): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return encodeText(part, at, encoding);
    case 'vendor':
      return encodeVendorPart(part, at, encoding);
    default:
      return encodeMedia(part, at, encoding);
  }
}

export function encodeText(part: TextPart, at: string, encoding: MessageEncoding): JsonObject {
  return {
    type: 'text',
    text: part.text,
    ...cacheMark(part, at, encoding),
    ...opaqueFields(part.vendor, at, encoding),
  };
}

export function encodeMedia(part: MediaPart, at: string, encoding: MessageEncoding): JsonObject | undefined {
  const encoded = mediaBlock(part, at, encoding);
  return encoded && { ...encoded, ...cacheMark(part, at, encoding), ...opaqueFields(part.vendor, at, encoding) };
}

/** A block that only this wire knows, verbatim; from elsewhere it is left out. */
export function encodeVendorPart(part: VendorPart, at: string, encoding: MessageEncoding): JsonObject | undefined {
  const { data } = part.vendor;
  if (isReplayable(part.vendor.origin, destinationOf(encoding)) && isRecord(data)) return data as JsonObject;
  warn(encoding.warnings, at, `A block of ${part.vendor.origin.wire} cannot be sent here; left out.`);
  return undefined;
}

/** Fields beyond the unified ones that came from this wire. Opaque data from elsewhere is left out with a warning. */
export function opaqueFields(
  vendor: VendorData | undefined,
  at: string,
  encoding: MessageEncoding,
): Readonly<Record<string, JsonValue | undefined>> | undefined {
  if (!vendor) return undefined;
  if (isReplayable(vendor.origin, destinationOf(encoding)))
    return isRecord(vendor.data) ? (vendor.data as JsonObject) : undefined;
  warn(encoding.warnings, at, `Opaque data from ${placeOf(vendor.origin)} cannot be replayed here; left out.`);
  return undefined;
}

export function placeOf(origin: Origin): string {
  return [origin.provider, origin.model, origin.wire].filter(Boolean).join(' / ');
}

function mediaBlock(part: MediaPart, at: string, encoding: MessageEncoding): JsonObject | undefined {
  if (part.type === 'image') return imageBlock(part, at, encoding);
  if (part.type === 'audio') return audioBlock(part, at, encoding);
  const kind = part.source.mediaType?.split('/', 1)[0];
  if (kind === 'image') return imageBlock({ ...part, type: 'image' }, at, encoding);
  if (kind === 'audio' && isData(part.source)) return audioBlock({ type: 'audio', source: part.source }, at, encoding);
  return kind === 'video' ? videoBlock(part, at, encoding) : fileBlock(part, at, encoding);
}

function imageBlock(part: ImagePart, at: string, { features, warnings }: MessageEncoding): JsonObject | undefined {
  const own = features.imagePart?.(part);
  if (own) return own;
  const { source, detail } = part;
  const url = urlOf(source);
  if (features.images === false) return leftOut(warnings, at, 'Images cannot be sent to this model');
  if (url === undefined) return leftOut(warnings, at, 'Images by file id cannot be sent over chat completions');
  if (features.images === 'data' && isUrl(source) && !/^data:/i.test(url))
    return leftOut(warnings, at, 'Images can only be sent as data');
  return { type: 'image_url', image_url: { url, ...(detail !== undefined && features.imageDetail && { detail }) } };
}

function audioBlock(part: AudioPart, at: string, { features, warnings }: MessageEncoding): JsonObject | undefined {
  const own = features.audioPart?.(part);
  if (own) return own;
  const { source } = part;
  if (features.audio === false) return leftOut(warnings, at, 'Audio cannot be sent to this model');
  if (features.audio === 'string') {
    const value = isData(source) ? base64Of(source) : urlOf(source);
    return value === undefined
      ? leftOut(warnings, at, 'Audio by file id cannot be sent')
      : { type: 'input_audio', input_audio: value };
  }
  if (!isData(source)) return leftOut(warnings, at, 'Audio can only be sent as data');
  return { type: 'input_audio', input_audio: { data: base64Of(source), format: audioFormatOf(source.mediaType) } };
}

function videoBlock({ source }: FilePart, at: string, { features, warnings }: MessageEncoding): JsonObject | undefined {
  const url = urlOf(source);
  if (!features.videos || url === undefined) return leftOut(warnings, at, 'Videos cannot be sent to this model');
  return { type: 'video_url', video_url: { url } };
}

function fileBlock(part: FilePart, at: string, { features, warnings }: MessageEncoding): JsonObject | undefined {
  if (part.citations) warn(warnings, `${at}.citations`, 'Citations into a document cannot be asked for.');
  if (part.context !== undefined) warn(warnings, `${at}.context`, 'A document cannot have a context; left out.');
  const own = features.filePart?.(part);
  if (own) return own;
  const { source, name } = part;
  if (features.files === false) return leftOut(warnings, at, 'Documents cannot be sent to this model');
  if ('fileId' in source)
    return { type: 'file', file: { file_id: source.fileId, ...(name !== undefined && { filename: name }) } };
  if (isUrl(source)) {
    const inline = /^data:/i.test(source.url);
    if (!inline && features.files !== 'inline-or-url')
      return leftOut(warnings, at, 'Documents by link cannot be sent over chat completions');
    return { type: 'file', file: { ...(name !== undefined && { filename: name }), file_data: source.url } };
  }
  // A document without a name is refused.
  return {
    type: 'file',
    file: { filename: name ?? fileNameFor(source.mediaType), file_data: urlOf(source) as string },
  };
}

function cacheMark(part: UserPart, at: string, { features, warnings }: MessageEncoding): Draft | undefined {
  if (!part.cache) return undefined;
  const ttl = typeof part.cache === 'object' ? part.cache.ttl : undefined;
  if (features.cacheMarks === false) {
    warn(warnings, `${at}.cache`, 'Prefixes to be cached cannot be marked; the vendor decides by itself.');
    return undefined;
  }
  if (features.cacheMarks === 'cache_control')
    return { cache_control: { type: 'ephemeral', ...(ttl !== undefined && { ttl }) } };
  return { prompt_cache_breakpoint: { mode: 'explicit', ...(ttl !== undefined && { ttl }) } };
}

function leftOut(warnings: Warning[], at: string, why: string): undefined {
  warn(warnings, at, `${why}; left out.`);
  return undefined;
}
