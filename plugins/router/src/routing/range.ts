// A range of numbers, as rules write it: `{ above: 1_000, atMost: 5_000 }`.

/** All that are given have to hold. */
export interface Range {
  readonly above?: number;
  readonly atLeast?: number;
  readonly below?: number;
  readonly atMost?: number;
}

export function isWithin(value: number, range: Range): boolean {
  const { above = -Infinity, atLeast = -Infinity, below = Infinity, atMost = Infinity } = range;
  return value > above && value >= atLeast && value < below && value <= atMost;
}

/** `above 1000 and at most 5000`. */
export function rangeText({ above, atLeast, below, atMost }: Range): string {
  const bounds = [
    above !== undefined && `above ${above}`,
    atLeast !== undefined && `at least ${atLeast}`,
    below !== undefined && `below ${below}`,
    atMost !== undefined && `at most ${atMost}`,
  ];
  return bounds.filter(Boolean).join(' and ');
}
