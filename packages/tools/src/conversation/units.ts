// A conversation in pieces that must not be torn: an answer with tool calls and their results are one.
import { estimateInputTokens, type Message, type Tool } from '@kit/core';

/** Messages that stay or go together, in the order of the conversation. */
export interface Unit {
  readonly messages: readonly Message[];
  /** Estimated. */
  readonly tokens: number;
  /** It holds a message of the user's. */
  readonly fromUser: boolean;
}

export interface Outline {
  /** Wherever they stood: they are kept, in front. */
  readonly system: readonly Message[];
  readonly units: readonly Unit[];
  /** Estimated tokens of system messages and tools. */
  readonly fixedTokens: number;
}

/** Takes a conversation apart. */
export function outline(messages: readonly Message[], tools: readonly Tool[] = []): Outline {
  const system = messages.filter(({ role }) => role === 'system');
  const others = messages.filter(({ role }) => role !== 'system');
  const ends = resultPlaces(others);
  const units: Unit[] = [];
  for (let start = 0; start < others.length; ) {
    let end = start;
    for (let at = start; at <= end; at++) end = Math.max(end, ends[at] ?? at);
    // Results without a call belong to what stands in front of them.
    while (others[end + 1]?.role === 'tool') end++;
    units.push(unit(others.slice(start, end + 1)));
    start = end + 1;
  }
  return { system, units, fixedTokens: estimateInputTokens({ messages: system, tools }) };
}

/** For each message, where the last result of its calls stands. */
function resultPlaces(messages: readonly Message[]): number[] {
  const places = messages.map((_, at) => at);
  /** Calls that wait for a result; ids may come again in later turns. */
  const waiting = new Map<string, number>();
  for (const [at, { role, content }] of messages.entries()) {
    if (typeof content === 'string') continue;
    for (const part of content) {
      if (role === 'assistant' && part.type === 'tool-call') waiting.set(part.id, at);
      if (role !== 'tool' || part.type !== 'tool-result') continue;
      const call = waiting.get(part.toolCallId);
      if (call !== undefined) places[call] = at;
      waiting.delete(part.toolCallId);
    }
  }
  return places;
}

function unit(messages: readonly Message[]): Unit {
  return {
    messages,
    tokens: estimateInputTokens({ messages }),
    fromUser: messages.some(({ role }) => role === 'user'),
  };
}

/**
 * The units to keep so that their tokens are at most `tokens`, newest first: whole exchanges (from a user message to the
 * next) as long as there are several, then the older steps of the last one. Its user message and the last unit always stay.
 */
export function newestUnits(units: readonly Unit[], tokens: number): Unit[] {
  let sum = units.reduce((total, unit) => total + unit.tokens, 0);
  const last = Math.max(
    0,
    units.findLastIndex(({ fromUser }) => fromUser),
  );
  let start = 0;
  while (sum > tokens && start < last) {
    do sum -= (units[start++] as Unit).tokens;
    while (start < last && !(units[start] as Unit).fromUser);
  }
  const kept = units.slice(start);
  if (start < last) return kept;
  // What is left is the last exchange: [the user's message,] steps.
  const steps = kept[0]?.fromUser ? 1 : 0;
  while (sum > tokens && kept.length > steps + 1) sum -= (kept.splice(steps, 1)[0] as Unit).tokens;
  return kept;
}
