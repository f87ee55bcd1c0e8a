// When an answer is late: after a fixed time, or later than most of the latest answers were.

export type HedgePercentile = 'p50' | 'p75' | 'p90' | 'p95' | 'p99';

/** Answers that are looked back on. */
const MOST_SAMPLES = 200;
/** Fewer say nothing: until then nothing is hedged. */
const FEWEST_SAMPLES = 20;
/** New answers after which the percentile is looked up again. */
const NEWS = 10;

export interface HedgeDelay {
  /** Milliseconds; undefined while it is not known what late means. */
  readonly delayMs: number | undefined;
  /** An answer began after so long; or, when another one was faster, it took at least so long. */
  add(durationMs: number): void;
}

export function fixedDelay(delayMs: number): HedgeDelay {
  return { delayMs, add() {} };
}

export function percentileDelay(percentile: HedgePercentile, minDelayMs: number): HedgeDelay {
  return new PercentileDelay(Number(percentile.slice(1)) / 100, minDelayMs);
}

class PercentileDelay implements HedgeDelay {
  readonly #share: number;
  readonly #minDelayMs: number;
  readonly #samples: number[] = [];
  #at = 0;
  #news = 0;
  #known: number | undefined;

  constructor(share: number, minDelayMs: number) {
    this.#share = share;
    this.#minDelayMs = minDelayMs;
  }

  get delayMs(): number | undefined {
    const { length } = this.#samples;
    if (length < FEWEST_SAMPLES) return undefined;
    if (this.#known === undefined || this.#news >= NEWS) {
      this.#news = 0;
      const sorted = this.#samples.toSorted((left, right) => left - right);
      this.#known = Math.max(
        this.#minDelayMs,
        sorted[Math.min(length - 1, Math.floor(this.#share * length))] as number,
      );
    }
    return this.#known;
  }

  add(durationMs: number): void {
    this.#samples[this.#at] = durationMs;
    this.#at = (this.#at + 1) % MOST_SAMPLES;
    this.#news++;
  }
}
