// The conversation: `systemInstruction` and `contents`, with the turns as Gemini wants them.
import type {
  AssistantMessage,
  JsonValue,
  Message,
  SystemMessage,
  ToolResultPart,
  UserMessage,
  UserPart,
} from '@kit/core';
import type { Body } from '../vendor-fields.ts';
import { encodeAssistant } from './encode-assistant.ts';
import { encodeMedia } from './encode-media.ts';
import { encodeToolResult } from './encode-tool-result.ts';
import type { Encoding } from './encoding.ts';
import { continuationOf, isOwnContent, isOwnPartsObject } from './message-data.ts';
import { isBoundHere, replayed, replayedPart } from './wire-data.ts';

export interface EncodedConversation {
  readonly contents: JsonValue[];
  readonly systemInstruction?: JsonValue;
  /** Asks the model to go on where it stopped. */
  readonly continuationToken?: string;
}

interface Content {
  readonly role: 'user' | 'model';
  readonly parts: Body[];
}

export function encodeConversation(messages: readonly Message[], encoding: Encoding): EncodedConversation {
  const { spoken, continuationToken } = withoutContinued(messages, encoding);
  const contents: Content[] = [];
  const system: Body[] = [];
  let partsObject = false;
  for (let at = 0; at < spoken.length; at++) {
    const message = spoken[at] as Message;
    const feature = `messages[${at}]`;
    if (message.role === 'system') {
      if (contents.length > 0)
        encoding.warnings.add(feature, 'A system message inside the conversation was moved to its front.');
      system.push(...encodeSystem(message));
      partsObject = isOwnPartsObject(message);
    } else if (message.role === 'tool') {
      const results = resultsFrom(spoken, at);
      addTurn(contents, message, { role: 'user', parts: encodeResults(results.parts, encoding) }, encoding, feature);
      at = results.last;
    } else addTurn(contents, message, encodeTurn(message, encoding, feature), encoding, feature);
  }
  const systemInstruction = placeSystem(system, contents, encoding);
  fixEnds(contents, spoken, encoding);
  return {
    contents: contents as unknown as JsonValue[],
    ...(systemInstruction && {
      systemInstruction: {
        parts: (partsObject && systemInstruction.length === 1 ? systemInstruction[0] : systemInstruction) as JsonValue,
      },
    }),
    ...(continuationToken !== undefined && { continuationToken }),
  };
}

/** An answer that was cut and is to go on is asked for again with its token, and does not stand in the conversation. */
function withoutContinued(
  messages: readonly Message[],
  encoding: Encoding,
): { spoken: readonly Message[]; continuationToken?: string } {
  const last = messages.at(-1);
  const continuationToken = last?.role === 'assistant' ? continuationOf(last) : undefined;
  if (continuationToken === undefined || !isBoundHere(last?.vendor, encoding)) return { spoken: messages };
  let end = messages.length - 1;
  while (end > 0) {
    const before = messages[end - 1] as Message;
    if (before.role !== 'assistant' || continuationOf(before) === undefined) break;
    end--;
  }
  return { spoken: messages.slice(0, end), continuationToken };
}

function encodeSystem({ content }: SystemMessage): Body[] {
  const texts = typeof content === 'string' ? [content] : content.map(({ text }) => text);
  return texts.filter((text) => text !== '').map((text) => ({ text }));
}

function encodeTurn(message: AssistantMessage | UserMessage, encoding: Encoding, feature: string): Content {
  if (message.role === 'assistant') return { role: 'model', parts: encodeAssistant(message, encoding, feature) };
  return { role: 'user', parts: encodeUser(message, encoding, feature) };
}

interface PlacedResult {
  readonly part: ToolResultPart;
  readonly feature: string;
}

/** The results that answer one turn, from however many messages they stand in. */
function resultsFrom(messages: readonly Message[], first: number): { parts: PlacedResult[]; last: number } {
  const parts: PlacedResult[] = [];
  let last = first;
  for (let at = first; at < messages.length; at++) {
    const message = messages[at] as Message;
    if (message.role !== 'tool' || (at > first && isOwnContent(message))) break;
    for (const [index, part] of message.content.entries())
      parts.push({ part, feature: `messages[${at}].content[${index}]` });
    last = at;
  }
  return { parts, last };
}

/** In the order of the calls, as the vendor wants them. */
function encodeResults(results: readonly PlacedResult[], encoding: Encoding): Body[] {
  const orderOf = ({ part }: PlacedResult) => encoding.calls.get(part.toolCallId)?.order ?? Number.MAX_SAFE_INTEGER;
  return results
    .toSorted((one, other) => orderOf(one) - orderOf(other))
    .flatMap(({ part, feature }) => encodeToolResult(part, encoding, feature));
}

function encodeUser({ content }: UserMessage, encoding: Encoding, feature: string): Body[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }];
  const parts: Body[] = [];
  for (const [at, part] of content.entries()) {
    const wire = encodeUserPart(part, encoding, `${feature}.content[${at}]`);
    if (wire) parts.push(wire);
  }
  return parts;
}

function encodeUserPart(part: UserPart, encoding: Encoding, feature: string): Body | undefined {
  if (part.cache) encoding.warnings.add('cache', 'Gemini caches prefixes by itself and takes no marks.');
  if (part.type === 'text') {
    const data = replayed(part.vendor, encoding, feature);
    return part.text === '' && Object.keys(data).length === 0 ? undefined : { text: part.text, ...data };
  }
  return part.type === 'vendor' ? replayedPart(part.vendor, encoding, feature) : encodeMedia(part, encoding, feature);
}

/** Neighbours of one role are one turn, unless a client of this wire had sent them apart. */
function addTurn(contents: Content[], message: Message, turn: Content, encoding: Encoding, feature: string): void {
  if (turn.parts.length === 0) {
    if (message.role === 'user') encoding.warnings.add(feature, 'An empty message was left out.');
    return;
  }
  const last = contents.at(-1);
  if (last?.role === turn.role && !isOwnContent(message)) last.parts.push(...turn.parts);
  else contents.push(turn);
}

/** Models without a system instruction (Gemma) read it before the first user turn. */
function placeSystem(system: Body[], contents: Content[], { rules }: Encoding): Body[] | undefined {
  if (system.length === 0) return undefined;
  if (rules.systemInstruction) return system;
  const first = contents[0];
  if (first?.role === 'user') first.parts.unshift(...system);
  else contents.unshift({ role: 'user', parts: system });
  return undefined;
}

/** The first turn is the user's, and for newer models the last one too. */
function fixEnds(contents: Content[], messages: readonly Message[], { rules, warnings }: Encoding): void {
  const first = contents[0];
  const opening = messages.find(({ role }) => role !== 'system');
  if (first?.role === 'model' && !(opening && isOwnContent(opening))) {
    contents.unshift({ role: 'user', parts: [{ text: '…' }] });
    warnings.add('messages', 'Gemini wants the user to speak first: an empty turn was put before the first message.');
  }
  if (contents.at(-1)?.role === 'model' && !rules.endsWithModelTurn) {
    contents.push({ role: 'user', parts: [{ text: 'Continue.' }] });
    warnings.add('messages', 'This model refuses requests that end with its own turn: "Continue." was put after it.');
  }
}
