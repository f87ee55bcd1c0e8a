// Unified parts of an answer → wire parts.
import type { AssistantPart, JsonObject, JsonValue, MediaPart, ToolCallPart } from '@kit/core';
import { bytesToBase64, dataUrlToBase64, isRecord, parseJson } from '@kit/wire';
import { ownData, type PartData } from '../chat/wire-data.ts';
import type { Body } from '../vendor-fields.ts';

/** Undefined for what this wire cannot say: opaque blocks of other vendors. */
export function encodeAnswerPart(part: AssistantPart): Body | undefined {
  const own = ownData(part.vendor) ?? {};
  switch (part.type) {
    case 'text':
      return part.text === '' && Object.keys(own).length === 0 ? undefined : { text: part.text, ...own };
    case 'reasoning':
      return part.text === '' && Object.keys(own).length === 0 ? undefined : { text: part.text, thought: true, ...own };
    case 'tool-call':
      return encodeAnswerCall(part);
    case 'image':
    case 'audio':
    case 'file':
      return encodeAnswerMedia(part);
    default:
      return Object.keys(own).length > 0 ? { ...own } : undefined;
  }
}

export function encodeAnswerCall(part: Pick<ToolCallPart, 'id' | 'name' | 'arguments' | 'input' | 'vendor'>): Body {
  const { id: _, ...own } = ownData(part.vendor) ?? {};
  // Clients of this wire echo the id, so that results find their call whoever made it.
  return { functionCall: { id: part.id, name: part.name, args: objectOf(part) }, ...own };
}

function objectOf({ input, arguments: text }: Pick<ToolCallPart, 'input' | 'arguments'>): JsonObject {
  const value = isRecord(input) ? input : parseJson(text);
  return isRecord(value) ? (value as JsonObject) : { arguments: text };
}

export function encodeAnswerMedia(part: MediaPart): Body {
  return { ...sourceOf(part), ...(ownData(part.vendor) ?? ({} as PartData)) };
}

function sourceOf({ source }: MediaPart): Body {
  if ('data' in source)
    return inline(source.mediaType, typeof source.data === 'string' ? source.data : bytesToBase64(source.data));
  if ('fileId' in source) return linked(source.fileId, source.mediaType);
  const data = dataUrlToBase64(source.url);
  return data ? inline(data.mediaType, data.base64) : linked(source.url, source.mediaType);
}

function inline(mimeType: string, data: string): Body {
  return { inlineData: { mimeType, data } };
}

function linked(fileUri: string, mimeType: string | undefined): Body {
  return { fileData: { fileUri, ...(mimeType !== undefined && { mimeType }) } as JsonValue };
}
