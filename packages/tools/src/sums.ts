// What several calls used and cost together.
import { addUsage, type Cost, type Usage, type Warning } from '@kit/core';

interface Spent {
  readonly usage?: Usage | undefined;
  readonly cost?: Cost | undefined;
}

/** The sum of the usages; `partial` if a call does not tell its own. */
export function sumUsage(calls: readonly Spent[]): Usage | undefined {
  const sum = addUsage(...calls.map(({ usage }) => usage));
  const isWhole = calls.every(({ usage }) => usage !== undefined);
  return sum && !isWhole && sum.state === 'reported' ? { ...sum, state: 'partial' } : sum;
}

/** The sum of the costs; undefined where one of them is not known or is in another currency: a part would be no sum. */
export function sumCost(calls: readonly Spent[]): Cost | undefined {
  const costs = calls.map(({ cost }) => cost).filter((cost) => cost !== undefined);
  const [first] = costs;
  if (!first || costs.length < calls.length || costs.some(({ currency }) => currency !== first.currency))
    return undefined;
  if (costs.length === 1) return first;
  const breakdown = sumBreakdown(costs);
  return {
    amount: costs.reduce((sum, { amount }) => sum + amount, 0),
    currency: first.currency,
    source: costs.every(({ source }) => source === 'vendor') ? 'vendor' : 'catalogue',
    includesLostAttempts: costs.every(({ includesLostAttempts }) => includesLostAttempts),
    ...(breakdown && { breakdown }),
  };
}

function sumBreakdown(costs: readonly Cost[]): Record<string, number> | undefined {
  if (costs.some(({ breakdown }) => !breakdown)) return undefined;
  const sum: Record<string, number> = {};
  for (const { breakdown = {} } of costs) {
    for (const [bucket, amount] of Object.entries(breakdown)) sum[bucket] = (sum[bucket] ?? 0) + amount;
  }
  return sum;
}

/** Each warning once: every turn of a conversation brings the same ones. */
export function distinctWarnings(warnings: readonly Warning[]): Warning[] {
  const known = new Map<string, Warning>();
  for (const warning of warnings) known.set(JSON.stringify([warning.feature, warning.detail]), warning);
  return [...known.values()];
}
