// The conversation as Ollama writes it: plain strings, images as bare base64 beside them, arguments as objects.
import {
  type AssistantMessage,
  type CodecContext,
  type ImagePart,
  type JsonObject,
  type JsonValue,
  KitError,
  type Message,
  type Origin,
  type ToolCallPart,
  type ToolResultPart,
  type UserPart,
  type VendorData,
} from '@kit/core';
import { bytesToBase64, dataUrlToBase64, isRecord, type WarningList } from '@kit/wire';
import { wireId } from '../wire-id.ts';

interface Encoding {
  readonly context: CodecContext;
  readonly warnings: WarningList;
  /** Call id → tool name: templates put the name of the tool beside its result. */
  readonly toolNames: Map<string, string>;
}

export function encodeMessages(
  messages: readonly Message[],
  context: CodecContext,
  warnings: WarningList,
): JsonObject[] {
  const encoding: Encoding = { context, warnings, toolNames: new Map() };
  return messages.flatMap((message, index) => {
    const at = `messages[${index}]`;
    if ('name' in message && message.name !== undefined)
      warnings.add(`${at}.name`, 'Messages cannot carry a name; left out.');
    noteOpaque(message.vendor, at, encoding);
    if (message.role === 'assistant') return [encodeAssistant(message, at, encoding)];
    if (message.role === 'tool')
      return message.content.map((result, place) => encodeResult(result, `${at}.content[${place}]`, encoding));
    return [{ role: message.role, ...encodeContent(message.content, at, encoding) }];
  });
}

/** Texts, one to a line, and images beside them. */
function encodeContent(
  content: string | readonly (UserPart | { readonly type: 'json'; readonly value: JsonValue })[],
  at: string,
  encoding: Encoding,
): { readonly content: string; readonly images?: string[] } {
  if (typeof content === 'string') return { content };
  const texts: string[] = [];
  const images: string[] = [];
  content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'json') {
      texts.push(JSON.stringify(part.value));
      return;
    }
    if (part.cache) encoding.warnings.add(`${place}.cache`, 'Ollama keeps prefixes by itself; the mark was left out.');
    if (part.type === 'text') {
      noteOpaque(part.vendor, place, encoding);
      texts.push(part.text);
    } else if (part.type === 'image') images.push(encodeImage(part, place, encoding));
    else if (part.type === 'file' && part.source.mediaType?.startsWith('image/'))
      images.push(encodeImage({ ...part, type: 'image' }, place, encoding));
    else encoding.warnings.add(place, `Ollama takes texts and images; the ${part.type} part was left out.`);
  });
  return { content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

/** Bare base64: the server refuses a `data:` prefix, and fetches nothing. @throws KitError `unsupported` for links. */
function encodeImage({ source, detail }: ImagePart, at: string, { context, warnings }: Encoding): string {
  if (detail !== undefined) warnings.add(`${at}.detail`, 'Ollama looks at images in one way; left out.');
  if ('data' in source) return typeof source.data === 'string' ? source.data : bytesToBase64(source.data);
  const inline = 'url' in source ? dataUrlToBase64(source.url) : undefined;
  if (inline) return inline.base64;
  // An answer about an image that the model has not seen is worth nothing: no warning would do.
  const message =
    'Ollama takes images as data, not as links or files: send { data, mediaType }, or set the option `fetchMedia`.';
  throw new KitError('unsupported', message, { provider: context.provider, field: `${at}.source` });
}

function encodeAssistant(message: AssistantMessage, at: string, encoding: Encoding): JsonObject {
  if (typeof message.content === 'string') return { role: 'assistant', content: message.content };
  let content = '';
  let thinking = '';
  const calls: JsonObject[] = [];
  message.content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'text') content += part.text;
    else if (part.type === 'reasoning') thinking += part.text;
    else if (part.type === 'tool-call') {
      encoding.toolNames.set(part.id, part.name);
      calls.push(encodeCall(part, place, encoding.warnings));
    } else {
      encoding.warnings.add(place, `A ${part.type} part of an assistant message cannot be sent to Ollama; left out.`);
      return;
    }
    noteOpaque(part.vendor, place, encoding);
  });
  return {
    role: 'assistant',
    content,
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function encodeCall(part: ToolCallPart, at: string, warnings: WarningList): JsonObject {
  return { id: part.id, function: { name: part.name, arguments: argumentsOf(part, at, warnings) } };
}

/** An object, whatever was said: the server reads nothing else. */
function argumentsOf({ arguments: text, input }: ToolCallPart, at: string, warnings: WarningList): JsonObject {
  const value = input ?? parsed(text);
  if (isRecord(value)) return value as JsonObject;
  if (value === undefined || value === null) {
    if (text.trim() !== '' && value === undefined)
      warnings.add(
        `${at}.arguments`,
        'Ollama takes arguments as an object; what is no JSON was sent as a text inside one.',
      );
    return text.trim() === '' || value === null ? {} : { arguments: text };
  }
  return { arguments: value };
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function encodeResult(result: ToolResultPart, at: string, encoding: Encoding): JsonObject {
  const { toolCallId, toolName = encoding.toolNames.get(toolCallId), isError } = result;
  noteOpaque(result.vendor, at, encoding);
  const { content, ...images } = encodeContent(result.content, at, encoding);
  return {
    role: 'tool',
    // The wire has no mark for a tool that failed: its words have to say it.
    content: isError && !/^\W*error/i.test(content) ? `Error: ${content}` : content,
    ...images,
    ...(toolName !== undefined && { tool_name: toolName }),
    tool_call_id: toolCallId,
  };
}

/** Opaque data of other vendors stays behind. */
function noteOpaque(vendor: VendorData | undefined, at: string, { warnings }: Encoding): void {
  if (!vendor || vendor.origin.wire === wireId) return;
  warnings.add(at, `Opaque data from ${placeOf(vendor.origin)} cannot be replayed here; left out.`);
}

function placeOf({ provider, model, wire }: Origin): string {
  return [provider, model, wire].filter(Boolean).join(' / ');
}
