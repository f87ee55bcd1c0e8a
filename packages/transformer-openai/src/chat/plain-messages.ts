// Messages that are text alone, and the order that a server wants messages in.
import type { JsonObject, Warning } from '@kit/core';
import type { ChatFeatures } from '../dialect/chat-dialect.ts';
import { warn } from '../request/body.ts';
import { joinNeighbours, joinSystemMessages } from './message-order.ts';
import type { PlainMessage } from './plain-request.ts';

export interface PlainEncoding {
  readonly features: ChatFeatures;
  readonly warnings: Warning[];
}

export function encodePlainMessage(message: PlainMessage, index: number, encoding: PlainEncoding): JsonObject {
  const { features } = encoding;
  const { content } = message;
  if (message.role === 'system') return { role: features.systemRole, content };
  return {
    role: message.role,
    content,
    ...(message.role === 'assistant' && noReasoning(features)),
    ...named(message.name, `messages[${index}]`, encoding),
  };
}

/** Who speaks, where the server wants to know. */
export function named(
  name: string | undefined,
  at: string,
  { features, warnings }: PlainEncoding,
): JsonObject | undefined {
  if (name === undefined) return undefined;
  if (features.names) return { name };
  warn(warnings, `${at}.name`, 'Messages cannot carry a name; left out.');
  return undefined;
}

/** The reasoning of an assistant message that has none, where the server misses the field. */
export function noReasoning({ reasoningReplay, reasoningReplayAlways }: ChatFeatures): JsonObject | undefined {
  if (!reasoningReplayAlways || typeof reasoningReplay !== 'string') return undefined;
  return reasoningReplay.startsWith('reasoning') ? { [reasoningReplay]: '' } : undefined;
}

/** Encoded messages as the server wants them one after the other. */
export function inOrder(messages: JsonObject[], features: ChatFeatures): JsonObject[] {
  const ordered = features.systemPlace === 'first' ? joinSystemMessages(messages) : messages;
  const turns = features.alternating ? joinNeighbours(ordered) : ordered;
  const last = turns.at(-1);
  return features.prefillField !== undefined && last?.role === 'assistant'
    ? [...turns.slice(0, -1), { ...last, [features.prefillField]: true }]
    : turns;
}
