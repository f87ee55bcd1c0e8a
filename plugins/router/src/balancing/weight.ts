// A candidate's share.
import type { BalanceCandidate } from './candidate.ts';

export function weightOf({ info }: BalanceCandidate): number {
  return info.weight ?? 1;
}
