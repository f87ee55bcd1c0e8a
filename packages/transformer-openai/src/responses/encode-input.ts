// The conversation as input items: what the vendor answered goes back item by item, whole and in its order.
import type {
  JsonObject,
  JsonValue,
  Message,
  SystemMessage,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from '@kit/core';
import { isRecord } from '@kit/wire';
import { warn } from '../request/body.ts';
import { encodeAssistantItems } from './encode-assistant.ts';
import { encodeInputMedia, encodeInputText, type InputEncoding, ownData } from './encode-content.ts';

export function encodeInput(messages: readonly Message[], encoding: InputEncoding): JsonObject[] {
  const items: JsonObject[] = [];
  const customCalls = new Set<string>();
  messages.forEach((message, index) => {
    const at = `messages[${index}]`;
    if (message.role === 'system') items.push(encodeSystem(message, encoding));
    else if (message.role === 'user') items.push(...encodeUser(message, at, encoding));
    else if (message.role === 'tool') items.push(...encodeResults(message, at, encoding, customCalls));
    else {
      for (const item of encodeAssistantItems(message, at, encoding)) {
        if (item.type === 'custom_tool_call' && typeof item.call_id === 'string') customCalls.add(item.call_id);
        items.push(item);
      }
    }
  });
  return items;
}

function encodeSystem(message: SystemMessage, encoding: InputEncoding): JsonObject {
  const { content } = message;
  const text =
    typeof content === 'string' ? content : contentOf(content.map((part) => encodeInputText(part, encoding)));
  return { type: 'message', role: encoding.features.systemRole, content: text };
}

/** A user message; vendor blocks that are items of their own (approvals, results of the vendor's tools) stand beside it. */
function encodeUser(message: UserMessage, at: string, encoding: InputEncoding): JsonObject[] {
  const { content, name } = message;
  if (name !== undefined)
    warn(encoding.warnings, `${at}.name`, 'Messages cannot carry a name over the responses wire; left out.');
  if (typeof content === 'string') return [{ type: 'message', role: 'user', content }];
  const items: JsonObject[] = [];
  const parts: JsonObject[] = [];
  content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'text') parts.push(encodeInputText(part, encoding));
    else if (part.type === 'vendor') {
      const data = ownData(part.vendor, encoding) as JsonObject | undefined;
      if (!data) warn(encoding.warnings, place, `A block of ${part.vendor.origin.wire} cannot be sent here; left out.`);
      else if (typeof data.type === 'string' && data.type.startsWith('input_')) parts.push(data);
      else items.push(data);
    } else {
      const block = encodeInputMedia(part, place, encoding);
      if (block) parts.push(block);
    }
  });
  return parts.length > 0 || items.length === 0
    ? [...items, { type: 'message', role: 'user', content: contentOf(parts) }]
    : items;
}

function encodeResults(
  message: ToolMessage,
  at: string,
  encoding: InputEncoding,
  customCalls: ReadonlySet<string>,
): JsonObject[] {
  return message.content.map((result, index) => ({
    type: customCalls.has(result.toolCallId) ? 'custom_tool_call_output' : 'function_call_output',
    call_id: result.toolCallId,
    output: resultOutput(result, `${at}.content[${index}]`, encoding),
    ...(ownData(result.vendor, encoding) as JsonObject | undefined),
  }));
}

function resultOutput(result: ToolResultPart, at: string, encoding: InputEncoding): JsonValue {
  const { content, isError } = result;
  if (typeof content === 'string') return isError ? saidAsError(content) : content;
  const parts: JsonObject[] = [];
  content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'text') parts.push(encodeInputText(part, encoding));
    else if (part.type === 'json') parts.push({ type: 'input_text', text: JSON.stringify(part.value) });
    else if (part.type === 'vendor') {
      const data = ownData(part.vendor, encoding) as JsonObject | undefined;
      if (data) parts.push(data);
      else warn(encoding.warnings, place, `A block of ${part.vendor.origin.wire} cannot be sent here; left out.`);
    } else {
      const block = encodeInputMedia(part, place, encoding);
      if (block) parts.push(block);
    }
  });
  const [first] = parts;
  if (isError && first && typeof first.text === 'string') parts[0] = { ...first, text: saidAsError(first.text) };
  return contentOf(parts);
}

/** The wire has no mark for a failed tool: its words have to say it. */
function saidAsError(text: string): string {
  return /^\W*error/i.test(text) ? text : `Error: ${text}`;
}

/** A single text goes as a string. */
export function contentOf(parts: JsonObject[]): JsonValue {
  const [only] = parts;
  if (only === undefined) return '';
  const bare = parts.length === 1 && isRecord(only) && typeof only.text === 'string' && Object.keys(only).length === 2;
  return bare ? (only.text as string) : parts;
}
