// A section of the results: plugins, and what each adds to the bare pipeline.
import { type Spread, spread } from '../measuring/statistics.ts';
import type { TimedCase } from './rounds.ts';
import { measureRounds } from './rounds.ts';

export interface Figure extends Spread {
  /** The most that it should be. */
  readonly target?: number | undefined;
}

export interface Row {
  readonly name: string;
  /** One for each column. */
  readonly figures: readonly Figure[];
}

export interface Section {
  readonly title: string;
  readonly about: string;
  readonly unit: string;
  readonly columns: readonly string[];
  /** The bare pipeline itself; the others are what they add to it. */
  readonly rows: readonly Row[];
}

/** The case that the others are held against. */
export const bare = 'the bare pipeline';

/** The rows of one column; `times` turns microseconds into the section's unit. */
export async function measuredColumn(
  cases: readonly TimedCase[],
  rounds: number,
  { times = 1, target }: { readonly times?: number; readonly target?: (name: string) => number | undefined } = {},
): Promise<ReadonlyMap<string, Figure>> {
  return overBare(await measureRounds(cases, rounds), { times, target });
}

export function overBare(
  figures: ReadonlyMap<string, readonly number[]>,
  {
    times = 1,
    target,
  }: { readonly times?: number; readonly target?: ((name: string) => number | undefined) | undefined },
): ReadonlyMap<string, Figure> {
  const base = figures.get(bare) ?? [];
  const column = new Map<string, Figure>();
  for (const [name, own] of figures) {
    const added = name === bare ? own : own.map((figure, round) => figure - (base[round] ?? Number.NaN));
    const { median, low, high } = middleHalf(added);
    column.set(name, { median: median * times, low: low * times, high: high * times, target: target?.(name) });
  }
  return column;
}

/** Differences of figures have long tails: the median with the middle half of the rounds. */
function middleHalf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const quarter = Math.floor(sorted.length / 4);
  return spread(sorted.slice(quarter, sorted.length - quarter));
}

/** Rows out of columns that have the same names. */
export function rowsOf(columns: readonly ReadonlyMap<string, Figure>[]): readonly Row[] {
  const names = [...(columns[0]?.keys() ?? [])];
  return names.map((name) => ({ name, figures: columns.map((column) => column.get(name) as Figure) }));
}
