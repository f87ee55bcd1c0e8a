// weighted-random: each target by chance, as often as its weight says.
import type { BalanceCandidate, BalanceChoice } from './strategy.ts';
import { weightOf } from './weight.ts';

export function weightedRandom(candidates: readonly BalanceCandidate[], { random }: Pick<BalanceChoice, 'random'>) {
  let total = 0;
  for (const candidate of candidates) total += weightOf(candidate);
  let drawn = random() * total;
  for (const candidate of candidates) {
    drawn -= weightOf(candidate);
    if (drawn < 0) return candidate;
  }
  // All weights are 0.
  return candidates[Math.floor(random() * candidates.length)] as BalanceCandidate;
}
