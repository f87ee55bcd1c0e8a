// round-robin: by turns, as often as weights say, and evenly mixed (the smooth weighted round robin of nginx).
import type { BalanceCandidate, BalanceStrategy } from './strategy.ts';
import { weightOf } from './weight.ts';

export function roundRobin(): BalanceStrategy {
  /** What each is owed. It sums to nothing over those who take part. */
  const credits = new WeakMap<BalanceCandidate, number>();
  // Weights of 0 only meet among themselves.
  const due = (candidate: BalanceCandidate) => (credits.get(candidate) ?? 0) + (weightOf(candidate) || 1);
  return (candidates, { dryRun }) => {
    let total = 0;
    let best = candidates[0] as BalanceCandidate;
    for (const candidate of candidates) {
      total += weightOf(candidate) || 1;
      if (due(candidate) > due(best)) best = candidate;
    }
    if (dryRun) return best;
    for (const candidate of candidates) credits.set(candidate, due(candidate) - (candidate === best ? total : 0));
    return best;
  };
}
