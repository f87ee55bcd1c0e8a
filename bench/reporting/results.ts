// Everything that one run measured.

import type { ContestantName } from '../contestants/index.ts';
import type { HitRate } from '../hit-rates.ts';
import type { CaseResult } from '../measuring/measure-case.ts';
import type { StartResult } from '../measuring/measure-start.ts';
import type { TapResult } from '../measuring/measure-tap.ts';
import { ratio, type Spread } from '../measuring/statistics.ts';

export interface Results {
  readonly cases: readonly CaseResult[];
  readonly start: StartResult | undefined;
  readonly tap: TapResult | undefined;
  readonly hitRates: readonly HitRate[] | undefined;
  readonly rounds: number;
  /** What others used of the machine, looked at before each case. */
  readonly busyShares: readonly number[];
}

/** A contestant's CPU time over the floor's, round by round; undefined without either. */
export function overFloor({ figures }: CaseResult, name: ContestantName): Spread | undefined {
  const own = figures.get(name);
  const floor = figures.get('floor');
  return own && floor && ratio(own.cpuMicros, floor.cpuMicros);
}
