// Parts of an answer as output items.
import type {
  AssistantPart,
  Citation,
  HostedToolCallPart,
  ImagePart,
  JsonObject,
  JsonValue,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  VendorPart,
} from '@kit/core';
import { base64Of, isData } from '../../request/media.ts';
import { encodeCitation } from '../chat/encode-response.ts';
import { dataOf, packed } from '../opaque.ts';

export const wire = 'openai-responses';

/** Ids of items that no vendor has named: numbered within their response. */
export type NewItemId = (prefix: 'msg' | 'rs' | 'fc' | 'ig') => string;

/** Items of a message's parts; texts of one item stay together. */
export function encodeItems(parts: readonly AssistantPart[], newId: NewItemId): JsonObject[] {
  const items: JsonObject[] = [];
  let open: { readonly id: JsonValue | undefined; readonly content: JsonValue[] } | undefined;
  const intoMessage = (block: JsonObject, known: JsonObject | undefined) => {
    const id = known?.id;
    if (!open || (open.id !== id && id !== undefined)) {
      const content: JsonValue[] = [];
      items.push(messageItem(known, content, newId));
      open = { id, content };
    }
    open.content.push(block);
  };
  for (const part of parts) {
    if (part.type === 'text') intoMessage(textBlock(part), dataOf(part.vendor, wire));
    else if (part.type === 'vendor' && refusalIn(part) !== undefined)
      intoMessage({ type: 'refusal', refusal: refusalIn(part) }, dataOf(part.vendor, wire));
    else {
      const item = encodeItem(part, newId);
      if (item) items.push(item);
      open = undefined;
    }
  }
  return items;
}

export function messageItem(
  known: JsonObject | undefined,
  content: readonly JsonValue[],
  newId: NewItemId,
): JsonObject {
  const { type: _, refusal: __, id, status, ...more } = known ?? {};
  return {
    type: 'message',
    id: id ?? newId('msg'),
    status: status ?? 'completed',
    role: 'assistant',
    ...more,
    content,
  };
}

export function refusalIn({ vendor }: VendorPart): string | undefined {
  const { refusal } = (vendor.data ?? {}) as { refusal?: unknown };
  return typeof refusal === 'string' ? refusal : undefined;
}

export function textBlock({ text, citations = [] }: TextPart): JsonObject {
  return { type: 'output_text', text, annotations: citations.map(annotation), logprobs: [] };
}

/** Flat here: no wrapper around link and place. */
export function annotation(citation: Citation): JsonValue {
  const { raw } = citation;
  const wrapped = (raw ?? encodeCitation(citation, 0)) as JsonObject;
  const inner = wrapped.url_citation as JsonObject | undefined;
  return inner ? { type: 'url_citation', ...inner } : wrapped;
}

/** One part as an item of its own; undefined for parts that this wire has no item for. */
export function encodeItem(part: AssistantPart, newId: NewItemId): JsonObject | undefined {
  switch (part.type) {
    case 'reasoning':
      return reasoningItem(part, newId);
    case 'tool-call':
      return callItem(part, newId);
    case 'hosted-tool-call':
      return hostedItem(part);
    case 'image':
      return imageItem(part, newId);
    case 'vendor':
      return dataOf(part.vendor, wire);
    default:
      return undefined;
  }
}

/** The vendor's own item; a thought from elsewhere brings its token packed in `encrypted_content`. */
export function reasoningItem({ text, vendor }: ReasoningPart, newId: NewItemId): JsonObject {
  const own = dataOf(vendor, wire);
  if (own) return { summary: [], ...own, type: 'reasoning' };
  const foreign = packed(vendor, wire);
  return {
    type: 'reasoning',
    id: newId('rs'),
    summary: text === '' ? [] : [{ type: 'summary_text', text }],
    ...(foreign && { encrypted_content: JSON.stringify(foreign) }),
  };
}

export function callItem({ id, name, arguments: text, vendor }: ToolCallPart, newId: NewItemId): JsonObject {
  const { type, ...own } = dataOf(vendor, wire) ?? {};
  const foreign = packed(vendor, wire);
  const known = {
    id: own.id ?? newId('fc'),
    ...own,
    status: own.status ?? 'completed',
    ...(foreign && { kit: foreign }),
  };
  if (type === 'custom_tool_call') return { type, call_id: id, name, input: text, ...known };
  return { type: 'function_call', call_id: id, name, arguments: text, ...known };
}

function hostedItem({ vendor }: HostedToolCallPart): JsonObject | undefined {
  return dataOf(vendor, wire);
}

function imageItem({ source, vendor }: ImagePart, newId: NewItemId): JsonObject | undefined {
  if (!isData(source)) return undefined;
  const own = dataOf(vendor, wire) ?? {
    id: newId('ig'),
    status: 'completed',
    output_format: source.mediaType.replace('image/', ''),
  };
  return { ...own, type: 'image_generation_call', result: base64Of(source) };
}
