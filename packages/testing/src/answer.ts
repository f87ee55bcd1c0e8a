// What a server answers: a status, headers, and a body in pieces.
import type { KitError } from '@kit/core';
import { eventFraming } from './framings/event-framing.ts';

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
  const framing = eventFraming(contentType);
  if (framing) return framing.split(bytes);
  return bytes.length > 0 ? [bytes] : [];
}

/** True for the content types of streams. */
export function isStreamType(contentType: string): boolean {
  return eventFraming(contentType) !== undefined;
}
