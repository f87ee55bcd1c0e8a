// The conversation as chat completions writes it.
import type {
  AssistantMessage,
  JsonObject,
  JsonValue,
  Message,
  SystemMessage,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from '@kit/core';
import { type Draft, warn } from '../request/body.ts';
import {
  encodeMedia,
  encodeText,
  encodeUserPart,
  encodeVendorPart,
  type MessageEncoding,
  opaqueFields,
} from './encode-content.ts';
import { encodePlainMessage, named, noReasoning } from './plain-messages.ts';
import { isPlainMessage } from './plain-request.ts';
import { replayReasoning } from './replay-reasoning.ts';

/** Messages of every kind, one by one: `inOrder` is still to come. */
export function encodeMessages(messages: readonly Message[], encoding: MessageEncoding): JsonObject[] {
  const encoded: JsonObject[] = [];
  // Media of tool results: OpenAI takes text alone in tool messages, and wants these directly behind the calls.
  let media: JsonObject[] = [];
  messages.forEach((message, index) => {
    const at = `messages[${index}]`;
    if (message.role !== 'tool' && media.length > 0) {
      encoded.push({ role: 'user', content: media });
      media = [];
    }
    if (isPlainMessage(message)) encoded.push(encodePlainMessage(message, index, encoding));
    else if (message.role === 'system') encoded.push(encodeSystem(message, at, encoding));
    else if (message.role === 'user') encoded.push(encodeUser(message, at, encoding));
    else if (message.role === 'assistant') encoded.push(encodeAssistant(message, at, encoding));
    else encoded.push(...encodeToolResults(message, at, encoding, media));
  });
  if (media.length > 0) encoded.push({ role: 'user', content: media });
  return encoded;
}

function encodeSystem(message: SystemMessage, at: string, encoding: MessageEncoding): JsonObject {
  const { content } = message;
  const parts =
    typeof content === 'string'
      ? content
      : content.map((part, index) => encodeText(part, `${at}.content[${index}]`, encoding));
  return {
    role: encoding.features.systemRole,
    content: contentOf(parts, encoding, '\n'),
    ...opaqueFields(message.vendor, at, encoding),
  };
}

function encodeUser(message: UserMessage, at: string, encoding: MessageEncoding): JsonObject {
  const { content } = message;
  const parts =
    typeof content === 'string'
      ? content
      : content.map((part, index) => encodeUserPart(part, `${at}.content[${index}]`, encoding)).filter(isPresent);
  return {
    role: 'user',
    content: contentOf(parts, encoding, '\n'),
    ...named(message.name, at, encoding),
    ...opaqueFields(message.vendor, at, encoding),
  };
}

function encodeAssistant(message: AssistantMessage, at: string, encoding: MessageEncoding): JsonObject {
  const { features } = encoding;
  const content =
    typeof message.content === 'string' ? [{ type: 'text' as const, text: message.content }] : message.content;
  const parts: JsonObject[] = [];
  const calls: JsonObject[] = [];
  const fields: Draft = {};
  content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    switch (part.type) {
      case 'text':
        parts.push(encodeText(part, place, encoding));
        return;
      case 'tool-call':
        calls.push(encodeCall(part, place, encoding));
        return;
      case 'reasoning':
        replayReasoning(part, place, encoding, fields, parts);
        return;
      case 'vendor': {
        const block = encodeVendorPart(part, place, encoding);
        if (!block) return;
        if (typeof block.refusal === 'string') fields.refusal = block.refusal;
        else parts.push(block);
        return;
      }
      case 'audio': {
        const id = opaqueFields(part.vendor, place, encoding)?.id;
        if (typeof id === 'string') fields.audio = { id };
        else if (part.transcript) parts.push({ type: 'text', text: part.transcript });
        else warn(encoding.warnings, place, 'Spoken answers can only be sent back to where they came from; left out.');
        return;
      }
      default:
        // Hosted calls, their results, and files that the model made have no place in this wire's history.
        warn(
          encoding.warnings,
          place,
          `A ${part.type} part of an assistant message cannot be sent over chat completions; left out.`,
        );
    }
  });
  const text = typeof message.content === 'string' ? message.content : contentOf(parts, encoding, '');
  return {
    role: 'assistant',
    ...assistantContent(text, calls.length > 0 || fields.audio !== undefined || fields.refusal !== undefined, encoding),
    ...noReasoning(features),
    ...fields,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...named(message.name, at, encoding),
    ...opaqueFields(message.vendor, at, encoding),
  };
}

function assistantContent(content: string | JsonObject[], mayBeEmpty: boolean, { features }: MessageEncoding): Draft {
  if (content.length > 0 || !mayBeEmpty) return { content };
  if (features.emptyContent === 'omit') return {};
  return { content: features.emptyContent === 'null' ? null : '' };
}

function encodeCall(part: ToolCallPart, at: string, encoding: MessageEncoding): JsonObject {
  const { features, names } = encoding;
  const { type, ...fields } = opaqueFields(part.vendor, at, encoding) ?? {};
  const id = features.toolCallId?.(part.id) ?? part.id;
  if (type === 'custom')
    return { id, type, custom: { name: names.toWire(part.name), input: part.arguments }, ...fields };
  // Templates parse the arguments: an empty text would break them.
  return {
    id,
    type: 'function',
    function: { name: names.toWire(part.name), arguments: part.arguments.trim() === '' ? '{}' : part.arguments },
    ...fields,
  };
}

function encodeToolResults(
  message: ToolMessage,
  at: string,
  encoding: MessageEncoding,
  media: JsonObject[],
): JsonObject[] {
  return message.content.map((result, index) => {
    const { features } = encoding;
    const place = `${at}.content[${index}]`;
    return {
      role: 'tool',
      tool_call_id: features.toolCallId?.(result.toolCallId) ?? result.toolCallId,
      ...(features.toolResultName && result.toolName !== undefined && { name: result.toolName }),
      content: resultContent(result, place, encoding, media),
      ...opaqueFields(message.vendor, at, encoding),
      ...opaqueFields(result.vendor, place, encoding),
    };
  });
}

function resultContent(result: ToolResultPart, at: string, encoding: MessageEncoding, media: JsonObject[]): JsonValue {
  const { content, isError } = result;
  if (typeof content === 'string') return isError ? saidAsError(content) : content;
  const parts: JsonObject[] = [];
  const own: JsonObject[] = [];
  content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'text') parts.push(encodeText(part, place, encoding));
    else if (part.type === 'json') parts.push({ type: 'text', text: JSON.stringify(part.value) });
    else if (part.type === 'vendor') {
      const block = encodeVendorPart(part, place, encoding);
      if (block) parts.push(block);
    } else {
      const block = encodeMedia(part, place, encoding);
      if (block) (encoding.features.toolResultMedia ? parts : own).push(block);
    }
  });
  if (own.length > 0) media.push({ type: 'text', text: `From the tool result ${result.toolCallId}:` }, ...own);
  const [first] = parts;
  if (isError && first && typeof first.text === 'string') parts[0] = { ...first, text: saidAsError(first.text) };
  return contentOf(parts, encoding, '\n');
}

/** The wire has no mark for a failed tool: its words have to say it. */
function saidAsError(text: string): string {
  return /^\W*error/i.test(text) ? text : `Error: ${text}`;
}

/** Text alone as a string, which every server takes; several parts as a list, or joined where the server wants strings. */
function contentOf(
  parts: string | JsonObject[],
  { features }: MessageEncoding,
  separator: string,
): string | JsonObject[] {
  if (typeof parts === 'string') return parts;
  const [only] = parts;
  if (only === undefined) return '';
  if (parts.length === 1 && isBareText(only)) return only.text;
  if (features.plainText && parts.every(isBareText)) return parts.map(({ text }) => text).join(separator);
  return parts;
}

function isBareText(part: JsonObject): part is JsonObject & { readonly text: string } {
  return part.type === 'text' && typeof part.text === 'string' && Object.keys(part).length === 2;
}

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;
