// timeout: deadlines for what stands inside of it.
import {
  type Call,
  type CallContext,
  type Deadlines,
  deriveContext,
  type Handler,
  KitError,
  type Middleware,
  type Operation,
  type ResultOf,
} from '@kit/core';
import { alone, merged } from './merged-deadlines.ts';
import {
  checkDeadlines,
  checkTimeoutOptions,
  type Plan,
  planFor,
  planOver,
  type TimeoutOptions,
} from './timeout-options.ts';
import { withinTotal } from './within-total.ts';

/**
 * Sets deadlines, complete and streamed replies alike. `connect`, `headers`, `firstPart`, `idle`, `drip` and `queue` are
 * those of core, and the call's own win over them. `total` bounds what stands inside of this middleware: inside of a
 * retry each attempt, outside of it all of them. A deadline that passes before an answer has begun can be retried.
 *
 * @example
 * const ai = pipeline(openai()).use(retry(), timeout({ firstPart: '20s', idle: '15s', total: '2m' }));
 *
 * @throws KitError `config` for a wrong option, or if no deadline is named.
 */
export function timeout(options: TimeoutOptions): Middleware {
  checkTimeoutOptions(options);
  return {
    name: 'timeout',
    wrap<K extends Operation>(next: Handler<K>, { operation }: { readonly operation: K }): Handler<K> {
      const plan = planFor(operation, options);
      if (!plan) return next;
      const usual: Usual = { plan, deadlines: plan.deadlines && alone(plan.deadlines) };
      return (call) => {
        const hint = call.context.hints?.timeout;
        if (hint === undefined) return bound(next, call, usual);
        if (hint === false) return next(call);
        try {
          return bound(next, call, hinted(plan, hint));
        } catch (error) {
          return Promise.reject(error);
        }
      };
    },
  };
}

interface Usual {
  readonly plan: Plan;
  /** What calls get that have no deadlines. */
  readonly deadlines: Deadlines | undefined;
}

function bound<K extends Operation>(next: Handler<K>, call: Call<K>, usual: Usual): Promise<ResultOf<K>> {
  const { operation, request, context } = call;
  const { totalMs } = usual.plan;
  const deadlines = deadlinesFor(context, usual);
  if (totalMs === undefined) return next({ operation, request, context: deriveContext(context, { deadlines }) });
  const inner = deriveContext(context, { scope: context.scope.fork(), deadlines });
  return withinTotal(next, { operation, request, context: inner }, totalMs);
}

function deadlinesFor({ deadlines }: CallContext, usual: Usual): Deadlines | undefined {
  if (!deadlines) return usual.deadlines;
  return usual.plan.deadlines ? merged(deadlines, usual.plan.deadlines) : deadlines;
}

/** What a call asks of its timeouts by name: `hints: { timeout: { total: '10m' } }`. */
function hinted(plan: Plan, hint: unknown): Usual {
  if (typeof hint !== 'object' || hint === null) {
    throw new KitError('config', 'call options: `hints.timeout` must be deadlines or false.', {
      field: 'hints.timeout',
    });
  }
  checkDeadlines('call options: hints.timeout', hint);
  const own = planOver(plan, hint);
  return { plan: own, deadlines: own.deadlines && alone(own.deadlines) };
}
