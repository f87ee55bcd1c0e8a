// What a budget counts in, as whole numbers: stores add those exactly.

/** `USD`, tokens (input and output), or requests to vendors. */
export type BudgetUnit = 'USD' | 'tokens' | 'requests';

export const units: readonly BudgetUnit[] = ['USD', 'tokens', 'requests'];

/** A thousand-millionth of a dollar: less than any token costs. Up to 9 million dollars fit into 2^53. */
const NANO = 1_000_000_000;

/** What a store can count: as a limit, no limit. */
const MOST = Number.MAX_SAFE_INTEGER;

/** Rounded up, so that nothing is free by being small. */
export function toWhole(amount: number, unit: BudgetUnit): number {
  // A cost is a sum of products: what it is off by must not cost a nanodollar.
  return Math.min(MOST, unit === 'USD' ? Math.ceil(Number((amount * NANO).toFixed(3))) : Math.ceil(amount));
}

export function fromWhole(whole: number, unit: BudgetUnit): number {
  return unit === 'USD' ? whole / NANO : whole;
}

/** For messages. */
export function shown(whole: number, unit: BudgetUnit): string {
  if (unit !== 'USD') return `${whole} ${unit}`;
  const amount = whole / NANO;
  return `USD ${amount === 0 || amount >= 0.01 ? amount.toFixed(2) : amount.toPrecision(2)}`;
}
