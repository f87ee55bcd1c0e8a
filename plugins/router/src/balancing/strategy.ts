// What a strategy is: which of several targets is asked.
import type { Call } from '@kit/core';
import { highestQuality, leastConnections, lowestCost, lowestLatency } from './best-first.ts';
import type { BalanceCandidate } from './candidate.ts';
import { powerOfTwo } from './power-of-two.ts';
import { roundRobin } from './round-robin.ts';
import { weightedRandom } from './weighted-random.ts';

export type { BalanceCandidate };

/** One choice: the call, and the measures of its candidates. */
export interface BalanceChoice {
  readonly call: Call;
  /** Until an answer begins, of late or as supplied; undefined if nothing is known. */
  latency(candidate: BalanceCandidate): number | undefined;
  /** About what the call will cost there, in USD; undefined if no price is known. */
  cost(candidate: BalanceCandidate): number | undefined;
  /** As supplied, or the target's tier; 0 if neither is there. */
  quality(candidate: BalanceCandidate): number;
  /** 0 … 1. */
  health(candidate: BalanceCandidate): number;
  /** 0 ≤ value < 1. */
  random(): number;
  /** True if nobody will be asked: a strategy that remembers whose turn it is must not count this one. */
  readonly dryRun: boolean;
}

/** Answers one of `candidates`, of which there is at least one. */
export type BalanceStrategy = (candidates: readonly BalanceCandidate[], choice: BalanceChoice) => BalanceCandidate;

export type BalanceStrategyName =
  | 'round-robin'
  | 'weighted-random'
  | 'least-connections'
  | 'power-of-two'
  | 'lowest-latency'
  | 'lowest-cost'
  | 'highest-quality';

/** Makes a strategy. Each balancer has its own: some remember whose turn it is. */
export const strategies: Readonly<Record<BalanceStrategyName, () => BalanceStrategy>> = {
  'round-robin': roundRobin,
  'weighted-random': () => weightedRandom,
  'least-connections': () => leastConnections,
  'power-of-two': () => powerOfTwo,
  'lowest-latency': () => lowestLatency,
  'lowest-cost': () => lowestCost,
  'highest-quality': () => highestQuality,
};

/** Names of all strategies. */
export const strategyNames = Object.keys(strategies) as readonly BalanceStrategyName[];
