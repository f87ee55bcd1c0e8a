// hedge: asks a second target when the first one is late, and takes the answer that comes first.
import {
  type AnyProvider,
  type Attempt,
  type Call,
  checkOptions,
  type EventHub,
  type Handler,
  type Operation,
  type Provider,
} from '@kit/core';
import { combined, placesOf, sharedOperations, targetsAndOptions } from './combinator.ts';
import type { CommonOperations } from './common-operations.ts';
import { estimatedUsage } from './estimated-usage.ts';
import { isSentOnce } from './fallback-policy.ts';
import { HedgeBudget } from './hedging/hedge-budget.ts';
import { fixedDelay, type HedgePercentile, percentileDelay } from './hedging/hedge-delay.ts';
import { race } from './hedging/race.ts';
import { inspectAt } from './inspect-at.ts';
import { eventsOf } from './members.ts';
import { modelAsked, type Place } from './place.ts';
import type { Step } from './route.ts';

declare module '@kit/core' {
  interface KitEvents {
    /**
     * A hedged call is over: who answered, and the attempts that were for nothing, with what they used. Where a vendor
     * was cancelled before it could say so, that is an estimate of the prompt.
     */
    'hedge-settled': { readonly winner: string; readonly lost: readonly Attempt[] };
  }
}

export interface HedgeOptions {
  /**
   * When an answer is late: milliseconds until it begins, or a percentile of the latest 200 answers (nothing is hedged
   * before there were 20). Default `p95`.
   */
  readonly delayMs?: number | HedgePercentile;
  /** Least delay that a percentile comes to, in milliseconds. Default 50. */
  readonly minDelayMs?: number;
  /** Share of the calls that may be made again, 0 … 1. Default 0.1. */
  readonly maxShare?: number;
  /**
   * Operations that may be made twice. Default: those that leave nothing at the vendor (no batches, files, videos,
   * voices), and only built-in ones.
   */
  readonly operations?: readonly Operation[];
  /** Instance id. Default `hedge`. */
  readonly id?: string;
  readonly handlers?: undefined;
}

const repeatable: readonly Operation[] = [
  'chat',
  'stream',
  'complete',
  'embed',
  'rerank',
  'image',
  'speech',
  'speechStream',
  'transcribe',
  'transcribeStream',
  'moderate',
  'countTokens',
  'parse',
];

const percentiles: readonly unknown[] = ['p50', 'p75', 'p90', 'p95', 'p99'];

/**
 * A provider over several: the first target is asked; while its answer has not begun after `delayMs`, the next one is
 * asked too. Whose answer begins first has the call; the others are cancelled, their sockets closed. With one target, that
 * one is asked again. What fails before it is late fails the call: put a `fallback` or `retry` around it or inside.
 *
 * @example
 * const ai = pipeline(hedge(openai({ id: 'east' }), openai({ id: 'west' }), { delayMs: 'p95', maxShare: 0.05 }));
 *
 * @throws KitError `config` for wrong arguments. Calls throw the first target's error, with the attempts of all, when
 * all that were asked have failed.
 */
export function hedge<const P extends readonly AnyProvider[]>(...targets: P): Provider<CommonOperations<P>>;
export function hedge<const P extends readonly AnyProvider[]>(
  ...targets: readonly [...P, HedgeOptions]
): Provider<CommonOperations<P>>;
export function hedge(...given: readonly (AnyProvider | HedgeOptions)[]): Provider<Operation> {
  const { members, options } = targetsAndOptions<HedgeOptions>(given);
  const milliseconds = (value: unknown) =>
    typeof value === 'number' && value >= 0 ? undefined : 'a number of milliseconds, 0 or more';
  checkOptions('hedge()', options, {
    id: 'string',
    delayMs: (value) =>
      percentiles.includes(value)
        ? undefined
        : milliseconds(value) && 'milliseconds, or one of p50, p75, p90, p95, p99',
    minDelayMs: milliseconds,
    maxShare: (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'a number from 0 to 1'),
    operations: 'array',
  });
  const places = placesOf('hedge()', members);
  const { id = 'hedge', maxShare = 0.1 } = options;
  const events = eventsOf(places.map(({ member }) => member));
  const budget = new HedgeBudget(maxShare);
  const hedged = new Set(options.operations ?? repeatable);
  const handlers: Record<string, Handler> = {};
  for (const operation of sharedOperations('hedge()', places)) {
    const steps = stepsOf(operation, places);
    const first = (steps[0] as Step).handler;
    handlers[operation] =
      hedged.has(operation) && maxShare > 0 ? hedgedHandler(steps, { options, budget, events }) : first;
  }
  const inspect = (call: Call) => inspectAt(places[0] as Place, call);
  return combined(id, places, { handlers, events, inspect });
}

/** One target alone is its own hedge. */
function stepsOf(operation: Operation, places: readonly Place[]): readonly Step[] {
  const asked = places.length === 1 ? [...places, ...places] : places;
  return asked.map((place) => ({ place, handler: place.member.handlers[operation] as Handler }));
}

interface HedgePoint {
  readonly options: HedgeOptions;
  readonly budget: HedgeBudget;
  readonly events: EventHub;
}

function hedgedHandler(steps: readonly Step[], { options, budget, events }: HedgePoint): Handler {
  const { delayMs = 'p95', minDelayMs = 50 } = options;
  const delay = typeof delayMs === 'number' ? fixedDelay(delayMs) : percentileDelay(delayMs, minDelayMs);
  const [first] = steps as readonly [Step];

  return async (call) => {
    const { environment, trace } = call.context;
    budget.called();
    const lateMs = delay.delayMs;
    if (lateMs === undefined || !budget.hasAny || isSentOnce(call.request)) {
      const startedAtMs = environment.monotonicMs();
      const result = await first.handler(call);
      delay.add(environment.monotonicMs() - startedAtMs);
      return result;
    }
    const before = trace.attempts.length;
    return race(call, {
      steps,
      delayMs: lateMs,
      mayAsk: ({ place }) => {
        if (!budget.take()) return false;
        events.emit('hedge', { ...eventBase(call), target: place.info.id, delayMs: lateMs });
        return true;
      },
      // How long the first one would have taken is not known when another answers: at least so long.
      answered: (durationMs) => delay.add(durationMs),
      settled: ({ place }) => {
        if (!events.heard) return;
        const winner = place.info.id;
        const attempts = trace.attempts.slice(before);
        const answering = attempts.findLast(
          ({ target, outcome }) => target === winner && (outcome === 'complete' || outcome === 'pending'),
        );
        const lost = attempts.filter((attempt) => attempt !== answering).map((attempt) => withUsage(attempt, call));
        events.emit('hedge-settled', { ...eventBase(call), winner, lost });
      },
    });
  };
}

/** Vendors charge for a prompt that they have read, whoever wins. */
function withUsage(attempt: Attempt, { operation, request }: Call): Attempt {
  if (attempt.usage || attempt.outcome !== 'cancelled') return attempt;
  const usage = estimatedUsage(operation, request, 0);
  return usage ? { ...attempt, usage } : attempt;
}

function eventBase({ operation, request, context }: Call) {
  const model = modelAsked(request);
  return {
    operation,
    at: context.environment.now(),
    requestId: context.requestId,
    ...(model !== undefined && { model }),
  };
}
