// fallback: the first target that can answer does.
import {
  type AnyProvider,
  type Call,
  checkOptions,
  type EventHub,
  errorCodes,
  type Handler,
  type Handlers,
  isKitError,
  KitError,
  type Operation,
  PartStream,
  type Provider,
  type ResultOf,
  type SettledOf,
  type TargetInfo,
  targetInfo,
  toKitError,
  withNote,
} from '@kit/core';
import { type CommonOperations, commonOperations } from './common-operations.ts';
import { type FallbackOptions, type FallbackOutcome, isSpent, reasonToGoOn, withAttempts } from './fallback-policy.ts';
import { catalogueOf, checkMember, closeAll, eventsOf, type Member, streamedOf } from './members.ts';
import { peekAnswer } from './peek-answer.ts';

/**
 * A provider over several: a call goes to the first target, and on to the next when that one cannot answer. Has the
 * operations that all of them have. A stream goes on only before its first content, so nothing of a failed target is
 * ever seen. Targets are asked in their order; `priority` (lower first) comes before it.
 *
 * @example
 * const ai = pipeline(fallback(
 *   target(pipeline(openai()).use(retry()), { model: 'gpt-6' }),
 *   target(pipeline(anthropic()).use(retry()), { model: 'claude-sonnet-5-5' }),
 *   { codes: { 'invalid-request': true } },
 * ));
 *
 * @throws KitError `config` for wrong arguments. Calls throw the first target's error with the attempts of all.
 */
export function fallback<const P extends readonly AnyProvider[]>(...targets: P): Provider<CommonOperations<P>>;
export function fallback<const P extends readonly AnyProvider[]>(
  ...targets: readonly [...P, FallbackOptions]
): Provider<CommonOperations<P>>;
export function fallback(...given: readonly (AnyProvider | FallbackOptions)[]): Provider<Operation> {
  const last = given.at(-1) as Partial<Member> | undefined;
  const options = given.length > 0 && last?.handlers === undefined ? (last as FallbackOptions) : {};
  const members: unknown[] = given.slice(0, options === last ? -1 : undefined);
  const targets = checkTargets(members, options);
  const operations = commonOperations(targets);
  if (operations.length === 0) {
    const offers = targets.map(({ id, handlers }) => `${id} (${Object.keys(handlers).join(', ')})`).join('; ');
    throw new KitError('config', `fallback(): the targets have no operation in common: ${offers}.`);
  }

  const { id = 'fallback' } = options;
  const events = eventsOf(targets);
  const links = targets.map((member) => ({ member, info: targetInfo(member) }));
  const handlers: Record<string, Handler> = {};
  for (const operation of operations) handlers[operation] = fallbackHandler(operation, links, options, events);
  const [first] = targets;
  return {
    id,
    info: { id },
    handlers: handlers as unknown as Handlers,
    events,
    ...streamedOf(targets),
    ...catalogueOf(
      id,
      targets.map((member) => [member.id, member] as const),
      (model) => model,
    ),
    ...(first?.inspect && { inspect: first.inspect.bind(first) }),
    close: () => closeAll(targets),
  };
}

function checkTargets(members: readonly unknown[], options: FallbackOptions): Member[] {
  const milliseconds = (value: unknown) =>
    typeof value === 'number' && value >= 0 ? undefined : 'a number of milliseconds, 0 or more';
  checkOptions('fallback()', options, {
    id: 'string',
    codes: 'object',
    when: 'function',
    maxRetryAfterMs: milliseconds,
  });
  checkOptions(
    'fallback({ codes })',
    options.codes,
    Object.fromEntries(errorCodes.map((code) => [code, 'boolean' as const])),
  );
  if (members.length === 0) {
    throw new KitError('config', 'fallback() takes at least one provider: fallback(openai(), anthropic()).', {
      field: 'targets',
    });
  }
  const targets = members.map((member, at) => {
    checkMember(member, 'fallback()', `targets[${at}]`);
    return member;
  });
  const priority = (member: Member) => targetInfo(member).priority ?? 0;
  return targets.toSorted((left, right) => priority(left) - priority(right));
}

interface Link {
  readonly member: Member;
  readonly info: TargetInfo;
}

function fallbackHandler<K extends Operation>(
  operation: K,
  links: readonly Link[],
  options: FallbackOptions,
  events: EventHub,
): Handler<K> {
  const steps = links.map(({ member, info }) => ({
    info,
    handler: member.handlers[operation] as unknown as Handler<K>,
  }));
  const patience = { maxRetryAfterMs: options.maxRetryAfterMs ?? 1_000 };

  return async (call) => {
    const { scope, trace } = call.context;
    let firstError: KitError | undefined;
    let firstRefusal: { readonly result: ResultOf<K> } | undefined;
    let addition = '';
    for (const [at, { info, handler }] of steps.entries()) {
      const next = steps[at + 1];
      const outcome = await attempt(handler, next ? hurried(call, patience) : call, next !== undefined);
      const { error, settled } = outcome;
      const judged = { operation, target: info, ...(error ? { error } : { result: settled }) } as FallbackOutcome;
      const reason = next && (error || settled) ? reasonToGoOn(options, judged) : undefined;
      if (!error && !reason) return outcome.result;
      if (error) firstError ??= error;
      else firstRefusal ??= outcome;
      if (scope.reason) throw withAttempts(error ?? scope.reason, trace.attempts);
      if (!next || !reason) break;
      if (error && isSpent(call.request, error)) {
        addition = " No other target was asked: the request's body is a stream, which can be sent once.";
        break;
      }
      emitFallback(events, call, { from: info.id, to: next.info.id, reason, error });
    }
    // A refusal says more than the failures of those who were asked because of it.
    if (firstRefusal) return firstRefusal.result;
    throw withAttempts(firstError as KitError, trace.attempts, addition);
  };
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
    const { stream, answer } = await peekAnswer(result as PartStream<{ type: string }, unknown>);
    return { result: stream as unknown as ResultOf<K>, settled: answer as SettledOf<K> | undefined };
  } catch (thrown) {
    return { error: isKitError(thrown) ? thrown : toKitError(thrown, 'server', { operation: call.operation }) };
  }
}

/** The call, telling retries further in that somebody else is ready. */
function hurried<K extends Operation>(call: Call<K>, patience: { readonly maxRetryAfterMs: number }): Call<K> {
  return { ...call, context: withNote(call.context, 'fallback', patience) };
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly error: KitError | undefined;
}

function emitFallback(
  events: EventHub,
  { operation, context, request }: Call<Operation>,
  { from, to, reason, error }: Step,
): void {
  if (!events.heard) return;
  const { model } = request as { model?: string };
  events.emit('fallback', {
    from,
    to,
    reason,
    operation,
    at: context.environment.now(),
    requestId: context.requestId,
    ...(error && { error }),
    ...(model !== undefined && { model }),
  });
}
