// router: rules say which target a call goes to.
import {
  type AnyProvider,
  type Call,
  type CallContext,
  type CallOptions,
  checkRequest,
  createContext,
  type Handler,
  type Operation,
  type OperationsOf,
  type Provider,
  type RequestOf,
  targetInfo,
} from '@kit/core';
import { Candidate } from './balancing/candidate.ts';
import { checkChoices } from './balancing/options.ts';
import { combined } from './combinator.ts';
import { inspectAt } from './inspect-at.ts';
import { listModels } from './list-models.ts';
import { checkMember, eventsOf, type Member } from './members.ts';
import { ModelLookup } from './model-lookup.ts';
import { explain as explainRouting } from './routing/explain.ts';
import type { Explanation } from './routing/explanation.ts';
import { type AnyRouterOptions, checkRouterOptions, type RouterOptions } from './routing/router-options.ts';
import { Routing } from './routing/routing.ts';

declare module '@kit/core' {
  interface KitEvents {
    /** A router decided: by which rule, and who may answer, in the order in which they are asked. */
    route: { readonly rule: string; readonly targets: readonly string[]; readonly strategy?: string };
  }
}

/** A call to be explained: one from a middleware, or an operation, a request and call options. */
export interface ExplainedCall<K extends Operation> {
  readonly operation: K;
  readonly request: RequestOf<K>;
  readonly context?: CallContext;
  readonly options?: CallOptions;
}

export interface Router<O extends Operation> extends Provider<O> {
  /** What would become of a call, and why. Nothing is sent; catalogues and detectors that rules need are asked. */
  explain<K extends O>(call: ExplainedCall<K>): Promise<Explanation>;
}

/**
 * A provider over named ones: the first rule that holds for a call says who answers it. Has the operations that any of
 * the targets has. Rules are data or functions, and lead to targets with their fallbacks, to a strategy over the targets
 * that a filter leaves, or to a rejection.
 *
 * @example
 * const routes = router({
 *   targets: { fast: target(groq(), { model: 'llama-4' }), best: target(openai(), { model: 'gpt-6', residency: 'eu' }) },
 *   rules: [
 *     { name: 'eu data', when: { tenant: 'eu-*' }, balance: 'lowest-latency', among: { residency: 'eu' } },
 *     { name: 'long', when: { estimatedTokens: { above: 50_000 } }, use: 'best' },
 *   ],
 *   default: ['fast', 'best'],
 * });
 * const ai = pipeline(routes);
 *
 * @throws KitError `config` for wrong arguments. Calls throw `no-target` if no rule holds and there is no default or a
 * filter leaves nobody, `unsupported` if no target that is meant has the operation, and what a rule rejects them with.
 */
export function router<const R extends Readonly<Record<string, AnyProvider>>>(
  given: RouterOptions<R>,
): Router<OperationsOf<R[keyof R]>> {
  const options = given as unknown as AnyRouterOptions;
  checkRouterOptions(options);
  const { id = 'router' } = options;
  const members = checkTargets(options.targets);
  // Rules, measures and events call a target by its name here.
  const places = [...members].map(([name, member]) => ({
    member,
    info: { ...targetInfo(member), id: name },
    models: new ModelLookup(member),
  }));
  checkChoices('router()', options, places);

  const events = eventsOf([...members.values()]);
  const targets = places.map((place) => new Candidate(place));
  const routing = new Routing({ id, targets, events, options });
  const handlers: Record<string, Handler> = {};
  for (const operation of new Set(places.flatMap(({ member }) => Object.keys(member.handlers))) as Set<Operation>) {
    handlers[operation] =
      operation === 'models'
        ? (listModels(id, members, (_name, model) => model) as unknown as Handler)
        : (call) => routing.answer(call);
  }
  const made = combined(id, places, {
    handlers,
    events,
    inspect: async (call: Call) => {
      const { call: routed, plan } = await routing.decide(call);
      if (plan.kind === 'rejected') throw plan.error;
      const [first] = await routing.order(routed, plan);
      return inspectAt((first as NonNullable<typeof first>).candidate, routed);
    },
    close: () => {
      for (const candidate of targets) candidate.close();
    },
  });
  const explain = async ({ operation, request, context, options: callOptions }: ExplainedCall<Operation>) => {
    checkRequest(operation, request);
    const own = context ?? createContext(callOptions);
    try {
      return await explainRouting(routing, { operation, request, context: own });
    } finally {
      if (!context) own.scope.close();
    }
  };
  return { ...made, explain } as unknown as Router<OperationsOf<R[keyof R]>>;
}

function checkTargets(targets: Readonly<Record<string, unknown>>): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const [name, member] of Object.entries(targets)) {
    checkMember(member, 'router()', `targets.${name}`);
    members.set(name, member);
  }
  return members;
}
