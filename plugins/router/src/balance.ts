// balance: calls are shared out among targets, by a strategy.
import { type AnyProvider, type Call, checkOptions, type Handler, type Operation, type Provider } from '@kit/core';
import { Balancer, readyStrategy } from './balancing/balancer.ts';
import { Candidate } from './balancing/candidate.ts';
import { type ChoiceOptions, checkChoices, choiceChecks, strategyCheck } from './balancing/options.ts';
import type { BalanceStrategy, BalanceStrategyName } from './balancing/strategy.ts';
import { combined, placesOf, sharedOperations, targetsAndOptions } from './combinator.ts';
import type { CommonOperations } from './common-operations.ts';
import { inspectAt } from './inspect-at.ts';
import { eventsOf } from './members.ts';

export interface BalanceOptions extends ChoiceOptions {
  /** Which target is asked; a name or a function of one's own. Default `power-of-two`. */
  readonly strategy?: BalanceStrategyName | BalanceStrategy;
  /** Instance id. Default `balance`. */
  readonly id?: string;
  readonly handlers?: undefined;
}

/**
 * A provider over several that share the calls, as often as their `weight` says. Has the operations that all of them
 * have. Targets that are ill, resting (Retry-After) or full (`limits.concurrency`) are asked only if no other is left, as
 * are those of a higher `priority`. A target that fails before its answer begins is followed by another one (`failover`).
 * Conversations stay where their prompt cache and their signatures are (`affinity`).
 *
 * @example
 * const ai = pipeline(balance(
 *   target(openai({ id: 'east' }), { weight: 3 }),
 *   target(openai({ id: 'west' }), { limits: { concurrency: 20 } }),
 *   { strategy: 'lowest-latency' },
 * ));
 *
 * @throws KitError `config` for wrong arguments. Calls throw the first asked target's error with the attempts of all.
 */
export function balance<const P extends readonly AnyProvider[]>(...targets: P): Provider<CommonOperations<P>>;
export function balance<const P extends readonly AnyProvider[]>(
  ...targets: readonly [...P, BalanceOptions]
): Provider<CommonOperations<P>>;
export function balance(...given: readonly (AnyProvider | BalanceOptions)[]): Provider<Operation> {
  const { members, options } = targetsAndOptions<BalanceOptions>(given);
  checkOptions('balance()', options, { id: 'string', strategy: strategyCheck, ...choiceChecks });
  const places = placesOf('balance()', members);
  checkChoices('balance()', options, places);
  const operations = sharedOperations('balance()', places);

  const { id = 'balance', strategy = 'power-of-two' } = options;
  const events = eventsOf(places.map(({ member }) => member));
  const candidates = places.map((place) => new Candidate(place));
  const balancer = new Balancer(options, events);
  const ready = readyStrategy(strategy);
  const handlers: Record<string, Handler> = {};
  for (const operation of operations) handlers[operation] = (call) => balancer.ask(call, candidates, ready);
  const inspect = async (call: Call) => {
    const [first] = await balancer.order(call, candidates, ready);
    return inspectAt((first as NonNullable<typeof first>).candidate, call);
  };
  const close = () => {
    for (const candidate of candidates) candidate.close();
  };
  return combined(id, places, { handlers, events, inspect, close });
}
