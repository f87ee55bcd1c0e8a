// What a framing is: it cuts the bytes of a streamed reply into events, whatever the network did to them.

import { parseJson } from './json.ts';
import type { LearnedTemplates } from './learned-template.ts';

/**
 * Receives one event: its text, and for server-sent events its name and id where the server gave them.
 * Called synchronously from `push` and `end`; what it throws comes out of those.
 */
export type EmitEvent = (data: string, event?: string, id?: string) => void;

/** Receives one event whose data is JSON, parsed, and its name. The value may be used again for the next event. */
export type EmitJson = (value: unknown, event?: string) => void;

/** Cuts bytes into events. Total: odd input never throws, only an event over the limit does (`FramingLimitError`). */
export interface Framing {
  /**
   * Feeds one network read, of any size, and emits each event that is complete with it. Events whose data is JSON go
   * to `emitJson` if it is given: parsing them is the framing's work then, and a framing may know a faster way.
   */
  push(bytes: Uint8Array, emit: EmitEvent, emitJson?: EmitJson): void;
  /** The stream ended: emits a last event that is complete but was not terminated. A torn one is not emitted. */
  end(emit: EmitEvent, emitJson?: EmitJson): void;
}

export interface FramingOptions {
  /**
   * The largest event that is accepted. Default 16 MiB.
   * Counted on the decoded text, a UTF-16 unit a byte, so text beyond ASCII may be up to three times as many bytes.
   */
  maxEventBytes?: number;
  /**
   * Paths of objects and arrays that whoever gets an event's JSON never keeps (`''` the event itself,
   * `choices.*.delta`): they may be used again for the next event. Default none.
   */
  transient?: readonly string[] | undefined;
  /**
   * How events of other streams were made: read by these, a short stream need not learn anything. A long one still does.
   * They have to be made with the same `transient`.
   */
  shared?: LearnedTemplates | undefined;
  /** `false` parses every event anew instead of learning how a stream's events are made. Default true. */
  learn?: boolean;
}

/** How an object or an array begins. `[DONE]` does not: to have it refused by the parser would cost more than an event. */
const container = /^(?:\{|\[\s*[\]{["\-\dtfn])/;

/** An event's object or array; undefined for other text. */
export function parseEvent(data: string): unknown {
  return container.test(data) ? parseJson(data) : undefined;
}

/** What takes events' texts and hands those on as JSON that are an object or an array, where that is asked for. */
export function parsing(emit: EmitEvent, emitJson: EmitJson | undefined): EmitEvent {
  if (!emitJson) return emit;
  return (data, name, id) => {
    const value = parseEvent(data);
    if (value === undefined) emit(data, name, id);
    else emitJson(value, name);
  };
}

export const defaultMaxEventBytes = 16 * 1024 * 1024;
