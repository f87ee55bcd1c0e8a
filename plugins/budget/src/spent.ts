// What a call has really spent, lost attempts included.
import { type Attempt, type Cost, costOf, type Outcome, type ResponseMeta, type Usage } from '@kit/core';
import type { PriceList } from './price-list.ts';
import { type BudgetUnit, toWhole } from './unit.ts';

export interface EndedCall {
  readonly unit: BudgetUnit;
  /** Whole units that were reserved. */
  readonly reserved: number;
  /** What the input alone was estimated at. */
  readonly input: () => number;
  /** Those made since the budget was asked. */
  readonly attempts: readonly Attempt[];
  readonly outcome: Outcome;
  readonly meta: ResponseMeta | undefined;
  readonly model: string | undefined;
  readonly prices: PriceList | undefined;
}

/** Whole units. */
export function spentBy(ended: EndedCall): number {
  const { attempts, outcome, meta, unit } = ended;
  if (attempts.length === 0) {
    // A cache's answer, or a refusal on the way; or a provider that keeps no account of its attempts.
    if (meta?.cache || (outcome.status !== 'complete' && !meta)) return 0;
    return spentOn({ outcome: outcome.status, usage: outcome.usage, cost: costIn(outcome) }, ended);
  }
  if (unit === 'requests') return attempts.length;
  return attempts.reduce((sum, attempt) => sum + spentOn(attempt, ended), 0);
}

type Accounted = Pick<Attempt, 'outcome' | 'usage' | 'cost' | 'model' | 'error'>;

function spentOn(attempt: Accounted, ended: EndedCall): number {
  const { unit } = ended;
  if (unit === 'requests') return 1;
  if (unit === 'tokens') {
    const { inputTokens, outputTokens } = attempt.usage ?? {};
    const tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
    if ((inputTokens !== undefined || outputTokens !== undefined) && isAmount(tokens)) return toWhole(tokens, unit);
  } else {
    const cost = attempt.cost?.currency === 'USD' ? attempt.cost : priced(attempt.usage, attempt.model, ended);
    if (cost && isAmount(cost.amount)) return toWhole(cost.amount, unit);
  }
  // Nobody told. An answer is charged what was reserved for it.
  if (attempt.outcome === 'complete') return ended.reserved;
  return wasCutOff(attempt) ? Math.min(ended.input(), ended.reserved) : 0;
}

/** What is none would be spent for ever, or be a credit: it is as if nobody had told. */
const isAmount = (amount: number) => Number.isFinite(amount) && amount >= 0;

/** Its vendor had the request and was not let finish: it may bill what it read. */
function wasCutOff({ outcome, error }: Accounted): boolean {
  if (outcome !== 'failed') return true;
  return error?.code === 'timeout' && error.phase !== 'connect' && error.phase !== 'queue';
}

function priced(
  usage: Usage | undefined,
  model: string | undefined,
  { prices, model: asked }: EndedCall,
): Cost | undefined {
  return costOf(usage, prices?.named(model) ?? prices?.named(asked));
}

const costIn = (outcome: Outcome): Cost | undefined =>
  outcome.status === 'complete' ? (outcome.result as { readonly cost?: Cost } | undefined)?.cost : undefined;
