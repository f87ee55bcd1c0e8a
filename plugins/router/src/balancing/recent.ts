// Figures in which the past counts less and less. Times are monotonic milliseconds.

/** Weight of what was known in the average with a new value, while it is fresh. */
const KNOWN_VALUE = 0.7;
/** An average without news keeps its value for this long, and then halves as often as this time passes again. */
const FRESH_MS = 10_000;

/**
 * An exponentially weighted average (EWMA). Without news it fades, so that what was slow once is tried again.
 */
export class RecentAverage {
  #value: number | undefined;
  #atMs = 0;

  add(value: number, nowMs: number): void {
    const known = this.#value ?? value;
    this.#value = value + KNOWN_VALUE * this.#freshness(nowMs) * (known - value);
    this.#atMs = nowMs;
  }

  /** Undefined until there was a value. */
  at(nowMs: number): number | undefined {
    return this.#value === undefined ? undefined : this.#value * this.#freshness(nowMs);
  }

  #freshness(nowMs: number): number {
    return 2 ** (-Math.max(0, nowMs - this.#atMs - FRESH_MS) / FRESH_MS);
  }
}

/** Outcomes count half after this time, a quarter after twice as long. */
const HALF_LIFE_MS = 30_000;

/** A success rate, from 1 (nothing known against it) towards 0. Failures are forgotten with time. */
export class RecentRate {
  #successes = 0;
  #failures = 0;
  #atMs = 0;

  add(success: boolean, nowMs: number): void {
    this.#age(nowMs);
    if (success) this.#successes++;
    else this.#failures++;
  }

  at(nowMs: number): number {
    this.#age(nowMs);
    // One success is assumed: a single failure is no verdict.
    return (this.#successes + 1) / (this.#successes + this.#failures + 1);
  }

  #age(nowMs: number): void {
    const factor = 2 ** (-Math.max(0, nowMs - this.#atMs) / HALF_LIFE_MS);
    this.#successes *= factor;
    this.#failures *= factor;
    this.#atMs = nowMs;
  }
}
