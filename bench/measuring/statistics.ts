// Medians and spreads.

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The value below which this share of the figures lies. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The median, and the lowest and highest round. */
export function spread(figures: readonly number[]): Spread {
  return { median: median(figures), low: Math.min(...figures), high: Math.max(...figures) };
}

/** Round by round, so that whatever else the machine did in a round weighs on both. */
export function ratio(figures: readonly number[], against: readonly number[]): Spread {
  return spread(figures.map((figure, round) => figure / (against[round] ?? Number.NaN)));
}
