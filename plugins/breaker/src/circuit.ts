// A circuit: the state machine of one key. Knows nothing of calls, events or stores; it is told the time.
import { SlidingWindow } from './sliding-window.ts';

/**
 * - `closed`: calls go through, and are counted
 * - `open`: nothing goes through until a time is over
 * - `half-open`: a few probes go through, which decide
 */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** What an ended call says of its target. */
export type Verdict = 'success' | 'failure' | 'neutral';

export interface CircuitPolicy {
  /** Opens when this part of the window's calls failed; false: never for that. */
  readonly failureRate: number | false;
  /** … and the window has at least so many calls. */
  readonly minCalls: number;
  readonly windowMs: number;
  /** Opens at so many failures in a row, of calls that began after the last success; false: never for that. */
  readonly consecutiveFailures: number | false;
  /** How long it stays open the first time; doubled each time that a probe fails. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Probes under way at most. */
  readonly probes: number;
  /** Probes that have to succeed. */
  readonly successes: number;
}

/** When a call that was let through began, and in which era of the circuit. */
export interface Ticket {
  readonly era: number;
  readonly startedMs: number;
}

/** How soon a call may come again that found all probes under way. */
const PROBING_MS = 1_000;

export class Circuit {
  readonly key: string;
  readonly #policy: CircuitPolicy;
  readonly #window: SlidingWindow;
  /** Counts transitions: what began in another era says nothing about this one. */
  era = 0;
  state: CircuitState = 'closed';
  consecutiveFailures = 0;
  openUntilMs = 0;
  /** When it was last asked what other processes know. */
  lookedAtMs = Number.NEGATIVE_INFINITY;
  #succeededAtMs = Number.NEGATIVE_INFINITY;
  /** Times that it opened since it was last closed. */
  #openings = 0;
  /** When the probes under way began. */
  #probes: number[] = [];
  #successes = 0;

  constructor(key: string, policy: CircuitPolicy) {
    this.key = key;
    this.#policy = policy;
    this.#window = new SlidingWindow(policy.windowMs);
  }

  /** Undefined if a call may go; else the milliseconds after which it may come again. */
  refuses(nowMs: number): number | undefined {
    if (this.state === 'closed') return undefined;
    if (this.state === 'open') {
      if (nowMs < this.openUntilMs) return this.openUntilMs - nowMs;
      this.#become('half-open');
    }
    // A probe that does not end, because its reader is slow, must not keep the others out for ever.
    const since = nowMs - this.#policy.openMs;
    this.#probes = this.#probes.filter((startedMs) => startedMs > since);
    if (this.#probes.length >= this.#policy.probes) return PROBING_MS;
    this.#probes.push(nowMs);
    return undefined;
  }

  /** A call that was let through has ended. `retryAfterMs`: how long its target asked to be left alone. */
  settle({ era, startedMs }: Ticket, verdict: Verdict, nowMs: number, retryAfterMs?: number): void {
    if (era !== this.era) return;
    if (this.state === 'half-open') {
      const at = this.#probes.indexOf(startedMs);
      if (at >= 0) this.#probes.splice(at, 1);
    }
    if (verdict === 'neutral') return;
    if (verdict === 'success') this.#succeeded(nowMs);
    else if (this.state === 'half-open' || this.#trips(startedMs, nowMs)) this.#open(nowMs, retryAfterMs);
  }

  /** Another process has opened its circuit: this one is open for at least as long. */
  widen(untilMs: number, nowMs: number): void {
    const until = Math.min(untilMs, nowMs + this.#policy.maxOpenMs);
    if (until <= nowMs) return;
    if (this.state !== 'open') this.#become('open');
    this.openUntilMs = Math.max(this.openUntilMs, until);
  }

  /** Calls and failures that count at this moment. */
  counted(nowMs: number): { readonly calls: number; readonly failures: number } {
    this.#window.forget(nowMs);
    const { calls, failures } = this.#window;
    return { calls, failures };
  }

  #succeeded(nowMs: number): void {
    if (this.state === 'closed') {
      this.consecutiveFailures = 0;
      this.#succeededAtMs = nowMs;
      this.#window.add(false, nowMs);
      return;
    }
    this.#successes++;
    if (this.#successes < this.#policy.successes) return;
    this.#openings = 0;
    this.#become('closed');
  }

  /** Counts a failure; true if it is one too many. */
  #trips(startedMs: number, nowMs: number): boolean {
    const { consecutiveFailures, failureRate, minCalls } = this.#policy;
    this.#window.add(true, nowMs);
    // Calls that hang end late and all together, after the others have succeeded: those say nothing of what is now.
    if (startedMs >= this.#succeededAtMs) this.consecutiveFailures++;
    if (consecutiveFailures !== false && this.consecutiveFailures >= consecutiveFailures) return true;
    const { calls, failures } = this.#window;
    return failureRate !== false && calls >= minCalls && failures >= failureRate * calls;
  }

  #open(nowMs: number, retryAfterMs = 0): void {
    const { openMs, maxOpenMs } = this.#policy;
    const forMs = Math.min(maxOpenMs, Math.max(openMs * 2 ** this.#openings, retryAfterMs));
    this.#openings++;
    this.#become('open');
    this.openUntilMs = nowMs + forMs;
  }

  #become(state: CircuitState): void {
    this.state = state;
    this.era++;
    this.consecutiveFailures = 0;
    this.openUntilMs = 0;
    this.#successes = 0;
    if (this.#probes.length > 0) this.#probes = [];
    this.#window.clear();
  }
}
