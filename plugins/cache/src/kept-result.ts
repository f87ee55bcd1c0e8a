// What of an answer is kept.
import type { Billed } from './served.ts';

/** The result or part as it is kept: attempts hold errors and belong to the call that made them, as does what it paid. */
export function keptResult<R>(result: R): R {
  const { usage: _usage, cost: _cost, ...kept } = result as Billed;
  return (kept.meta ? { ...kept, meta: { ...kept.meta, attempts: [] } } : kept) as R;
}
