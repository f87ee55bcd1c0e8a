// Asks the targets of a route one after the other until one answers: what fallback, balance and router share.
import {
  type Call,
  type EventHub,
  type Handler,
  isKitError,
  KitError,
  type Operation,
  PartStream,
  type ResultOf,
  type SettledOf,
  toKitError,
  withNote,
} from '@kit/core';
import { type FailoverOptions, type FallbackOutcome, isSpent, reasonToGoOn, withAttempts } from './fallback-policy.ts';
import { peekAnswer } from './peek-answer.ts';
import type { Route, Step } from './route.ts';

/** What stays the same for all calls of a combinator. */
export interface Asking {
  readonly policy: FailoverOptions;
  readonly events: EventHub;
}

/**
 * The answer of the first target that can give one. `answered` hears which.
 * @throws KitError the first target's error with the attempts of all.
 */
export async function askInTurn<K extends Operation>(
  call: Call<K>,
  route: Route<K>,
  { policy, events }: Asking,
  answered?: (step: Step<K>, result: ResultOf<K>) => void,
): Promise<ResultOf<K>> {
  const failures: KitError[] = [];
  let refused: { readonly step: Step<K>; readonly result: ResultOf<K> } | undefined;
  let addition = '';
  for (let step = route.next(); step; ) {
    const { hasMore } = route;
    const outcome = await attempt(step.handler, hasMore ? hurried(call, policy) : call, hasMore);
    const { error } = outcome;
    const reason = hasMore ? reasonFor(call, step, outcome, policy) : undefined;
    if (!error && !reason) {
      answered?.(step, outcome.result);
      return outcome.result;
    }
    if (error) failures.push(error);
    else refused ??= { step, result: outcome.result };
    const { scope, trace } = call.context;
    if (scope.reason) throw withAttempts(error ?? scope.reason, { attempts: trace.attempts });
    if (!reason) break;
    if (error && isSpent(call.request, error)) {
      addition = " No other target was asked: the request's body is a stream, which can be sent once.";
      break;
    }
    addition = await narrow(route, step, call, { policy, error });
    const next = route.next();
    if (next) emitFallback(events, call, { from: step, to: next, reason, error });
    step = next;
  }
  // A refusal says more than the failures of those who were asked because of it.
  if (refused) {
    answered?.(refused.step, refused.result);
    return refused.result;
  }
  throw finalError(call, failures, addition);
}

type Attempted<K extends Operation> =
  | { readonly error: KitError; readonly result?: undefined; readonly settled?: undefined }
  | { readonly result: ResultOf<K>; readonly settled: SettledOf<K> | undefined; readonly error?: undefined };

/** One target's outcome; with `judge`, a stream's too, as far as it is over when it begins. */
async function attempt<K extends Operation>(handler: Handler<K>, call: Call<K>, judge: boolean): Promise<Attempted<K>> {
  try {
    const result = await handler(call);
    if (!(result instanceof PartStream)) return { result, settled: result as SettledOf<K> };
    if (!judge) return { result, settled: undefined };
    const { stream, answer } = await peekAnswer(result as PartStream<{ type: string }, unknown>, call.context);
    return { result: stream as unknown as ResultOf<K>, settled: answer as SettledOf<K> | undefined };
  } catch (thrown) {
    return { error: isKitError(thrown) ? thrown : toKitError(thrown, 'server', { operation: call.operation }) };
  }
}

/** The call, telling retries further in that somebody else is ready. */
function hurried<K extends Operation>(call: Call<K>, { maxRetryAfterMs = 1_000 }: FailoverOptions): Call<K> {
  return { ...call, context: withNote(call.context, 'fallback', { maxRetryAfterMs }) };
}

function reasonFor<K extends Operation>(
  { operation }: Call<K>,
  { place }: Step<K>,
  { error, settled }: Attempted<K>,
  policy: FailoverOptions,
): string | undefined {
  if (!error && !settled) return undefined;
  const judged = { operation, target: place.info, ...(error ? { error } : { result: settled }) };
  return reasonToGoOn(policy, judged as FallbackOutcome);
}

/** Leaves out the targets that cannot help after this failure. Answers what there is to say about it. */
async function narrow<K extends Operation>(
  route: Route<K>,
  failed: Step<K>,
  call: Call<K>,
  { policy, error }: { readonly policy: FailoverOptions; readonly error: KitError | undefined },
): Promise<string> {
  const code = error?.code ?? 'content-filter';
  const named = policy.codes?.[code];
  if (typeof named === 'string') route.only([named]);
  else if (typeof named === 'object') route.only(named);
  else if (code === 'context-length' && (await route.onlyLarger(failed, call.request)))
    return ' No target that is left has a larger context window.';
  return '';
}

/** The first failure. If every target named a time to come back, the earliest of them holds for all. */
function finalError(call: Call, failures: readonly KitError[], addition: string): KitError {
  const [first] = failures;
  const { attempts } = call.context.trace;
  if (!first) {
    return new KitError('no-target', `No target is left for "${call.operation}".`, {
      operation: call.operation,
      attempts,
    });
  }
  const waits = failures.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const retryAfterMs = waits.length === failures.length ? Math.min(...waits) : first.retryAfterMs;
  return withAttempts(first, { attempts, addition, retryAfterMs });
}

interface Change<K extends Operation> {
  readonly from: Step<K>;
  readonly to: Step<K>;
  readonly reason: string;
  readonly error: KitError | undefined;
}

function emitFallback<K extends Operation>(
  events: EventHub,
  { operation, context, request }: Call<K>,
  { from, to, reason, error }: Change<K>,
): void {
  if (!events.heard) return;
  const { model } = request as { model?: string };
  events.emit('fallback', {
    from: from.place.info.id,
    to: to.place.info.id,
    reason,
    operation,
    at: context.environment.now(),
    requestId: context.requestId,
    ...(error && { error }),
    ...(model !== undefined && { model }),
  });
}
