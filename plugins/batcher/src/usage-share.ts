// What one call of a joined request used: its share of the whole, by the length of its inputs.
import type { Attempt, BilledUsage, Cost, Usage } from '@kit/core';

/** Splits whole numbers so that the shares sum to the whole: each gets what is left over of the running sum. */
export class Shares {
  readonly #weights: readonly number[];
  readonly #total: number;

  constructor(weights: readonly number[]) {
    this.#total = weights.reduce((sum, weight) => sum + weight, 0);
    // Inputs that weigh nothing share alike.
    this.#weights = this.#total > 0 ? weights : weights.map(() => 1);
    if (this.#total === 0) this.#total = weights.length;
  }

  /** The share at a place of a count of whole things. */
  count(whole: number, at: number): number {
    const before = this.#before(at);
    return Math.round((whole * (before + this.#weight(at))) / this.#total) - Math.round((whole * before) / this.#total);
  }

  amount(whole: number, at: number): number {
    return (whole * this.#weight(at)) / this.#total;
  }

  #weight(at: number): number {
    return this.#weights[at] ?? 0;
  }

  #before(at: number): number {
    let sum = 0;
    for (let place = 0; place < at; place++) sum += this.#weight(place);
    return sum;
  }
}

/** `estimated`: nobody measured the share. Partitions are left out: their shares would not add up. */
export function usageShare(usage: Usage, shares: Shares, at: number): Usage {
  const { billed } = usage;
  return {
    state: 'estimated',
    ...shareOf(usage, shares, at),
    ...(billed && { billed: shareOf(billed, shares, at) }),
  };
}

function shareOf({ inputTokens, outputTokens, units }: BilledUsage, shares: Shares, at: number): BilledUsage {
  return {
    ...(inputTokens !== undefined && { inputTokens: shares.count(inputTokens, at) }),
    ...(outputTokens !== undefined && { outputTokens: shares.count(outputTokens, at) }),
    ...(units && {
      units: Object.fromEntries(
        Object.entries(units).map(([unit, whole]) => [unit, shares.amount(whole as number, at)]),
      ),
    }),
  };
}

export function costShare({ amount, currency, source, includesLostAttempts }: Cost, shares: Shares, at: number): Cost {
  return { amount: shares.amount(amount, at), currency, source, includesLostAttempts };
}

export function attemptShare(attempt: Attempt, shares: Shares, at: number): Attempt {
  const { usage, cost } = attempt;
  return {
    ...attempt,
    ...(usage && { usage: usageShare(usage, shares, at) }),
    ...(cost && { cost: costShare(cost, shares, at) }),
  };
}
