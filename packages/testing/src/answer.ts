// What a server answers: a status, headers, and a body in pieces.
import type { KitError } from '@kit/core';

/** One piece is one write, so that a client sees the boundaries; a pause says how long to wait before it. */
export type AnswerPiece = Uint8Array | { readonly data: Uint8Array; readonly pauseMs: number };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly AnswerPiece[] | AsyncIterable<AnswerPiece>;
  /** A failure told inside of this answer's body, in its own wire. */
  readonly failure?: (error: KitError) => Uint8Array;
}

const encoder = new TextEncoder();

/** A complete answer from a JSON value. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: [encoder.encode(JSON.stringify(value))],
  };
}

/** Where one event of a streamed body ends and the next begins; one event for everything that is not streamed. */
export function splitEvents(bytes: Uint8Array, contentType: string): Uint8Array[] {
  if (contentType.startsWith('text/event-stream')) return splitAfter(bytes, eventEnds);
  if (/ndjson|jsonl|json-seq/.test(contentType)) return splitAfter(bytes, lineEnds);
  return bytes.length > 0 ? [bytes] : [];
}

/** True for the content types of streams. */
export function isStreamType(contentType: string): boolean {
  return /^text\/event-stream|ndjson|jsonl|json-seq/.test(contentType);
}

const newline = 10;
const carriageReturn = 13;

// An event ends with an empty line; lines end with LF or CRLF.
function eventEnds(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== newline) return false;
  const before = bytes[at - 1] === carriageReturn ? at - 2 : at - 1;
  return bytes[before] === newline;
}

function lineEnds(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === newline;
}

function splitAfter(bytes: Uint8Array, ends: (bytes: Uint8Array, at: number) => boolean): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (!ends(bytes, at)) continue;
    pieces.push(bytes.subarray(from, at + 1));
    from = at + 1;
  }
  if (from < bytes.length) pieces.push(bytes.subarray(from));
  return pieces;
}
