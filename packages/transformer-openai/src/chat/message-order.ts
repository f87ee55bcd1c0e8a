// Orders of messages that some servers insist on.
import type { JsonObject, JsonValue } from '@kit/core';

/** One system message, at the start: templates refuse others. */
export function joinSystemMessages(messages: readonly JsonObject[]): JsonObject[] {
  const system = messages.filter(isSystem);
  const [first, ...more] = system;
  if (!first) return [...messages];
  return [more.reduce(joined, first), ...messages.filter((message) => !isSystem(message))];
}

/** Neighbours of one role become one message: Perplexity wants user and assistant to take turns. */
export function joinNeighbours(messages: readonly JsonObject[]): JsonObject[] {
  const result: JsonObject[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    const joins =
      last !== undefined &&
      last.role === message.role &&
      message.role !== 'tool' &&
      !last.tool_calls &&
      !message.tool_calls;
    if (joins) result[result.length - 1] = joined(last, message);
    else result.push(message);
  }
  return result;
}

const isSystem = ({ role }: JsonObject): boolean => role === 'system' || role === 'developer';

function joined(first: JsonObject, second: JsonObject): JsonObject {
  const { content: before } = first;
  const { content: after } = second;
  if (typeof before === 'string' && typeof after === 'string')
    return { ...first, content: before && after ? `${before}\n\n${after}` : before || after };
  return { ...first, content: [...partsOf(before), ...partsOf(after)] };
}

function partsOf(content: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}
