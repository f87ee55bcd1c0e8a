// What a vendor says is left of its own limits, and how long to wait because of it.
import type { Environment, RateLimitState } from '@kit/core';
import type { TokenEstimate } from './estimate-call.ts';

interface Known {
  readonly name: string;
  readonly limit: number | undefined;
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** All that was admitted so far, a call's own included: later replies know more than earlier ones. */
export interface Progress {
  readonly requests: number;
  readonly input: number;
  readonly output: number;
}

/** Spans of limits whose reset a vendor does not state. */
const windowsMs: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Up to a share of a limit (`threshold`) calls go at once. Beyond it they are spread over the time until it resets, so that
 * the rest lasts; when nothing is left, or after a 429 that says for how long, they wait. Times are monotonic milliseconds:
 * a clock that is set must not shut anybody out.
 */
export class LearnedLimits {
  readonly #threshold: number;
  #known: readonly Known[] = [];
  #knownSince: Progress = { requests: 0, input: 0, output: 0 };
  #progress: Progress = { requests: 0, input: 0, output: 0 };
  #lastAt = 0;
  #blockedUntil = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** False while there is nothing to wait for. */
  get knows(): boolean {
    return this.#known.length > 0 || this.#blockedUntil > 0;
  }

  /** A call goes. */
  admit({ input, output }: TokenEstimate, nowMs: number): Progress {
    const { requests, input: inputs, output: outputs } = this.#progress;
    this.#progress = { requests: requests + 1, input: inputs + input, output: outputs + output };
    this.#lastAt = nowMs;
    return this.#progress;
  }

  /** It did not go after all. */
  withdraw({ input, output }: TokenEstimate): void {
    const { requests, input: inputs, output: outputs } = this.#progress;
    this.#progress = { requests: requests - 1, input: inputs - input, output: outputs - output };
  }

  /** What the reply to a call says; `then` is what `admit` answered for it. */
  learn({ limits }: RateLimitState, then: Progress, environment: Pick<Environment, 'now' | 'monotonicMs'>): void {
    if (then.requests < this.#knownSince.requests) return;
    const [nowMs, epochMs] = [environment.monotonicMs(), environment.now()];
    const known: Known[] = [];
    for (const { name, window, limit, remaining, resetAt } of limits) {
      if (remaining === undefined || costOf(name, { input: 0, output: 0 }) === undefined) continue;
      const spanMs = windowsMs[window ?? ''];
      const leftMs = resetAt === undefined ? spanMs : resetAt - epochMs;
      if (leftMs !== undefined) known.push({ name, limit, remaining, resetAtMs: nowMs + leftMs });
    }
    if (known.length === 0) return;
    this.#known = known;
    this.#knownSince = then;
  }

  block(untilMs: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, untilMs);
  }

  /** Milliseconds until a call of this size should go; 0: now. */
  waitMs(tokens: TokenEstimate, nowMs: number): number {
    let waitMs = Math.max(0, this.#blockedUntil - nowMs);
    for (const { name, limit, remaining, resetAtMs } of this.#known) {
      const untilResetMs = resetAtMs - nowMs;
      if (untilResetMs <= 0) continue;
      const need = costOf(name, tokens) ?? 0;
      const left = remaining - this.#since(name);
      if (left < Math.max(1, need)) waitMs = Math.max(waitMs, untilResetMs);
      else if (limit !== undefined && left < limit * (1 - this.#threshold)) {
        const apartMs = (untilResetMs * Math.max(1, need)) / left;
        waitMs = Math.max(waitMs, this.#lastAt + apartMs - nowMs);
      }
    }
    return Math.ceil(waitMs);
  }

  /** What has gone since the vendor counted. */
  #since(name: string): number {
    const { requests, input, output } = this.#knownSince;
    const now = this.#progress;
    const passed = { input: now.input - input, output: now.output - output };
    return /token/.test(name) ? (costOf(name, passed) ?? 0) : now.requests - requests;
  }
}

/** What a call takes of a limit by its name; undefined for limits of something else (images, seconds, credits). */
function costOf(name: string, { input, output }: TokenEstimate): number | undefined {
  if (/input.*token/.test(name)) return input;
  if (/output.*token/.test(name)) return output;
  if (/token/.test(name)) return input + output;
  return /request/.test(name) ? 1 : undefined;
}
