// Input items as unified messages: what the assistant said, thought and called in a row is one message.
import type { AssistantPart, JsonObject, JsonValue, Message, ToolResultPart, UserPart } from '@kit/core';
import { parseToolArguments } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { sourceOfUrl } from '../../reply/media.ts';
import { ofWire, unpacked } from '../opaque.ts';
import { wrong } from '../wire-fields.ts';

const wire = 'openai-responses';

export function decodeInput(items: readonly unknown[]): Message[] {
  const messages: Message[] = [];
  const answer = (parts: readonly AssistantPart[]) => {
    const last = messages.at(-1);
    if (last?.role === 'assistant' && typeof last.content !== 'string')
      messages[messages.length - 1] = { ...last, content: [...last.content, ...parts] };
    else messages.push({ role: 'assistant', content: parts });
  };
  for (const [index, value] of items.entries()) {
    const at = `input[${index}]`;
    if (!isRecord(value)) throw wrong(at, 'expected an object');
    const type = stringOf(value.type) ?? (value.role === undefined ? undefined : 'message');
    switch (type) {
      case 'message':
        if (value.role === 'assistant') answer(decodeAnswer(value));
        else messages.push(decodeMessage(value, at));
        break;
      case 'function_call':
      case 'custom_tool_call':
        answer([decodeCall(value, type)]);
        break;
      case 'reasoning':
        answer([decodeThought(value)]);
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        messages.push(decodeResult(value, at));
        break;
      case undefined:
        throw wrong(`${at}.type`, 'expected an item type or a role');
      default:
        other(value, type, { messages, answer });
    }
  }
  return messages;
}

/** Calls of hosted tools belong to the answer; outputs and approvals come from the caller. */
function other(
  item: JsonRecord,
  type: string,
  { messages, answer }: { messages: Message[]; answer: (parts: readonly AssistantPart[]) => void },
): void {
  const vendor = ofWire(wire, withoutNulls(item));
  if (type.endsWith('_output') || type.endsWith('_response'))
    messages.push({ role: 'user', content: [{ type: 'vendor', vendor }] });
  else if (type === 'image_generation_call' && typeof item.result === 'string') {
    const { result, ...rest } = item;
    const mediaType = `image/${stringOf(item.output_format) ?? 'png'}`;
    answer([
      { type: 'image', source: { data: result as string, mediaType }, vendor: ofWire(wire, withoutNulls(rest)) },
    ]);
  } else if (type.endsWith('_call')) {
    answer([
      {
        type: 'hosted-tool-call',
        id: stringOf(item.call_id) ?? stringOf(item.id) ?? '',
        name: stringOf(item.name) ?? type.replace(/_call$/, ''),
        vendor,
      },
    ]);
  } else answer([{ type: 'vendor', vendor }]);
}

function withoutNulls(item: JsonRecord): JsonObject {
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value !== null && value !== undefined),
  ) as JsonObject;
}

function decodeMessage(item: JsonRecord, at: string): Message {
  const { role, content } = item;
  if (role === 'system' || role === 'developer') {
    if (typeof content === 'string') return { role: 'system', content };
    const parts = partsOf(content, `${at}.content`);
    return { role: 'system', content: parts.flatMap((part) => (part.type === 'text' ? [part] : [])) };
  }
  if (role !== 'user') throw wrong(`${at}.role`, 'expected "user", "assistant", "system" or "developer"');
  return { role, content: typeof content === 'string' ? content : partsOf(content, `${at}.content`) };
}

function partsOf(content: unknown, at: string): UserPart[] {
  if (!Array.isArray(content)) throw wrong(at, 'expected a string or an array of parts');
  return content.map((part, index) => decodePart(part, `${at}[${index}]`));
}

function decodePart(value: unknown, at: string): UserPart {
  if (!isRecord(value)) throw wrong(at, 'expected an object');
  const { type, prompt_cache_breakpoint: breakpoint } = value;
  const ttl = stringOf(recordOf(breakpoint)?.ttl);
  const cache = isRecord(breakpoint) ? { cache: ttl === undefined ? true : { ttl } } : undefined;
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      if (typeof value.text !== 'string') throw wrong(`${at}.text`, 'expected a string');
      return { type: 'text', text: value.text, ...cache };
    case 'input_image': {
      const detail = typeof value.detail === 'string' ? { detail: value.detail } : undefined;
      const url = stringOf(value.image_url);
      if (url !== undefined) return { type: 'image', source: sourceOfUrl(url), ...detail, ...cache };
      if (typeof value.file_id !== 'string') throw wrong(`${at}.image_url`, 'expected a link, a data URL or a file_id');
      return { type: 'image', source: { fileId: value.file_id }, ...detail, ...cache };
    }
    case 'input_file': {
      const name = typeof value.filename === 'string' ? { name: value.filename } : undefined;
      const source =
        typeof value.file_id === 'string'
          ? { fileId: value.file_id }
          : linked(stringOf(value.file_url) ?? stringOf(value.file_data));
      if (!source) throw wrong(`${at}.file_data`, 'expected file_data, file_url or file_id');
      return { type: 'file', source, ...name, ...cache };
    }
    default:
      return { type: 'vendor', vendor: ofWire(wire, value as JsonObject) };
  }
}

const linked = (url: string | undefined) => (url === undefined ? undefined : sourceOfUrl(url));

/** An assistant's message; its id and phase stay with every text of it. */
function decodeAnswer(item: JsonRecord): AssistantPart[] {
  const { role: _, type: __, content, ...known } = withoutNulls(item);
  const data: JsonObject = { type: 'message', ...(known as JsonObject) };
  const vendor = Object.keys(data).length > 1 ? { vendor: ofWire(wire, data) } : {};
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content, ...vendor }];
  return arrayOf(content).flatMap((value): AssistantPart[] => {
    const part = recordOf(value);
    if (typeof part?.refusal === 'string')
      return [{ type: 'vendor', vendor: ofWire(wire, { ...data, type: 'refusal', refusal: part.refusal }) }];
    if (typeof part?.text !== 'string') return [];
    const citations = arrayOf(part.annotations).map((raw) => ({ raw: raw as JsonValue }));
    return [{ type: 'text', text: part.text, ...(citations.length > 0 && { citations }), ...vendor }];
  });
}

function decodeCall(item: JsonRecord, type: string): AssistantPart {
  const { type: _, call_id: id, name, arguments: text, input, kit, ...more } = withoutNulls(item);
  const custom = type === 'custom_tool_call';
  const written = stringOf(custom ? input : text) ?? '';
  const parsed = custom ? { input: (parseJson(written) ?? written) as JsonValue } : parseToolArguments(written);
  const carried = unpacked(kit);
  const own = custom || Object.keys(more).length > 0 ? ofWire(wire, { type, ...(more as JsonObject) }) : undefined;
  const vendor = carried ?? own;
  return {
    type: 'tool-call',
    id: stringOf(id) ?? stringOf(item.id) ?? '',
    name: stringOf(name) ?? '',
    arguments: written,
    ...parsed,
    ...(vendor && { vendor }),
  };
}

/** Another vendor's thought went through a gateway in `encrypted_content`. */
function decodeThought(item: JsonRecord): AssistantPart {
  const summary = arrayOf(item.summary);
  const pieces = summary.length > 0 ? summary : arrayOf(item.content);
  const text = pieces.map((piece) => stringOf(recordOf(piece)?.text) ?? '').join('\n\n');
  const packed = stringOf(item.encrypted_content);
  const carried = packed?.startsWith('{"origin"') ? unpacked(parseJson(packed)) : undefined;
  return { type: 'reasoning', text, vendor: carried ?? ofWire(wire, withoutNulls(item)) };
}

function decodeResult(item: JsonRecord, at: string): Message {
  const id = stringOf(item.call_id);
  if (id === undefined) throw wrong(`${at}.call_id`, 'expected a string');
  const { output } = item;
  const content: ToolResultPart['content'] =
    typeof output === 'string'
      ? output
      : output === undefined || output === null
        ? ''
        : partsOf(output, `${at}.output`);
  return { role: 'tool', content: [{ type: 'tool-result', toolCallId: id, content }] };
}
