// The events of a streamed reply, and how to change them without breaking their framing.
import type { ExchangeResponse } from '../exchange.ts';
import { type EventFraming, eventFraming } from '../framings/event-framing.ts';
import { textOf } from '../framings/text-events.ts';
import { answerPieces } from './serving.ts';

export interface StreamEvent {
  readonly bytes: Uint8Array;
  /** What it says. */
  readonly data: string;
  /** The event's data, parsed; undefined if it is no JSON. */
  readonly json: unknown;
}

export interface StreamBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Undefined for bodies that are no events: sound, JSON arrays. */
  readonly framing: EventFraming | undefined;
  readonly events: readonly StreamEvent[];
}

export function streamBody(response: ExchangeResponse): StreamBody {
  const { headers, pieces } = answerPieces(response);
  const bytes = pieces[0] ?? new Uint8Array();
  const contentType = headers['content-type'] ?? '';
  const framing = eventFraming(contentType);
  const events = framing
    ? framing.split(bytes).map((event) => {
        const data = framing.data(event);
        return { bytes: event, data, json: parsed(data) };
      })
    : [];
  return { bytes, contentType, framing, events };
}

export function withJson(event: StreamEvent, json: unknown, framing: EventFraming): Uint8Array {
  return framing.withData(event.bytes, JSON.stringify(json));
}

/** One piece of a body. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

/** An event that no vendor has, with more fields where they are wanted. */
export function unknownEvent(framing: EventFraming, more: object = {}): Uint8Array {
  const json = { type: 'conformance.unknown', sequence_number: 9_999, value: { deep: [null, 1] }, ...more };
  return framing.unknown(JSON.stringify(json));
}

/** Every place of a JSON value: its path, and the value with something else there. */
export function* places(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value))
    yield* places(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** A copy with another value at a place. */
export function replacedAt(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, at) => (at === key ? replacedAt(item, rest, by) : item));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replacedAt(record[key], rest, by) };
}

/** A copy in which every object has the fields too. */
export function withFieldsEverywhere(value: unknown, fields: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withFieldsEverywhere(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  const copies = Object.entries(value).map(([key, child]) => [key, withFieldsEverywhere(child, fields)] as const);
  return { ...Object.fromEntries(copies), ...fields };
}

/** A piece of the answer's text: in which event, where in it. */
export interface TextPiece {
  readonly event: number;
  readonly place: readonly (string | number)[];
  readonly text: string;
}

/**
 * Where the text of an answer stands in its events: the place whose strings, one behind the other, are the text. Of
 * several places (vendors repeat the whole text at the end) the one that begins first. Where each event has the whole text
 * so far (YandexGPT), what is new in it is its piece.
 */
export function textPieces(events: readonly StreamEvent[], text: string): readonly TextPiece[] {
  const byPlace = new Map<string, TextPiece[]>();
  for (const [event, { json }] of events.entries()) {
    for (const place of places(json)) {
      const value = valueAt(json, place);
      if (typeof value !== 'string' || value === '') continue;
      const key = place.join('/');
      byPlace.set(key, [...(byPlace.get(key) ?? []), { event, place, text: value }]);
    }
  }
  const plain = plainPieces(events);
  // A mark of the end is no text.
  const found = [...byPlace.values(), plain, plain.slice(0, -1)];
  const fitting = [...found, ...found.map(grown), ...found.map((pieces) => withoutRepeat(pieces, text))].filter(
    (pieces) => pieces.map((piece) => piece.text).join('') === text,
  );
  return fitting.sort(([one], [other]) => (one as TextPiece).event - (other as TextPiece).event)[0] ?? [];
}

/** The pieces alone, where the vendor's last event has the whole text at the same place (CLOVA Studio). */
function withoutRepeat(pieces: readonly TextPiece[], text: string): readonly TextPiece[] {
  return pieces.length > 1 && pieces.at(-1)?.text === text ? pieces.slice(0, -1) : [];
}

/** What is new in each piece, where each begins with the one before; none elsewhere. */
function grown(pieces: readonly TextPiece[]): TextPiece[] {
  const fresh = pieces.map((piece, at) => {
    const before = pieces[at - 1]?.text ?? '';
    return piece.text.startsWith(before) ? { ...piece, text: piece.text.slice(before.length) } : undefined;
  });
  return fresh.every((piece) => piece !== undefined) ? fresh.filter(({ text }) => text !== '') : [];
}

/** Where events are the text itself, and no JSON. */
function plainPieces(events: readonly StreamEvent[]): TextPiece[] {
  return events.flatMap(({ data, json }, event) =>
    data === '' || (typeof json === 'object' && json !== null) ? [] : [{ event, place: [], text: data }],
  );
}

/**
 * A body that tells another text: the first of its pieces is replaced, and so is the whole where vendors repeat it.
 * Pieces are found where they are whole JSON strings, or all that an event says.
 */
export function retold({ bytes, framing, events }: StreamBody, pieces: readonly string[], first: string): Uint8Array {
  if (!framing) return new TextEncoder().encode(retoldText(textOf(bytes), pieces, first));
  return joined(
    events.map((event) => {
      const data = retoldText(event.data, pieces, first);
      return data === event.data ? event.bytes : framing.withData(event.bytes, data);
    }),
  );
}

function retoldText(text: string, pieces: readonly string[], first: string): string {
  // The whole text, the text so far, and the first piece.
  const changes = pieces
    .map((_, at) => [pieces.slice(0, at + 1).join(''), first + pieces.slice(1, at + 1).join('')] as const)
    .reverse();
  if (text === pieces[0]) return first;
  let changed = text;
  for (const [from, to] of changes) changed = changed.replaceAll(JSON.stringify(from), () => JSON.stringify(to));
  return changed;
}

function valueAt(value: unknown, place: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of place) at = (at as Readonly<Record<string | number, unknown>>)[key];
  return at;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
