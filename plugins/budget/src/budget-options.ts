// Options of budget(), with their defaults in words and their checks.
import { type Call, checkOptions, type Price } from '@kit/core';
import { checkKeyBy, type KeyBy, type Store } from '@kit/store';
import { type BudgetPeriod, periods } from './period.ts';
import { type BudgetUnit, units } from './unit.ts';

export interface BudgetOptions {
  /** What may be spent in a period, in the unit. A function answers each call's own; `undefined`: no limit. */
  readonly limit: number | ((call: Call) => number | undefined);
  /** In UTC; weeks begin on Monday. `total` never begins anew. */
  readonly period: BudgetPeriod;
  /** Whose budget it is: each key has its own. Default: one for all calls. */
  readonly key?: KeyBy;
  /** Default `USD`. */
  readonly unit?: BudgetUnit;
  /** What to reserve for a call, in the unit. Default: by its estimated tokens and its model's price. */
  readonly estimate?: (call: Call) => number;
  /** Prices by model, over those of the provider's catalogue: USD per million tokens, and so on. */
  readonly prices?: Readonly<Record<string, Price>>;
  /** Calls of models without a known price: refused (the default), or let through without being counted. */
  readonly unpriced?: 'refuse' | 'allow';
  /** What is left of a call whose process died: nothing (the default), or what was reserved for it. */
  readonly lapsed?: 'release' | 'charge';
  /** Share of the limit at which a `budget-warning` event is told, once for each key and period. Default 0.8. */
  readonly warnAt?: number;
  /** Where the spending is kept. Default: in this process. */
  readonly store?: Store;
  /**
   * While the store is away: `closed` (the default): calls fail with `store-unavailable`; `open`: this process keeps the
   * budget by itself, and tells the store later.
   */
  readonly outage?: 'open' | 'closed';
  /** After how many milliseconds what a process that died had reserved is free again. Default 60,000. */
  readonly leaseMs?: number;
  /** Operations that count. Default: all whose cost is known at their end. */
  readonly operations?: readonly string[];
  /** Begins the keys in the store: budgets of one name, key, period and store are one. Default `budget`. */
  readonly name?: string;
}

const limit = (value: unknown) =>
  typeof value === 'function' || (typeof value === 'number' && value >= 0 && value <= 9_000_000_000)
    ? undefined
    : 'a number, 0 or more (up to 9 million USD), or a function of the call';
const store = (value: unknown) =>
  typeof (value as Store | null)?.reserve === 'function' ? undefined : 'a store, such as redisStore({ url })';
const share = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'a number from 0 to 1';

/** @throws KitError `config` that names the option. */
export function checkBudgetOptions(options: BudgetOptions): void {
  checkOptions(
    'budget()',
    options,
    {
      limit,
      period: periods,
      key: checkKeyBy,
      unit: units,
      estimate: 'function',
      prices: 'object',
      unpriced: ['refuse', 'allow'],
      lapsed: ['release', 'charge'],
      warnAt: share,
      store,
      outage: ['open', 'closed'],
      leaseMs: 'positive',
      operations: 'array',
      name: 'string',
    },
    ['limit', 'period'],
  );
}
