// Chooses the framing for a reply: what the server really sent wins over what was expected of it.

import type { EmitEvent, EmitJson, Framing, FramingOptions } from './framing.ts';
import { jsonArrayFraming } from './json-array.ts';
import { ndjsonFraming } from './ndjson.ts';
import { sseFraming } from './sse.ts';

export type FramingKind = 'sse' | 'ndjson' | 'json-array';

/** Media types of one JSON value a line. */
const lineDelimited: ReadonlySet<string> = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonl',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/stream+json',
  'application/x-json-stream',
]);

/**
 * The framing for a streamed reply.
 *
 * A line-delimited media type is believed. For the rest the first character decides between server-sent events and
 * JSON, because the media type does not: servers send events as `application/json`, Gemini sends an array when it was
 * not asked for events, and errors arrive as plain JSON labelled `text/event-stream`.
 */
export function framingFor(contentType: string | undefined, declared: FramingKind, options?: FramingOptions): Framing {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && lineDelimited.has(mediaType)) return ndjsonFraming(options);
  if (declared === 'ndjson' && mediaType !== 'text/event-stream') return ndjsonFraming(options);
  return new FramingByFirstCharacter(options);
}

class FramingByFirstCharacter implements Framing {
  readonly #options: FramingOptions | undefined;
  #chosen: Framing | undefined;

  constructor(options: FramingOptions | undefined) {
    this.#options = options;
  }

  push(bytes: Uint8Array, emit: EmitEvent, emitJson?: EmitJson): void {
    if (this.#chosen) return this.#chosen.push(bytes, emit, emitJson);
    const start = firstSolidByte(bytes);
    if (start < 0) return;
    const first = bytes[start];
    this.#chosen = first === 0x7b || first === 0x5b ? jsonArrayFraming(this.#options) : sseFraming(this.#options);
    this.#chosen.push(bytes.subarray(start), emit, emitJson);
  }

  end(emit: EmitEvent, emitJson?: EmitJson): void {
    this.#chosen?.end(emit, emitJson);
  }
}

/** Index of the first byte that is neither blank nor part of a byte order mark (EF BB BF), or -1. */
function firstSolidByte(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
}
