// The deadlines of one stream: its first part, silence, dripping, and an answer that nobody reads.
import type { CallContext } from '../context.ts';
import { deadlineMs } from '../deadlines.ts';

export type WatchPhase = 'first-part' | 'idle' | 'drip' | 'unread';

/** Longest time that a begun answer waits for its first reader where `idle` is switched off. */
const UNREAD_MS = 120_000;

interface Drip {
  readonly windowMs: number;
  readonly minParts: number;
  /** Time spent waiting in this window, the wait under way left out. */
  waitedMs: number;
  parts: number;
}

/**
 * Runs only while somebody waits: for the first part, for a read that is outstanding, for a first reader. One timer a
 * stream, which is not moved with every part: when it fires, it looks how long the wait really was.
 */
export class StreamWatch {
  readonly #context: CallContext;
  readonly #expire: (phase: WatchPhase, limitMs: number) => void;
  #phase: 'first-part' | 'idle' | 'unread' | undefined;
  #limitMs: number | undefined;
  #sinceMs: number;
  #drip: Drip | undefined;
  #timer: { readonly dueMs: number; readonly stop: () => void } | undefined;

  /** `startedAtMs`: monotonic milliseconds of the attempt's start, from which the first part is awaited. */
  constructor(context: CallContext, startedAtMs: number, expire: (phase: WatchPhase, limitMs: number) => void) {
    this.#context = context;
    this.#expire = expire;
    this.#phase = 'first-part';
    this.#limitMs = deadlineMs(context.deadlines, 'firstPart');
    this.#sinceMs = startedAtMs;
  }

  /** Something came before the commit point: hidden activity extends the deadline. */
  activity(): void {
    this.#sinceMs = this.#now();
  }

  /** The first part is awaited. */
  start(): void {
    this.#arm();
  }

  /** From here a stream that nobody begins to read ends by itself, and with it its socket. */
  committed(): void {
    const { deadlines } = this.#context;
    this.#phase = 'unread';
    this.#limitMs = deadlineMs(deadlines, 'idle') ?? UNREAD_MS;
    this.#sinceMs = this.#now();
    if (deadlines?.drip) this.#drip = { ...deadlines.drip, waitedMs: 0, parts: 0 };
    this.#arm();
  }

  /** A read is outstanding. */
  waiting(): void {
    this.#phase = 'idle';
    this.#limitMs = deadlineMs(this.#context.deadlines, 'idle');
    this.#sinceMs = this.#now();
    if (this.#drip && this.#drip.waitedMs >= this.#drip.windowMs && this.#isDripping(this.#drip)) return;
    this.#arm();
  }

  /** The outstanding read was answered, or none was: a slow consumer is not a slow vendor. */
  arrived(parts = 0): void {
    if (this.#drip) {
      this.#drip.parts += parts;
      if (this.#phase === 'idle') this.#drip.waitedMs += this.#now() - this.#sinceMs;
    }
    this.#phase = undefined;
  }

  stop(): void {
    this.#phase = undefined;
    this.#timer?.stop();
    this.#timer = undefined;
  }

  #now(): number {
    return this.#context.environment.monotonicMs();
  }

  /** When the wait under way is over, on the monotonic clock. */
  #dueMs(): number {
    const limitMs = this.#limitMs ?? Number.POSITIVE_INFINITY;
    const dripMs = this.#drip && this.#phase === 'idle' ? this.#drip.windowMs - this.#drip.waitedMs : limitMs;
    return this.#sinceMs + Math.min(limitMs, dripMs);
  }

  #arm(): void {
    const dueMs = this.#dueMs();
    if (dueMs === Number.POSITIVE_INFINITY || (this.#timer && this.#timer.dueMs <= dueMs)) return;
    this.#timer?.stop();
    const waitMs = Math.max(0, Math.ceil(dueMs - this.#now()));
    this.#timer = { dueMs, stop: this.#context.environment.setTimer(waitMs, this.#fired) };
  }

  readonly #fired = (): void => {
    this.#timer = undefined;
    if (!this.#phase) return;
    const waitedMs = this.#now() - this.#sinceMs;
    if (this.#limitMs !== undefined && waitedMs >= this.#limitMs) return this.#expire(this.#phase, this.#limitMs);
    if (this.#drip && this.#phase === 'idle' && this.#drip.waitedMs + waitedMs >= this.#drip.windowMs) {
      if (this.#isDripping(this.#drip)) return;
      // The next window begins in the middle of this wait.
      this.#drip.waitedMs = -waitedMs;
    }
    this.#arm();
  };

  /** Closes a window; true if too little came in it, which ends the stream. */
  #isDripping(drip: Drip): boolean {
    const enough = drip.parts >= drip.minParts;
    drip.waitedMs = 0;
    drip.parts = 0;
    if (!enough) this.#expire('drip', drip.windowMs);
    return !enough;
  }
}
