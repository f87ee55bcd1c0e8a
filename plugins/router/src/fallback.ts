// fallback: the first target that can answer does.
import { type AnyProvider, checkOptions, type Handler, type Operation, type Provider } from '@kit/core';
import { askInTurn } from './ask-in-turn.ts';
import { combined, placesOf, sharedOperations, targetsAndOptions } from './combinator.ts';
import type { CommonOperations } from './common-operations.ts';
import { checkFailoverCodes, type FallbackOptions, failoverChecks } from './fallback-policy.ts';
import { eventsOf } from './members.ts';
import type { Place } from './place.ts';
import { Route, type Step } from './route.ts';

/**
 * A provider over several: a call goes to the first target, and on to the next when that one cannot answer. Has the
 * operations that all of them have. A stream goes on only before its first content, so nothing of a failed target is
 * ever seen. Targets are asked in their order; `priority` (lower first) comes before it. After a `context-length`
 * failure those are left out whose window is known to be no larger.
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
  const { members, options } = targetsAndOptions<FallbackOptions>(given);
  checkOptions('fallback()', options, { id: 'string', ...failoverChecks });
  const places = placesOf('fallback()', members).toSorted((left, right) => priorityOf(left) - priorityOf(right));
  const ids = places.map(({ info }) => info.id);
  checkFailoverCodes('fallback({ codes })', options, ids);

  const { id = 'fallback', ...policy } = options;
  const events = eventsOf(places.map(({ member }) => member));
  const asking = { policy, events };
  const handlers: Record<string, Handler> = {};
  for (const operation of sharedOperations('fallback()', places)) {
    const steps: readonly Step[] = places.map((place) => ({
      place,
      handler: place.member.handlers[operation] as Handler,
    }));
    handlers[operation] = (call) => askInTurn(call, new Route(steps), asking);
  }
  const inspect = places[0]?.member.inspect?.bind(places[0].member);
  return combined(id, places, { handlers, events, ...(inspect && { inspect }) });
}

const priorityOf = ({ info }: Place) => info.priority ?? 0;
