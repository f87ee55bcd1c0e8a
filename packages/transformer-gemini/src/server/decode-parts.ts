// Parts of a request → unified parts. What has no unified field stays with its part, for replay.
import type {
  AssistantPart,
  JsonObject,
  JsonValue,
  MediaPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
  VendorPart,
} from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import { detailOfLevel, mediaTypeOfUrl } from '../chat/encode-media.ts';
import { type HostedIds, hostedPartOf } from '../chat/hosted-parts.ts';
import { mediaPartOf } from '../chat/media-part.ts';
import { type PartData, stampWire } from '../chat/wire-data.ts';
import { camelized, invalid, listOf, recordAt, stringAt } from './spelling.ts';

/** Function calls of the conversation so far, for the results that name them. */
export interface CallBook {
  readonly calls: { readonly id: string; readonly name: string; readonly given: boolean; answered: boolean }[];
  readonly hosted: HostedIds;
}

export function callBook(): CallBook {
  return { calls: [], hosted: new CountedIds() };
}

class CountedIds implements HostedIds {
  last: string | undefined;
  #count = 0;

  next(): string {
    this.last = `hosted_${this.#count++}`;
    return this.last;
  }
}

export function decodeUserPart(part: JsonRecord, field: string): UserPart {
  if (typeof part.text === 'string' && part.thought !== true) return decodeText(part, part.text);
  return decodeMedia(part, field) ?? opaque(part);
}

export function decodeModelPart(part: JsonRecord, book: CallBook, field: string): AssistantPart {
  if (typeof part.text === 'string') {
    const { thought, ...rest } = part;
    const text = decodeText(rest, part.text);
    if (text.type !== 'text') return opaque(part);
    return thought === true ? { ...text, type: 'reasoning' } : text;
  }
  if (part.functionCall !== undefined) return decodeCall(part, book, field);
  return decodeMedia(part, field) ?? hostedPartOf(part, book.hosted, stampWire(part as PartData)) ?? opaque(part);
}

function decodeText(part: JsonRecord, text: string): Extract<UserPart, { type: 'text' | 'vendor' }> {
  const { text: _, thought: _thought, ...data } = part;
  // An empty text is kept as it is: the encoder would leave it out.
  if (text === '') return opaque(part);
  return { type: 'text', text, ...withData(data as PartData) };
}

function opaque(part: JsonRecord): VendorPart {
  return { type: 'vendor', vendor: stampWire(part as PartData) };
}

function withData(data: PartData): { vendor?: ReturnType<typeof stampWire> } {
  return Object.keys(data).length > 0 ? { vendor: stampWire(data) } : {};
}

function decodeMedia(part: JsonRecord, field: string): MediaPart | undefined {
  const inlineData = part.inlineData === undefined ? undefined : recordAt(part.inlineData, `${field}.inlineData`);
  const fileData = part.fileData === undefined ? undefined : recordAt(part.fileData, `${field}.fileData`);
  if (inlineData) stringAt(inlineData.data, `${field}.inlineData.data`);
  if (fileData) stringAt(fileData.fileUri, `${field}.fileData.fileUri`);
  const media = mediaPartOf({ inlineData, fileData });
  if (!media) return undefined;
  const { inlineData: _inline, fileData: _file, ...rest } = part;
  const level = stringOf(isRecord(rest.mediaResolution) ? rest.mediaResolution.level : undefined);
  const detail = media.type === 'image' && level !== undefined ? detailOfLevel(level) : undefined;
  const data = { ...rest, ...unsaid(inlineData, fileData) } as PartData;
  return { ...media, ...(detail !== undefined && { detail }), ...withData(data) } as MediaPart;
}

/** What the unified source does not say: names, and links that had no type. */
function unsaid(inlineData: JsonRecord | undefined, fileData: JsonRecord | undefined): JsonRecord {
  if (inlineData)
    return Object.keys(inlineData).some((key) => key !== 'data' && key !== 'mimeType') ||
      inlineData.mimeType === undefined
      ? { inlineData }
      : {};
  const uri = stringOf(fileData?.fileUri) ?? '';
  const isPlain = fileData && Object.keys(fileData).every((key) => key === 'fileUri' || key === 'mimeType');
  const isGuessed = fileData?.mimeType === undefined && mediaTypeOfUrl(uri) !== undefined;
  return fileData && (!isPlain || isGuessed || uri.startsWith('data:')) ? { fileData } : {};
}

function decodeCall(part: JsonRecord, book: CallBook, field: string): ToolCallPart {
  const call = recordAt(part.functionCall, `${field}.functionCall`);
  const name = stringAt(call.name, `${field}.functionCall.name`);
  const given = stringOf(call.id);
  const id = given ?? `call_${book.calls.length}`;
  if (call.args !== undefined && !isRecord(call.args)) throw invalid(`${field}.functionCall.args`, 'an object');
  const input = (call.args ?? {}) as JsonObject;
  book.calls.push({ id, name, given: given !== undefined, answered: false });
  const { functionCall: _, ...rest } = part;
  const isPlain =
    call.args !== undefined && Object.keys(call).every((key) => key === 'id' || key === 'name' || key === 'args');
  const data = {
    ...(given !== undefined && { id: given }),
    ...rest,
    ...(!isPlain && { functionCall: call }),
  } as PartData;
  return { type: 'tool-call', id, name, arguments: JSON.stringify(input), input, ...withData(data) };
}

export function decodeResult(part: JsonRecord, book: CallBook, field: string): ToolResultPart {
  const response = recordAt(part.functionResponse, `${field}.functionResponse`);
  const name = stringAt(response.name, `${field}.functionResponse.name`);
  const given = stringOf(response.id);
  const known = book.calls.find((call) =>
    given === undefined ? call.name === name && !call.answered : call.id === given,
  );
  if (known) known.answered = true;
  const { functionResponse: _, ...rest } = part;
  const data = {
    // An id that no call gave, and one that was given and is not repeated, would be written otherwise.
    ...(given !== undefined && !known?.given && { id: given }),
    ...(isUnusual(response) || (given === undefined && known?.given) ? { functionResponse: response } : {}),
    ...rest,
  } as PartData;
  return {
    type: 'tool-result',
    toolCallId: known?.id ?? given ?? `result_${book.calls.length}`,
    toolName: name,
    ...decodeOutcome(response, field),
    ...withData(data),
  };
}

const resultFields: ReadonlySet<string> = new Set(['id', 'name', 'response', 'parts']);

function isUnusual(response: JsonRecord): boolean {
  return response.response === undefined || Object.keys(response).some((key) => !resultFields.has(key));
}

/** `{ output }` and `{ error }` alone are the documented wrappers; any other object is the result itself. */
function decodeOutcome(response: JsonRecord, field: string): Pick<ToolResultPart, 'content' | 'isError'> {
  const value = response.response ?? {};
  if (!isRecord(value)) throw invalid(`${field}.functionResponse.response`, 'an object');
  const media = listOf(response.parts).flatMap((item, at) => {
    const place = `${field}.functionResponse.parts[${at}]`;
    return decodeMedia(camelized(recordAt(item, place)), place) ?? [];
  });
  const keys = Object.keys(value);
  const isError = keys.length === 1 && value.error !== undefined;
  const wrapped = isError
    ? value.error
    : keys.length === 1 && typeof value.output === 'string'
      ? value.output
      : undefined;
  const error = isError ? { isError } : {};
  if (typeof wrapped === 'string')
    return { content: media.length === 0 ? wrapped : [{ type: 'text', text: wrapped }, ...media], ...error };
  if (keys.length === 0) return { content: media };
  return { content: [{ type: 'json', value: (wrapped ?? value) as JsonValue }, ...media], ...error };
}
