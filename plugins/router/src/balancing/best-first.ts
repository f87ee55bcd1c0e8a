// Strategies that ask the best target by some measure: the emptiest, the fastest, the cheapest, the one of best quality.
import type { BalanceCandidate, BalanceChoice } from './strategy.ts';
import { weightOf } from './weight.ts';
import { weightedRandom } from './weighted-random.ts';

/** The one with the fewest calls under way for its weight; chance decides among equals. */
export function leastConnections(candidates: readonly BalanceCandidate[], choice: BalanceChoice): BalanceCandidate {
  const load = (candidate: BalanceCandidate) => candidate.inFlight / (weightOf(candidate) || 1);
  return weightedRandom(lowest(candidates, load), choice);
}

/** The one whose answers begin soonest. One of which nothing is known is tried. */
export function lowestLatency(candidates: readonly BalanceCandidate[], choice: BalanceChoice): BalanceCandidate {
  return leastConnections(
    lowest(candidates, (candidate) => choice.latency(candidate) ?? 0),
    choice,
  );
}

/** The one where the call is cheapest. One whose price is not known comes last: unknown is not free. */
export function lowestCost(candidates: readonly BalanceCandidate[], choice: BalanceChoice): BalanceCandidate {
  return leastConnections(
    lowest(candidates, (candidate) => choice.cost(candidate) ?? Number.POSITIVE_INFINITY),
    choice,
  );
}

/** One of the highest tier. */
export function highestQuality(candidates: readonly BalanceCandidate[], choice: BalanceChoice): BalanceCandidate {
  return leastConnections(
    lowest(candidates, (candidate) => -choice.quality(candidate)),
    choice,
  );
}

/** All that share the lowest measure. */
function lowest(
  candidates: readonly BalanceCandidate[],
  measure: (candidate: BalanceCandidate) => number,
): readonly BalanceCandidate[] {
  let least = Number.POSITIVE_INFINITY;
  let found: BalanceCandidate[] = [];
  for (const candidate of candidates) {
    const value = measure(candidate);
    if (value > least) continue;
    if (value < least) found = [];
    least = value;
    found.push(candidate);
  }
  return found;
}
