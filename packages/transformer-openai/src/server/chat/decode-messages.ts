// Messages of chat completions as unified ones. Fields beyond the unified ones stay with their message or part.
import type {
  AssistantMessage,
  AssistantPart,
  CacheMark,
  JsonObject,
  JsonValue,
  Message,
  TextPart,
  ToolResultPart,
  UserPart,
  VendorData,
} from '@kit/core';
import { parseToolArguments } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { audioTypeOf, sourceOfUrl } from '../../reply/media.ts';
import { ofWire, unpacked } from '../opaque.ts';
import { wrong } from '../wire-fields.ts';

const wire = 'openai-chat';

export function decodeMessages(list: readonly unknown[] | undefined): Message[] {
  if (!list || list.length === 0) throw wrong('messages', 'expected a non-empty array');
  return list.map((value, index) => {
    const at = `messages[${index}]`;
    if (!isRecord(value)) throw wrong(at, 'expected an object');
    switch (value.role) {
      case 'system':
      case 'developer':
        return decodeSystem(value, at);
      case 'user':
        return decodeUser(value, at);
      case 'assistant':
        return decodeAssistant(value, at);
      case 'tool':
      case 'function':
        return decodeToolResult(value, at);
      default:
        throw wrong(`${at}.role`, `expected "system", "developer", "user", "assistant" or "tool"`);
    }
  });
}

/** Members that nobody has read, as opaque data of this wire. */
function extras(fields: JsonRecord): { readonly vendor?: VendorData } {
  const known = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return known.length > 0 ? { vendor: ofWire(wire, Object.fromEntries(known) as JsonObject) } : {};
}

function decodeSystem({ role: _, content, ...more }: JsonRecord, at: string): Message {
  if (typeof content === 'string') return { role: 'system', content, ...extras(more) };
  const parts = listOf(content, `${at}.content`).map((part, index): TextPart => {
    const decoded = decodePart(part, `${at}.content[${index}]`);
    if (decoded.type !== 'text') throw wrong(`${at}.content[${index}].type`, 'expected "text"');
    return decoded;
  });
  return { role: 'system', content: parts, ...extras(more) };
}

function decodeUser({ role: _, content, name, ...more }: JsonRecord, at: string): Message {
  const parts =
    typeof content === 'string'
      ? content
      : listOf(content, `${at}.content`).map((part, index) => decodePart(part, `${at}.content[${index}]`));
  return { role: 'user', content: parts, ...(typeof name === 'string' && { name }), ...extras(more) };
}

function listOf(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(field, 'expected a string or an array of parts');
}

export function decodePart(value: unknown, at: string): UserPart {
  if (!isRecord(value)) throw wrong(at, 'expected an object');
  const { type, prompt_cache_breakpoint: breakpoint, cache_control: control, ...more } = value;
  const cache = cacheMark(breakpoint ?? control);
  const marked = cache === undefined ? undefined : { cache };
  switch (type) {
    case 'text': {
      const { text, ...rest } = more;
      if (typeof text !== 'string') throw wrong(`${at}.text`, 'expected a string');
      return { type, text, ...marked, ...extras(rest) };
    }
    case 'image_url': {
      const { image_url: image, ...rest } = more;
      const url = stringOf(image) ?? stringOf(recordOf(image)?.url);
      if (url === undefined) throw wrong(`${at}.image_url.url`, 'expected a link or a data URL');
      const detail = stringOf(recordOf(image)?.detail);
      return {
        type: 'image',
        source: sourceOfUrl(url),
        ...(detail !== undefined && { detail }),
        ...marked,
        ...extras(rest),
      };
    }
    case 'input_audio': {
      const { input_audio: audio, ...rest } = more;
      const data = stringOf(audio) ?? stringOf(recordOf(audio)?.data);
      if (data === undefined) throw wrong(`${at}.input_audio.data`, 'expected base64');
      return {
        type: 'audio',
        source: { data, mediaType: audioTypeOf(stringOf(recordOf(audio)?.format) ?? 'wav') },
        ...marked,
        ...extras(rest),
      };
    }
    case 'video_url': {
      const url = stringOf(more.video_url) ?? stringOf(recordOf(more.video_url)?.url);
      if (url === undefined) throw wrong(`${at}.video_url.url`, 'expected a link or a data URL');
      return { type: 'file', source: { mediaType: 'video/mp4', ...sourceOfUrl(url) }, ...marked };
    }
    case 'file':
      return decodeFile(value, at);
    default:
      if (typeof type !== 'string') throw wrong(`${at}.type`, 'expected a string');
      return { type: 'vendor', vendor: ofWire(wire, value as JsonObject) };
  }
}

function decodeFile(value: JsonRecord, at: string): UserPart {
  const { type: _, file, prompt_cache_breakpoint: breakpoint, cache_control: control, ...more } = value;
  const given = recordOf(file);
  const name = stringOf(given?.filename);
  const cache = cacheMark(breakpoint ?? control);
  const rest = { ...(name !== undefined && { name }), ...(cache !== undefined && { cache }), ...extras(more) };
  if (typeof given?.file_id === 'string') return { type: 'file', source: { fileId: given.file_id }, ...rest };
  if (typeof given?.file_data === 'string') return { type: 'file', source: sourceOfUrl(given.file_data), ...rest };
  throw wrong(`${at}.file`, 'expected file_data or file_id');
}

function cacheMark(value: unknown): boolean | CacheMark | undefined {
  const mark = recordOf(value);
  if (!mark) return undefined;
  const ttl = stringOf(mark.ttl);
  return ttl === undefined ? true : { ttl };
}

function decodeAssistant(message: JsonRecord, at: string): AssistantMessage {
  const {
    role: _,
    content,
    name,
    refusal,
    audio,
    tool_calls: calls,
    function_call: older,
    reasoning_content: reasoningContent,
    reasoning,
    reasoning_details: details,
    ...more
  } = message;
  const parts: AssistantPart[] = [];
  const thought = stringOf(reasoningContent) ?? stringOf(reasoning);
  const kept = reasoningData(details);
  if (thought || kept) parts.push({ type: 'reasoning', text: thought ?? '', ...(kept && { vendor: kept }) });
  if (typeof content === 'string' && content !== '') parts.push({ type: 'text', text: content });
  else if (Array.isArray(content)) {
    for (const [index, part] of content.entries()) parts.push(...assistantPart(part, `${at}.content[${index}]`));
  }
  if (typeof refusal === 'string') parts.push({ type: 'vendor', vendor: ofWire(wire, { type: 'refusal', refusal }) });
  const spoken = stringOf(recordOf(audio)?.id);
  if (spoken !== undefined)
    parts.push({ type: 'audio', source: { fileId: spoken }, vendor: ofWire(wire, { id: spoken }) });
  for (const [index, call] of arrayOf(calls).entries()) parts.push(decodeCall(call, `${at}.tool_calls[${index}]`));
  const legacy = recordOf(older);
  if (legacy) parts.push(decodeCall({ id: legacy.name, type: 'function', function: legacy }, `${at}.function_call`));
  const [only] = parts;
  // A message that is nothing but its string stays one.
  const plain = typeof content === 'string' && (parts.length === 0 || (parts.length === 1 && only?.type === 'text'));
  return {
    role: 'assistant',
    content: plain ? content : parts,
    ...(typeof name === 'string' && { name }),
    ...extras(more),
  };
}

/** `reasoning_details` unchanged, or another vendor's token that went through a gateway in them. */
function reasoningData(details: unknown): VendorData | undefined {
  const list = arrayOf(details);
  if (list.length === 0) return undefined;
  const carried =
    list.length === 1 && recordOf(list[0])?.format === 'kit'
      ? unpacked(parseJson(stringOf(recordOf(list[0])?.data) ?? ''))
      : undefined;
  return carried ?? ofWire(wire, { reasoning_details: list as JsonValue });
}

/** Parts of an assistant's content; Mistral's clients write thoughts among them. */
function assistantPart(value: unknown, at: string): AssistantPart[] {
  const part = recordOf(value);
  if (part?.type === 'thinking' && Array.isArray(part.thinking)) {
    const text = part.thinking.map((piece) => stringOf(recordOf(piece)?.text) ?? '').join('');
    const signature = stringOf(part.signature);
    return [{ type: 'reasoning', text, ...(signature !== undefined && { vendor: ofWire(wire, { signature }) }) }];
  }
  const decoded = decodePart(value, at);
  return decoded.type === 'text' && decoded.text === '' ? [] : [decoded];
}

function decodeCall(value: unknown, at: string): AssistantPart {
  const call = recordOf(value);
  if (!call) throw wrong(at, 'expected an object');
  const { id, type, function: given, custom, index: _, extra_content: content, ...more } = call;
  const body = recordOf(given) ?? recordOf(custom);
  const name = stringOf(body?.name);
  if (name === undefined) throw wrong(`${at}.function.name`, 'expected a string');
  const carried = unpacked(recordOf(content)?.kit);
  const own = extras({
    ...(type === 'custom' && { type }),
    ...(carried ? undefined : { extra_content: content }),
    ...more,
  });
  const text = body?.arguments ?? body?.input ?? '';
  const written = typeof text === 'string' ? text : JSON.stringify(text);
  const parsed =
    type === 'custom' ? { input: (parseJson(written) ?? written) as JsonValue } : parseToolArguments(written);
  return {
    type: 'tool-call',
    id: stringOf(id) ?? '',
    name,
    arguments: written,
    ...parsed,
    ...(carried ? { vendor: carried } : own),
  };
}

function decodeToolResult(message: JsonRecord, at: string): Message {
  const { role, content, tool_call_id: id, name, ...more } = message;
  // The older `function` role answers by name.
  const toolCallId = stringOf(id) ?? (role === 'function' ? stringOf(name) : undefined);
  if (toolCallId === undefined) throw wrong(`${at}.tool_call_id`, 'expected a string');
  const result: ToolResultPart = {
    type: 'tool-result',
    toolCallId,
    ...(typeof name === 'string' && { toolName: name }),
    content: typeof content === 'string' ? content : resultParts(content, `${at}.content`),
  };
  return { role: 'tool', content: [result], ...extras({ name, ...more }) };
}

function resultParts(content: unknown, at: string): Exclude<ToolResultPart['content'], string> | string {
  if (content === null || content === undefined) return '';
  return listOf(content, at).map((part, index) => decodePart(part, `${at}[${index}]`));
}
