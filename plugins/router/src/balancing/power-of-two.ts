// power-of-two: two targets by chance, and of these the one with less to do (Mitzenmacher, "The Power of Two Choices",
// 2001): nearly as even as looking at all, and without the herd that runs to the emptiest one.
import type { BalanceCandidate, BalanceChoice } from './strategy.ts';
import { weightOf } from './weight.ts';
import { weightedRandom } from './weighted-random.ts';

export function powerOfTwo(candidates: readonly BalanceCandidate[], choice: BalanceChoice): BalanceCandidate {
  const one = weightedRandom(candidates, choice);
  if (candidates.length === 1) return one;
  const other = weightedRandom(
    candidates.filter((candidate) => candidate !== one),
    choice,
  );
  return loadOf(other) < loadOf(one) ? other : one;
}

const loadOf = (candidate: BalanceCandidate) => candidate.inFlight / (weightOf(candidate) || 1);
