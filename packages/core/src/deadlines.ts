// Deadlines: one object for every way in which a call can take too long.
import { KitError, type KitErrorOptions, type Phase } from './errors.ts';

/** Milliseconds; `false` switches one off, `undefined` leaves the default. */
export interface Deadlines {
  /** Until the connection stands, TLS included. Default 10 s. */
  readonly connect?: number | false;
  /** From the request sent to the response's headers. Default 10 min: complete replies of thinking models take long. */
  readonly headers?: number | false;
  /** Streams: from the start of the attempt to the commit point; hidden activity extends it. Default 2 min. */
  readonly firstPart?: number | false;
  /** Streams: between two network reads while one is awaited. Default 2 min. */
  readonly idle?: number | false;
  /** Streams: the longest time for which less than `minParts` parts may arrive; off by default. */
  readonly drip?: { readonly windowMs: number; readonly minParts: number } | false;
  /** Waiting for a place, a token or a connection before the request is sent. Off by default. */
  readonly queue?: number | false;
  /** The whole call, retries and fallbacks included. Off by default. */
  readonly total?: number | false;
}

export const defaultDeadlines = {
  connect: 10_000,
  headers: 600_000,
  firstPart: 120_000,
  idle: 120_000,
  drip: false,
  queue: false,
  total: false,
} as const satisfies Deadlines;

/** `over` on top of `under`; a field of `over` that is undefined leaves the one below. */
export function mergeDeadlines(under: Deadlines | undefined, over: Deadlines | undefined): Deadlines | undefined {
  if (!under) return over;
  if (!over) return under;
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) if (value !== undefined) merged[name] = value;
  return merged as Deadlines;
}

/** The milliseconds in force for one deadline; undefined = no bound. */
export function deadlineMs(
  deadlines: Deadlines | undefined,
  name: 'connect' | 'headers' | 'firstPart' | 'idle' | 'queue' | 'total',
): number | undefined {
  const value = deadlines?.[name] ?? defaultDeadlines[name];
  return value === false ? undefined : value;
}

const awaited: Readonly<Record<Phase, string>> = {
  queue: 'a place in the queue',
  connect: 'the connection',
  headers: "the response's headers",
  'first-part': 'the first part of the answer',
  idle: 'the next part of the answer',
  drip: 'enough parts',
  body: 'the rest of the response',
  total: 'the whole call',
};

/** The error of a deadline that passed. */
export function timeoutError(phase: Phase, limitMs: number, known: KitErrorOptions = {}): KitError {
  const message = `No answer in time: waited ${limitMs} ms for ${awaited[phase]}.`;
  return new KitError('timeout', message, { ...known, phase });
}
