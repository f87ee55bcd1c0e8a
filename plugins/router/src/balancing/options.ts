// How a choice among targets is configured: shared by balance and router.
import { checkOptions, KitError, type OptionCheck } from '@kit/core';
import { checkFailoverCodes, type FailoverOptions, failoverChecks } from '../fallback-policy.ts';
import type { Place } from '../place.ts';
import { type AffinityOptions, affinityChecks } from './affinity.ts';
import { checkMeasures, type MeasureOptions, measureChecks } from './measures.ts';
import { strategyNames } from './strategy.ts';

export interface ChoiceOptions extends MeasureOptions {
  /** A conversation stays at its target where prompt cache or reasoning signatures make that worth it. Default on. */
  readonly affinity?: boolean | AffinityOptions;
  /** Which failures are left to the next target, as in `fallback`; `false`: none. */
  readonly failover?: FailoverOptions | false;
}

/** Checks for `checkOptions`. */
export const choiceChecks: Readonly<Record<keyof ChoiceOptions, OptionCheck>> = {
  ...measureChecks,
  affinity: (value) => (typeof value === 'boolean' || isObject(value) ? undefined : 'true, false or an object'),
  failover: (value) => (value === false || isObject(value) ? undefined : 'false or an object'),
};

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `choiceChecks` cannot see. @throws KitError `config`. */
export function checkChoices(owner: string, options: ChoiceOptions, places: readonly Place[]): void {
  const ids = places.map(({ info }) => info.id);
  const { affinity, failover } = options;
  if (typeof affinity === 'object') checkOptions(`${owner} affinity`, affinity, affinityChecks);
  if (failover) {
    checkOptions(`${owner} failover`, failover, failoverChecks);
    checkFailoverCodes(`${owner} failover.codes`, failover, ids);
  }
  checkMeasures(owner, options, ids);
  for (const { info } of places) {
    if ((info.weight ?? 1) >= 0) continue;
    throw new KitError('config', `${owner}: the weight of "${info.id}" must be 0 or more. Got ${info.weight}.`, {
      field: `${info.id}.weight`,
    });
  }
}

/** Check of a strategy's option. */
export const strategyCheck: OptionCheck = (value) =>
  typeof value === 'function' || (strategyNames as readonly unknown[]).includes(value)
    ? undefined
    : `one of ${strategyNames.map((name) => `"${name}"`).join(', ')}, or a function`;
