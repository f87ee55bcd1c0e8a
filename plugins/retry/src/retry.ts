// retry: makes a failed call again.
import {
  type Call,
  type Handler,
  isKitError,
  KitError,
  type Middleware,
  type Operation,
  type ResultOf,
  sleep,
  type WrapPoint,
} from '@kit/core';
import { givenUpCount, giveUp, wasGivenUp } from './given-up.ts';
import { type RetryBudget, retryBudget } from './retry-budget.ts';
import { checkRetryOptions, type RetryOptions } from './retry-options.ts';
import { judge, type RetryFailure, type RetryPast, type RetryPolicy } from './retry-policy.ts';

/**
 * Retries what may succeed when it is made again (`KitError.retryable`), complete and streamed replies alike: a stream
 * is retried only before its first content, so nobody sees it. Exactly one retry acts on a call: the innermost.
 *
 * @example
 * const ai = pipeline(openai()).use(retry({ attempts: 4 }));
 *
 * @throws KitError `config` for a wrong option.
 */
export function retry(options: RetryOptions = {}): Middleware {
  checkRetryOptions(options);
  const {
    attempts = 3,
    baseDelayMs = 500,
    maxDelayMs = 30_000,
    maxRetryAfterMs = 60_000,
    maxWaitMs = Number.POSITIVE_INFINITY,
    codes = {},
    budget,
    when,
  } = options;
  const policy: RetryPolicy = { attempts, baseDelayMs, maxDelayMs, maxRetryAfterMs, maxWaitMs, codes, when };
  const shared = budget === false ? undefined : retryBudget(budget ?? {});
  let warned = false;
  return {
    name: 'retry',
    wrap<K extends Operation>(next: Handler<K>, place: WrapPoint<K>): Handler<K> {
      const { events, operation, provider } = place;
      const warnNested = () => {
        if (warned) return;
        warned = true;
        const detail =
          'Another retry() further in has dealt with this failure already; this one leaves it alone. Keep one of them.';
        events.emit('warning', { warning: { feature: 'retry', detail }, operation, provider: provider.id });
      };
      const at = { policy, events, budget: shared, warnNested };
      return (call) => attemptCall(next, call, at);
    },
  };
}

/** What stays the same for all calls of one handler. */
interface RetryPoint {
  readonly policy: RetryPolicy;
  readonly budget: RetryBudget | undefined;
  readonly events: WrapPoint['events'];
  /** Called when a failure is left to another retry. */
  readonly warnNested: () => void;
}

async function attemptCall<K extends Operation>(next: Handler<K>, call: Call<K>, at: RetryPoint): Promise<ResultOf<K>> {
  const { context } = call;
  const since = givenUpCount(context);
  let past: { readonly tried: (string | undefined)[]; waitedMs: number } | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await next(call);
      at.budget?.succeeded(attempt - 1);
      return result;
    } catch (thrown) {
      if (!isKitError(thrown) || thrown.code === 'aborted' || context.scope.reason) {
        at.budget?.giveBack(attempt - 1);
        throw thrown;
      }
      past ??= { tried: [], waitedMs: 0 };
      const failure = { error: thrown, attempt, call: call as unknown as Call };
      const delayMs = delayOrThrow(failure, at, past, since);
      await pause(failure, delayMs, at);
      past.tried.push(thrown.credential);
      past.waitedMs += delayMs;
    }
  }
}

/** Milliseconds to wait before the next attempt; throws what the caller is to see if there is none. */
function delayOrThrow(failure: RetryFailure, at: RetryPoint, past: RetryPast, since: number): number {
  const {
    error,
    call: { context },
  } = failure;
  const verdict = judge(failure, at.policy, past);
  if ('delayMs' in verdict) {
    if (wasGivenUp(context, error, since)) {
      at.warnNested();
      throw error;
    }
    if (!at.budget || at.budget.take()) return verdict.delayMs;
  }
  const told = 'refusal' in verdict && verdict.refusal === 'sent-once' ? notSentAgain(error) : error;
  giveUp(context, told);
  throw told;
}

async function pause(
  { error, attempt, call }: RetryFailure,
  delayMs: number,
  { events, budget }: RetryPoint,
): Promise<void> {
  const { scope, environment, requestId, trace } = call.context;
  events.emit('retry', {
    attempt: attempt + 1,
    delayMs,
    error,
    operation: call.operation,
    requestId,
    ...(error.provider !== undefined && { provider: error.provider }),
    ...(error.model !== undefined && { model: error.model }),
  });
  if (delayMs <= 0) return;
  try {
    await sleep(delayMs, environment, (listener) => scope.onCancel(listener));
  } catch (reason) {
    budget?.giveBack(attempt);
    // What the call waited for is as good to know as why it ended.
    throw isKitError(reason) ? reason.with({ attempts: trace.attempts, cause: error }) : reason;
  }
}

/** The same failure, saying why it was not tried again. */
function notSentAgain(error: KitError): KitError {
  const message = `${error.message} Not retried: the request's body is a stream, which can be sent once.`;
  const { code, attempts, partial, vendor, cause } = error;
  return new KitError(code, message, { ...error, attempts, partial, vendor, cause });
}
