// The conversation as Cohere writes it: plans and thoughts of the assistant, one message for each tool result.
import type { AssistantMessage, JsonObject, JsonValue, Message, ToolCallPart, ToolResultPart } from '@kit/core';
import { isRecord } from '@kit/wire';
import { encodeContent, encodeText } from './encode-content.ts';
import type { Encoding } from './encoding.ts';
import { ownData } from './vendor-data.ts';

export function encodeMessages(messages: readonly Message[], encoding: Encoding): JsonObject[] {
  return messages.flatMap((message, index) => {
    const at = `messages[${index}]`;
    if ('name' in message && message.name !== undefined)
      encoding.warnings.add(`${at}.name`, 'Messages cannot carry a name; left out.');
    ownData(message.vendor, at, encoding);
    if (message.role === 'assistant') return [encodeAssistant(message, at, encoding)];
    if (message.role === 'tool')
      return message.content.map((result, place) => encodeResult(result, `${at}.content[${place}]`, encoding));
    return [{ role: message.role, content: encodeContent(message.content, at, encoding) }];
  });
}

function encodeAssistant(message: AssistantMessage, at: string, encoding: Encoding): JsonObject {
  if (typeof message.content === 'string') return { role: 'assistant', content: message.content };
  const blocks: JsonObject[] = [];
  const calls: JsonObject[] = [];
  let plan = '';
  message.content.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    switch (part.type) {
      case 'text':
        blocks.push(encodeText(part, place, encoding));
        return;
      case 'reasoning': {
        const isPlan = ownData(part.vendor, place, encoding).toolPlan === true;
        if (isPlan) plan += part.text;
        else if (encoding.thinks) blocks.push({ type: 'thinking', thinking: part.text });
        else encoding.warnings.add(place, 'The model takes no thoughts back; left out.');
        return;
      }
      case 'tool-call':
        ownData(part.vendor, place, encoding);
        calls.push(encodeCall(part));
        return;
      default:
        encoding.warnings.add(place, `A ${part.type} part of an assistant message cannot be sent to Cohere; left out.`);
    }
  });
  return { role: 'assistant', ...assistantContent(blocks, calls, plan) };
}

/** Beside tool calls, what the model said is its plan: the wire has no text there. */
function assistantContent(blocks: readonly JsonObject[], calls: readonly JsonObject[], plan: string): JsonObject {
  if (calls.length === 0) {
    const content = plan === '' ? blocks : [{ type: 'text', text: plan }, ...blocks];
    const [only] = content;
    if (only === undefined) return { content: '' };
    return { content: content.length === 1 && typeof only.text === 'string' ? only.text : content };
  }
  const said = plan + blocks.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
  const thoughts = blocks.filter(({ type }) => type === 'thinking');
  return {
    ...(thoughts.length > 0 && { content: thoughts }),
    ...(said !== '' && { tool_plan: said }),
    tool_calls: calls,
  };
}

function encodeCall({ id, name, arguments: text }: ToolCallPart): JsonObject {
  return { id, type: 'function', function: { name, arguments: text.trim() === '' ? '{}' : text } };
}

function encodeResult(result: ToolResultPart, at: string, encoding: Encoding): JsonObject {
  ownData(result.vendor, at, encoding);
  return { role: 'tool', tool_call_id: result.toolCallId, content: resultContent(result, at, encoding) };
}

/** Objects become documents, which makes them citable; the wire has no mark for a tool that failed. */
function resultContent({ content, isError }: ToolResultPart, at: string, encoding: Encoding): JsonValue {
  if (typeof content === 'string') return isError ? saidAsError(content) : content;
  const blocks = content.flatMap((part, index): JsonObject[] => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'text') return [encodeText(part, place, encoding)];
    if (part.type === 'json') return documentsOf(part.value);
    encoding.warnings.add(place, 'Tool results for Cohere are texts and objects; left out.');
    return [];
  });
  const [first] = blocks;
  if (first === undefined) return isError ? saidAsError('') : '';
  if (isError) blocks[0] = typeof first.text === 'string' ? { ...first, text: saidAsError(first.text) } : first;
  const [only] = blocks;
  return blocks.length === 1 && typeof only?.text === 'string' ? only.text : blocks;
}

function documentsOf(value: JsonValue): JsonObject[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every(isRecord);
  if (isList) return (value as JsonObject[]).map(documentOf);
  return isRecord(value) ? [documentOf(value as JsonObject)] : [{ type: 'text', text: JSON.stringify(value) }];
}

/** An id of its own is what citations name it by. */
function documentOf(data: JsonObject): JsonObject {
  return { type: 'document', document: { ...(typeof data.id === 'string' && { id: data.id }), data } };
}

function saidAsError(text: string): string {
  return /^\W*error/i.test(text) ? text : `Error: ${text}`;
}
