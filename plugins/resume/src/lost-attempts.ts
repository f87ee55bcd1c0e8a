// What broken attempts have used, and what that costs.
import { addUsage, type Catalogue, type Cost, costOf, type Usage } from '@kit/core';

/** Sums over all attempts of a stream. What is not known is never taken for nothing. */
export class LostAttempts {
  #usage: Usage | undefined;
  #isKnown = true;
  #cost: Cost | undefined;
  #isPriced = true;
  count = 0;

  add(usage: Usage | undefined, cost: Cost | undefined): void {
    this.count++;
    this.#usage = addUsage(this.#usage, usage);
    this.#isKnown &&= usage !== undefined;
    this.#isPriced &&= cost !== undefined;
    if (cost) this.#cost = this.#cost ? addCost(this.#cost, cost) : cost;
  }

  /** Undefined if nothing is known at all. */
  withUsage(usage: Usage | undefined): Usage | undefined {
    const sum = addUsage(this.#usage, usage);
    // A sum in which something is missing is not the last word.
    return sum && !this.#isKnown && sum.state === 'reported' ? { ...sum, state: 'partial' } : sum;
  }

  /** The attempt's own cost, as it is, where that of a lost one is not known. */
  withCost(cost: Cost | undefined): Cost | undefined {
    if (!cost || !this.#cost || !this.#isPriced || this.#cost.currency !== cost.currency) return cost;
    return { ...addCost(this.#cost, cost), includesLostAttempts: true };
  }
}

function addCost(one: Cost, other: Cost): Cost {
  const breakdown: Record<string, number> = { ...one.breakdown };
  for (const [bucket, amount] of Object.entries(other.breakdown ?? {}))
    breakdown[bucket] = (breakdown[bucket] ?? 0) + amount;
  return {
    amount: one.amount + other.amount,
    currency: one.currency,
    // A sum with a list price in it is no vendor's word.
    source: one.source === other.source ? one.source : 'catalogue',
    includesLostAttempts: true,
    ...(one.breakdown && other.breakdown && { breakdown }),
  };
}

/** By the list price of the first of these models that has one. */
export async function costOfLost(
  usage: Usage | undefined,
  models: readonly (string | undefined)[],
  catalogue: (() => Promise<Catalogue | undefined>) | undefined,
): Promise<Cost | undefined> {
  const known = usage && (await catalogue?.().catch(() => undefined));
  if (!known) return undefined;
  for (const id of models) {
    const cost =
      id === undefined
        ? undefined
        : costOf(
            usage,
            known.models.find((model) => model.id === id),
          );
    if (cost) return cost;
  }
  return undefined;
}
