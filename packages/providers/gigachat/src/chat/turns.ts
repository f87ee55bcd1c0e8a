// The conversation as GigaChat sees it, for both contracts: one system message, at most one call a turn, and every result
// directly behind its call.
import {
  type AssistantMessage,
  type CodecContext,
  isReplayable,
  type JsonObject,
  type JsonValue,
  type MediaPart,
  type Message,
  type Origin,
  type SystemMessage,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
  type UserMessage,
  type VendorData,
  type Warning,
} from '@kit/core';
import { isRecord, parseJson, stringOf } from '@kit/wire';
import { wireId } from '../wire-id.ts';
import { warn } from './warnings.ts';

export interface Turn {
  readonly role: 'system' | 'user' | 'assistant' | 'function';
  readonly text: string;
  /** Ids of files that were uploaded before, or that the model made. */
  readonly files: readonly string[];
  readonly call?: { readonly id: string; readonly name: string; readonly arguments: JsonObject };
  readonly result?: { readonly name: string; readonly value: JsonValue };
  /** Ties calls and results to what the vendor keeps of them. */
  readonly stateId?: string;
}

interface Reading {
  readonly origin: Origin;
  readonly warnings: Warning[];
}

export function turnsOf(messages: readonly Message[], context: CodecContext, warnings: Warning[]): Turn[] {
  const reading: Reading = { origin: { wire: wireId, ...context.origin }, warnings };
  const system: string[] = [];
  const turns: Turn[] = [];
  messages.forEach((message, index) => {
    const at = `messages[${index}]`;
    if (message.role === 'system') system.push(systemText(message, at, reading));
    else if (message.role === 'user') turns.push(userTurn(message, at, reading));
    else if (message.role === 'assistant') turns.push(...assistantTurns(message, at, reading));
    else
      for (const [place, result] of message.content.entries())
        placeResult(turns, result, `${at}.content[${place}]`, reading);
  });
  // A second system message, or one that is not the first, is refused (422).
  return system.length > 0 ? [{ role: 'system', text: system.join('\n\n'), files: [] }, ...turns] : turns;
}

function systemText({ content }: SystemMessage, at: string, reading: Reading): string {
  return typeof content === 'string' ? content : textsOf(content, at, reading).join('\n');
}

function userTurn({ content, name }: UserMessage, at: string, reading: Reading): Turn {
  if (name !== undefined) warn(reading.warnings, `${at}.name`, 'Messages cannot carry a name; left out.');
  if (typeof content === 'string') return { role: 'user', text: content, files: [] };
  const texts: string[] = [];
  const files: string[] = [];
  for (const [index, part] of content.entries()) {
    const place = `${at}.content[${index}]`;
    if (part.type === 'vendor') {
      warn(reading.warnings, place, `A block of ${part.vendor.origin.wire} cannot be sent here; left out.`);
      continue;
    }
    if (part.cache) warnOfMark(place, reading);
    if (part.type === 'text') texts.push(part.text);
    else files.push(...fileOf(part, place, reading));
  }
  return { role: 'user', text: texts.join('\n'), files };
}

function textsOf(parts: readonly TextPart[], at: string, reading: Reading): string[] {
  return parts.map((part, index) => {
    if (part.cache) warnOfMark(`${at}.content[${index}]`, reading);
    return part.text;
  });
}

function warnOfMark(at: string, { warnings }: Reading): void {
  warn(
    warnings,
    `${at}.cache`,
    'Prefixes to be cached cannot be marked; `promptCache.key` keeps a conversation at one cache.',
  );
}

/** Media are uploaded first; requests name them by their ids. */
function fileOf({ source, type }: MediaPart, at: string, { warnings }: Reading): string[] {
  if ('fileId' in source) return [source.fileId];
  const what = type === 'image' ? 'An image' : type === 'audio' ? 'A recording' : 'A document';
  warn(
    warnings,
    at,
    `${what} has to be uploaded first (\`files\` with action \`upload\`) and named by its id; left out.`,
  );
  return [];
}

/** An answer that calls several functions becomes a turn for each call: a turn has one at most. */
function assistantTurns(message: AssistantMessage, at: string, reading: Reading): Turn[] {
  const parts =
    typeof message.content === 'string' ? [{ type: 'text' as const, text: message.content }] : message.content;
  const texts: string[] = [];
  const files: string[] = [];
  const calls: ToolCallPart[] = [];
  parts.forEach((part, index) => {
    const place = `${at}.content[${index}]`;
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'tool-call') calls.push(part);
    else if ((part.type === 'image' || part.type === 'audio' || part.type === 'file') && 'fileId' in part.source)
      files.push(part.source.fileId);
    // The model thinks anew.
    else if (part.type === 'reasoning' && !part.vendor) return;
    else warn(reading.warnings, place, `A ${part.type} part of an assistant message cannot be sent; left out.`);
  });
  const text = texts.join('');
  const stateId = stateIdOf(message.vendor, at, reading);
  // v1 shows pictures as tags in the text, which name the file already.
  const turn: Turn = {
    role: 'assistant',
    text,
    files: files.filter((id) => !text.includes(id)),
    ...(stateId !== undefined && { stateId }),
  };
  const [first, ...others] = calls;
  if (!first) return [turn];
  return [
    { ...turn, ...callOf(first, at, reading) },
    ...others.map((call) => ({ role: 'assistant' as const, text: '', files: [], ...callOf(call, at, reading) })),
  ];
}

function callOf(part: ToolCallPart, at: string, reading: Reading): Pick<Turn, 'call' | 'stateId'> {
  const input = part.input ?? parseJson(part.arguments.trim() === '' ? '{}' : part.arguments);
  if (!isRecord(input))
    warn(
      reading.warnings,
      `${at}.arguments`,
      `The arguments of ${part.name} are no JSON object, which is all that can be sent; an empty one was sent.`,
    );
  const stateId = stateIdOf(part.vendor, at, reading);
  return {
    call: { id: part.id, name: part.name, arguments: isRecord(input) ? (input as JsonObject) : {} },
    ...(stateId !== undefined && { stateId }),
  };
}

function stateIdOf(vendor: VendorData | undefined, at: string, { origin, warnings }: Reading): string | undefined {
  if (!vendor) return undefined;
  if (!isReplayable(vendor.origin, origin, ['provider', 'endpoint', 'account'])) {
    warn(
      warnings,
      at,
      `Opaque data from ${vendor.origin.provider ?? vendor.origin.wire} cannot be replayed here; left out.`,
    );
    return undefined;
  }
  return isRecord(vendor.data) ? stringOf(vendor.data.functions_state_id) : undefined;
}

/** Behind its call, whatever stands between them: further calls, further results. */
function placeResult(turns: Turn[], result: ToolResultPart, at: string, reading: Reading): void {
  const calledAt = turns.findLastIndex(({ call }) => call?.id === result.toolCallId);
  const called = turns[calledAt];
  const name = called?.call?.name ?? result.toolName;
  if (name === undefined)
    warn(
      reading.warnings,
      at,
      'A result needs the name of its function, and there is no call with its id; the id was sent.',
    );
  const turn: Turn = {
    role: 'function',
    text: '',
    files: [],
    result: { name: name ?? result.toolCallId, value: resultValue(result, at, reading) },
    ...(called?.stateId !== undefined && { stateId: called.stateId }),
  };
  if (calledAt < 0) turns.push(turn);
  else turns.splice(calledAt + 1, 0, turn);
}

/** Results are JSON: text that is none is wrapped. */
function resultValue({ content, isError }: ToolResultPart, at: string, reading: Reading): JsonValue {
  const values =
    typeof content === 'string'
      ? [jsonOf(content)]
      : content.flatMap((part, index): JsonValue[] => {
          if (part.type === 'json') return [part.value];
          if (part.type === 'text') return [jsonOf(part.text)];
          warn(reading.warnings, `${at}.content[${index}]`, 'Results of functions are JSON, without media; left out.');
          return [];
        });
  const value = values.length === 1 ? (values[0] as JsonValue) : values;
  if (isError) return { error: plainIn(value) };
  return value;
}

function jsonOf(text: string): JsonValue {
  const parsed = parseJson(text) as JsonValue | undefined;
  return parsed === undefined ? { result: text } : parsed;
}

/** The words of a wrapped text. */
function plainIn(value: JsonValue): JsonValue {
  return isRecord(value) && Object.keys(value).length === 1 && typeof value.result === 'string' ? value.result : value;
}
