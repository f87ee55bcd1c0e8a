// Calls at the end of a conversation that nobody has answered.
import type { Message, ToolCallPart } from '@kit/core';

/** Calls of the last answer that no tool message after it answers; none if somebody else has spoken since. */
export function openCalls(messages: readonly Message[]): ToolCallPart[] {
  const at = messages.findLastIndex(({ role }) => role !== 'tool');
  const last = messages[at];
  if (last?.role !== 'assistant' || typeof last.content === 'string') return [];
  const answered = new Set<string>();
  for (const message of messages.slice(at + 1))
    if (message.role === 'tool') for (const { toolCallId } of message.content) answered.add(toolCallId);
  return last.content.filter((part) => part.type === 'tool-call').filter(({ id }) => !answered.has(id));
}
