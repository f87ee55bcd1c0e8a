// The events of a streamed reply, and how to change them without breaking their framing.
import { isStreamType, splitEvents } from '../answer.ts';
import type { ExchangeResponse } from '../exchange.ts';
import { answerPieces } from './serving.ts';

export interface StreamEvent {
  readonly text: string;
  /** The event's data, parsed; undefined if it is no JSON. */
  readonly json: unknown;
}

export type EventFraming = 'sse' | 'ndjson';

export interface StreamBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Undefined for bodies that are no events: sound, JSON arrays. */
  readonly framing: EventFraming | undefined;
  readonly events: readonly StreamEvent[];
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export function streamBody(response: ExchangeResponse): StreamBody {
  const { headers, pieces } = answerPieces(response);
  const bytes = pieces[0] ?? new Uint8Array();
  const contentType = headers['content-type'] ?? '';
  const framing = framingOf(contentType);
  const events = framing
    ? splitEvents(bytes, contentType).map((event) => {
        const text = decoder.decode(event);
        return { text, json: parsed(dataOf(text, framing)) };
      })
    : [];
  return { bytes, contentType, framing, events };
}

function framingOf(contentType: string): EventFraming | undefined {
  if (!isStreamType(contentType)) return undefined;
  return contentType.startsWith('text/event-stream') ? 'sse' : 'ndjson';
}

/** The event with other data. */
export function withData({ text }: StreamEvent, data: string, framing: EventFraming): string {
  if (framing === 'ndjson') return `${data}\n`;
  const others = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('data'));
  return [...others, `data: ${data}`, '', ''].join('\n');
}

export function withJson(event: StreamEvent, json: unknown, framing: EventFraming): string {
  return withData(event, JSON.stringify(json), framing);
}

/** Text as one piece of a body. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** An event that no vendor has. */
export function unknownEvent(framing: EventFraming): string {
  const data = JSON.stringify({ type: 'conformance.unknown', sequence_number: 9_999, value: { deep: [null, 1] } });
  return framing === 'ndjson' ? `${data}\n` : `event: conformance.unknown\ndata: ${data}\n\n`;
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
 * several places (vendors repeat the whole text at the end) the one that begins first.
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
  const fitting = [...byPlace.values()].filter((pieces) => pieces.map((piece) => piece.text).join('') === text);
  return fitting.sort(([one], [other]) => (one as TextPiece).event - (other as TextPiece).event)[0] ?? [];
}

/**
 * A body that tells another text: the first of its pieces is replaced, and so is the whole where vendors repeat it.
 * Pieces are found where they are whole JSON strings.
 */
export function retold(body: string, pieces: readonly string[], first: string): string {
  const [piece = '', ...rest] = pieces;
  const changes = [
    [pieces.join(''), first + rest.join('')],
    [piece, first],
  ] as const;
  let changed = body;
  for (const [from, to] of changes) changed = changed.replaceAll(JSON.stringify(from), () => JSON.stringify(to));
  return changed;
}

function valueAt(value: unknown, place: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of place) at = (at as Readonly<Record<string | number, unknown>>)[key];
  return at;
}

function dataOf(event: string, framing: EventFraming): string {
  if (framing === 'ndjson') return event.trim();
  return event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trimStart())
    .join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
