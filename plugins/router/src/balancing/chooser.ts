// Which of several candidates a call goes to: those that are well and free first, then affinity, then the strategy.
import { type Call, KitError } from '@kit/core';
import type { Affinity } from './affinity.ts';
import type { Candidate } from './candidate.ts';
import type { Measures } from './measures.ts';
import type { BalanceStrategy } from './strategy.ts';
import { weightOf } from './weight.ts';

/** How a candidate stands, best first. */
type Standing = 0 | 1 | 2;
const ready: Standing = 0;
const busyOrIll: Standing = 1;
const withoutShare: Standing = 2;

export interface Chosen {
  readonly candidate: Candidate;
  /** `affinity: …` or `strategy`. */
  readonly by: string;
}

export class Chooser {
  readonly #measures: Measures;
  readonly #affinity: Affinity | undefined;

  constructor(measures: Measures, affinity: Affinity | undefined) {
    this.#measures = measures;
    this.#affinity = affinity;
  }

  choose(
    among: readonly Candidate[],
    {
      call,
      key,
      strategy,
      dryRun = false,
    }: {
      readonly call: Call;
      readonly key: string | undefined;
      readonly strategy: BalanceStrategy;
      readonly dryRun?: boolean;
    },
  ): Chosen {
    const nowMs = call.context.environment.monotonicMs();
    const home = this.#affinity?.preferred(among, call, key);
    if (home && this.standing(home.candidate, call, nowMs) === ready)
      return { candidate: home.candidate, by: `affinity: ${home.reason}` };
    const best = among.length === 1 ? among : this.#best(among, call, nowMs);
    if (best.length === 1) return { candidate: best[0] as Candidate, by: 'strategy' };
    const candidate = strategy(best, this.#measures.choice(call, nowMs, dryRun)) as Candidate;
    if (best.includes(candidate)) return { candidate, by: 'strategy' };
    throw new KitError('config', 'A balance strategy must answer one of the candidates that it is given.', {
      field: 'strategy',
    });
  }

  standing(candidate: Candidate, call: Call, nowMs: number): Standing {
    if (weightOf(candidate) === 0) return withoutShare;
    return candidate.isBusy(nowMs) || !this.#measures.isWell(candidate, call, nowMs) ? busyOrIll : ready;
  }

  /** Those of the best standing, and of them those of the lowest `priority`. */
  #best(among: readonly Candidate[], call: Call, nowMs: number): readonly Candidate[] {
    let least = Number.POSITIVE_INFINITY;
    let first = Number.POSITIVE_INFINITY;
    let best: Candidate[] = [];
    for (const candidate of among) {
      const standing = this.standing(candidate, call, nowMs);
      const { priority = 0 } = candidate.info;
      if (standing > least || (standing === least && priority > first)) continue;
      if (standing < least || priority < first) best = [];
      least = standing;
      first = priority;
      best.push(candidate);
    }
    return best;
  }
}
