// A histogram of high dynamic range: 64 buckets for each power of two, so every percentile is right to about 1 %.

/** 7 bits of each value are kept: its power of two and 64 steps within it. */
const STEPS = 64;
const STEP_BITS = 6;
const LARGEST = 2 ** 32 - 1;

export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Values are kept in multiples of `unit` up to 2³² units; what is larger counts as that. Recording allocates nothing. */
export class Histogram {
  readonly #unit: number;
  #counts = new Uint32Array(STEPS * 2);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  constructor(unit: number) {
    this.#unit = unit;
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Negative and impossible values count as 0: a clock that was set back is no reason to lose a call. */
  record(value: number): void {
    const known = Number.isFinite(value) ? Math.max(value, 0) : 0;
    const index = indexOf(Math.min(Math.round(known / this.#unit), LARGEST));
    if (index >= this.#counts.length) this.#grow(index);
    (this.#counts[index] as number) += 1;
    this.#count += 1;
    this.#sum += known;
    if (known < this.#min) this.#min = known;
    if (known > this.#max) this.#max = known;
  }

  /** The smallest value that `share` (0 to 1) of all values do not exceed; 0 while there is none. */
  percentile(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let index = 0; index < this.#counts.length; index++) {
      seen += this.#counts[index] as number;
      if (seen >= wanted) return Math.min(Math.max(middleOf(index) * this.#unit, this.#min), this.#max);
    }
    return 0;
  }

  /** How many values do not exceed `bound`, to the width of a bucket. */
  countUpTo(bound: number): number {
    const last = Math.min(indexOf(Math.min(Math.round(bound / this.#unit), LARGEST)), this.#counts.length - 1);
    let seen = 0;
    for (let index = 0; index <= last; index++) seen += this.#counts[index] as number;
    return seen;
  }

  distribution(): Distribution | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      sum: this.#sum,
      min: this.#min,
      max: this.#max,
      mean: this.#sum / this.#count,
      p50: this.percentile(0.5),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
    };
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
  }

  /** By whole powers of two, so that it is done a few times in all. */
  #grow(index: number): void {
    const larger = new Uint32Array((Math.floor(index / STEPS) + 1) * STEPS);
    larger.set(this.#counts);
    this.#counts = larger;
  }
}

function indexOf(units: number): number {
  const shift = 31 - Math.clz32(units) - STEP_BITS;
  return shift <= 0 ? units : shift * STEPS + (units >>> shift);
}

/** The middle of a bucket, in units. */
function middleOf(index: number): number {
  if (index < STEPS * 2) return index;
  const shift = Math.floor(index / STEPS) - 1;
  const step = index - shift * STEPS;
  return step * 2 ** shift + (2 ** shift - 1) / 2;
}
