// The model's turns: text, thoughts, function calls and whatever must be replayed, each with its own signature.
import type { AssistantMessage, AssistantPart, JsonObject, ToolCallPart } from '@kit/core';
import { isRecord, parseJson } from '@kit/wire';
import type { Body } from '../vendor-fields.ts';
import { encodeMedia } from './encode-media.ts';
import type { Encoding } from './encoding.ts';
import { foreignSignature, isBoundHere, replayed, replayedPart } from './wire-data.ts';

export function encodeAssistant(message: AssistantMessage, encoding: Encoding, feature: string): Body[] {
  if (typeof message.content === 'string') return message.content === '' ? [] : [{ text: message.content }];
  const wires: Body[] = [];
  let order = 0;
  for (const [at, part] of message.content.entries()) {
    const place = `${feature}.content[${at}]`;
    const wire =
      part.type === 'tool-call' ? encodeCall(part, order++, encoding, place) : encodePart(part, encoding, place);
    if (wire) wires.push(wire);
  }
  if (encoding.rules.thoughtSignatures) signFirstCall(message.content, wires, encoding);
  return wires;
}

function encodePart(part: Exclude<AssistantPart, ToolCallPart>, encoding: Encoding, feature: string): Body | undefined {
  switch (part.type) {
    case 'text':
      return textPart({ text: part.text }, replayed(part.vendor, encoding, feature));
    case 'reasoning':
      return textPart({ text: part.text, thought: true }, replayed(part.vendor, encoding, feature));
    case 'image':
    case 'audio':
    case 'file':
      return encodeMedia(part, encoding, feature);
    default: // hosted tool calls, their results, and blocks without a unified meaning
      return replayedPart(part.vendor, encoding, feature);
  }
}

/** Empty texts are refused, unless they carry something. */
function textPart(wire: Body & { text: string }, data: Readonly<Body>): Body | undefined {
  return wire.text === '' && Object.keys(data).length === 0 ? undefined : { ...wire, ...data };
}

function encodeCall(part: ToolCallPart, order: number, encoding: Encoding, feature: string): Body {
  const { id: given, ...data } = replayed(part.vendor, encoding, feature);
  // An id is sent back only if the vendor gave it.
  const id = typeof given === 'string' ? given : undefined;
  const name = encoding.names.toWire(part.name);
  encoding.calls.set(part.id, { name, id, order });
  const args = argumentsOf(part, encoding, feature);
  return { functionCall: { ...(id !== undefined && { id }), name, args }, ...data };
}

/** Gemini takes an object and nothing else. */
function argumentsOf(part: ToolCallPart, { warnings }: Encoding, feature: string): JsonObject {
  if (isRecord(part.input)) return part.input as JsonObject;
  const value = part.input ?? (part.arguments.trim() === '' ? {} : parseJson(part.arguments));
  if (isRecord(value)) return value as JsonObject;
  warnings.add(`${feature}.arguments`, 'Arguments that are no JSON object were sent inside one, as `arguments`.');
  return { arguments: part.arguments };
}

/**
 * Calls without a signature are refused: those that another model made get the documented stand-in, on the first call of
 * the step. Calls that came from here without one are left as they were.
 */
function signFirstCall(parts: readonly AssistantPart[], wires: readonly Body[], encoding: Encoding): void {
  const calls = wires.filter((wire) => wire.functionCall !== undefined);
  const [first] = calls;
  if (!first || calls.some((wire) => wire.thoughtSignature !== undefined)) return;
  const made = parts.find((part) => part.type === 'tool-call');
  if (isBoundHere(made?.vendor, encoding)) return;
  first.thoughtSignature = foreignSignature;
}
