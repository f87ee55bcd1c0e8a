// Parts of messages as the responses wire writes them.
import {
  type FilePart,
  type ImagePart,
  isReplayable,
  type JsonObject,
  type JsonValue,
  type MediaPart,
  type Origin,
  type TextPart,
  type UserPart,
  type VendorData,
  type Warning,
} from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';
import type { ResponsesFeatures } from '../dialect/responses-dialect.ts';
import { type Draft, warn } from '../request/body.ts';
import { fileNameFor, isUrl, urlOf } from '../request/media.ts';
import type { ToolNames } from '../request/tool-names.ts';

/** What encoding the input of one request shares. */
export interface InputEncoding {
  readonly features: ResponsesFeatures;
  readonly names: ToolNames;
  /** Where the request goes. */
  readonly origin: Origin;
  readonly warnings: Warning[];
  /** The vendor keeps its responses: items can be named without their encrypted content. */
  readonly stored: boolean;
}

/** Data that came from this very place, else undefined. */
export function ownData(vendor: VendorData | undefined, { origin }: InputEncoding): JsonRecord | undefined {
  return vendor && isReplayable(vendor.origin, origin) && isRecord(vendor.data) ? vendor.data : undefined;
}

export function encodeInputText(part: TextPart, encoding: InputEncoding): JsonObject {
  return { type: 'input_text', text: part.text, ...cacheMark(part, encoding), ...extraFields(part.vendor, encoding) };
}

/** Media of a user message or a tool result; undefined where the server cannot take it. */
export function encodeInputMedia(part: MediaPart, at: string, encoding: InputEncoding): JsonObject | undefined {
  const block = mediaBlock(part, at, encoding);
  return block && { ...block, ...cacheMark(part, encoding), ...extraFields(part.vendor, encoding) };
}

function mediaBlock(part: MediaPart, at: string, encoding: InputEncoding): JsonObject | undefined {
  if (part.type === 'image') return imageBlock(part, at, encoding);
  const kind = part.source.mediaType?.split('/', 1)[0];
  if (part.type === 'file' && kind === 'image') return imageBlock({ ...part, type: 'image' }, at, encoding);
  if (part.type === 'audio' || kind === 'audio')
    return leftOut(encoding, at, 'Audio cannot be sent over the responses wire');
  return fileBlock(part, at, encoding);
}

function imageBlock({ source, detail }: ImagePart, at: string, encoding: InputEncoding): JsonObject | undefined {
  const { images } = encoding.features;
  if (images === false) return leftOut(encoding, at, 'Images cannot be sent to this model');
  const more = detail === undefined ? undefined : { detail };
  if ('fileId' in source) return { type: 'input_image', file_id: source.fileId, ...more };
  if (images === 'data' && isUrl(source) && !/^data:/i.test(source.url))
    return leftOut(encoding, at, 'Images can only be sent as data');
  return { type: 'input_image', image_url: urlOf(source) as string, ...more };
}

function fileBlock(
  { source, name, citations, context }: FilePart,
  at: string,
  encoding: InputEncoding,
): JsonObject | undefined {
  if (citations) warn(encoding.warnings, `${at}.citations`, 'Citations into a document cannot be asked for.');
  if (context !== undefined) warn(encoding.warnings, `${at}.context`, 'A document cannot have a context; left out.');
  if (!encoding.features.files) return leftOut(encoding, at, 'Documents cannot be sent to this model');
  const named = name === undefined ? undefined : { filename: name };
  if ('fileId' in source) return { type: 'input_file', file_id: source.fileId };
  if (isUrl(source) && !/^data:/i.test(source.url)) return { type: 'input_file', file_url: source.url, ...named };
  if (isUrl(source)) return { type: 'input_file', ...named, file_data: source.url };
  return { type: 'input_file', filename: name ?? fileNameFor(source.mediaType), file_data: urlOf(source) as string };
}

function cacheMark(part: UserPart, { features, warnings }: InputEncoding): Draft | undefined {
  if (!part.cache) return undefined;
  if (!features.cacheMarks) {
    if (!warnings.some(({ feature }) => feature === 'cache'))
      warn(warnings, 'cache', 'Prefixes to be cached cannot be marked for this model; it decides by itself.');
    return undefined;
  }
  const ttl = typeof part.cache === 'object' ? part.cache.ttl : undefined;
  return { prompt_cache_breakpoint: { mode: 'explicit', ...(ttl !== undefined && { ttl }) } };
}

/** Fields beyond the unified ones, from a request of this wire. */
function extraFields(
  vendor: VendorData | undefined,
  encoding: InputEncoding,
): Readonly<Record<string, JsonValue | undefined>> | undefined {
  return ownData(vendor, encoding) as JsonObject | undefined;
}

function leftOut({ warnings }: InputEncoding, at: string, why: string): undefined {
  warn(warnings, at, `${why}; left out.`);
  return undefined;
}
