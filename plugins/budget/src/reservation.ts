// What is reserved for a call before it is made, in whole units.
import { type Call, costOf, KitError } from '@kit/core';
import type { BudgetOptions } from './budget-options.ts';
import { estimateCallUsage } from './estimate-usage.ts';
import { modelOf, type PriceList } from './price-list.ts';
import { toWhole } from './unit.ts';

export interface Estimated {
  readonly amount: number;
  /** The input's part of it; worked out when it is asked for. */
  readonly input: () => number;
}

/** `limit`: the budget, in whole units. @throws KitError `config` for a model without a price, unless that is allowed */
export function estimateCall(
  call: Call,
  options: Pick<BudgetOptions, 'unit' | 'estimate' | 'unpriced'>,
  prices: PriceList | undefined,
  limit: number,
): Estimated {
  const { unit = 'USD', estimate } = options;
  if (estimate) {
    const amount = toWhole(checkedAmount('estimate', Math.max(0, estimate(call))), unit);
    return { amount, input: () => amount };
  }
  if (unit === 'requests') return { amount: 1, input: () => 1 };
  if (unit === 'tokens') {
    const { inputTokens = 0, outputTokens = 0 } = estimateCallUsage(call);
    return { amount: inputTokens + outputTokens, input: () => inputTokens };
  }
  const model = modelOf(call);
  const named = prices?.named(model);
  const priced = named ?? (model === undefined ? prices?.dearest(call.operation) : undefined);
  if (!priced) {
    if (options.unpriced === 'allow') return { amount: 0, input: () => 0 };
    throw unpriced(call, model);
  }
  const usage = estimateCallUsage(call, priced.maxOutput);
  // A cost that cannot be told beforehand (an hour of sound?) reserves nothing and is charged in the end.
  const amount = toWhole(costOf(usage, priced)?.amount ?? 0, unit);
  const input = () => toWhole(costOf({ ...usage, outputTokens: 0 }, priced)?.amount ?? 0, unit);
  // A guessed model must not keep calls from ever beginning.
  return { amount: named ? amount : Math.min(amount, limit), input };
}

/** @throws KitError `config` for what a function answered that is no amount */
export function checkedAmount(field: 'limit' | 'estimate', amount: number): number {
  if (amount >= 0) return amount;
  throw new KitError('config', `budget(): \`${field}\` must answer a number, 0 or more. Got ${amount}.`, { field });
}

function unpriced({ operation }: Call, model: string | undefined): KitError {
  const what = model === undefined ? `calls of "${operation}" that name no model` : `the model "${model}"`;
  const remedy = "Give `prices` or an `estimate`, or let such calls through uncounted with `unpriced: 'allow'`.";
  return new KitError('config', `budget(): no price is known for ${what}. ${remedy}`, {
    operation,
    field: 'prices',
    ...(model !== undefined && { model }),
  });
}
