// A router at work: finds the rule for a call, and does what it says.
import type { Call, EventHub, Operation, ResultOf } from '@kit/core';
import { type AliasResolver, aliasResolver, withResolvedModel } from '../aliases.ts';
import { type Asking, askInTurn } from '../ask-in-turn.ts';
import { Balancer } from '../balancing/balancer.ts';
import type { Candidate } from '../balancing/candidate.ts';
import { modelAsked } from '../place.ts';
import { Route } from '../route.ts';
import { Facts, type LookupSources } from './call-facts.ts';
import { type CompiledOutcome, type CompiledRule, compileOutcome, compileRule } from './compile-rules.ts';
import { decide, type Witness } from './decide.ts';
import { costSource, lookupSources } from './lookups.ts';
import { type Plan, type Planning, planFor } from './plan.ts';
import type { AnyRouterOptions } from './router-options.ts';
import type { RuleOutcome } from './rule.ts';

export interface RoutingSetup {
  readonly id: string;
  readonly targets: readonly Candidate[];
  readonly events: EventHub;
  readonly options: AnyRouterOptions;
}

/** What was decided for a call. */
export interface Decision {
  /** The call as its targets get it. */
  readonly call: Call;
  readonly facts: Facts;
  /** The rule that decides; undefined for the default. */
  readonly rule: CompiledRule | undefined;
  readonly plan: Plan;
}

/** Name of the rule that holds when none does. */
export const defaultRule = 'default';

export class Routing {
  readonly balancer: Balancer;
  readonly targets: readonly Candidate[];
  readonly #planning: Planning;
  readonly #rules: readonly CompiledRule[];
  readonly #default: CompiledOutcome;
  readonly #resolve: AliasResolver;
  readonly #sources: LookupSources;
  readonly #asking: Asking;
  readonly #failsOver: boolean;

  /** @throws KitError `config` for rules that make no sense. */
  constructor({ id, targets, events, options }: RoutingSetup) {
    const { rules, aliases = {}, detect, failover = {} } = options;
    const names = targets.map(({ info }) => info.id);
    this.targets = targets;
    this.balancer = new Balancer(options, events);
    this.#rules = rules.map((rule, at) => compileRule(rule, at, names));
    this.#default = defaultOutcome(options, id, names);
    this.#resolve = aliasResolver(aliases, 'router() aliases');
    const { measures } = this.balancer;
    const cost = costSource(defaultFirst(targets, this.#default), measures);
    this.#sources = lookupSources(id, { detect, events, cost });
    this.#planning = { id, targets, costOf: (candidate, { call }) => measures.cost(candidate, call) };
    this.#asking = { policy: failover || {}, events };
    this.#failsOver = failover !== false;
  }

  async answer<K extends Operation>(call: Call<K>): Promise<ResultOf<K>> {
    const { call: routed, rule, plan } = await this.decide(call as unknown as Call);
    this.#tell(routed, rule, plan);
    return this.#carryOut(routed as unknown as Call<K>, plan);
  }

  async decide(call: Call, witness?: Witness): Promise<Decision> {
    const routed = withResolvedModel(call, this.#resolve);
    const facts = new Facts(routed, this.#sources);
    const rule = await decide(this.#rules, facts, witness);
    const plan = await planFor(rule?.name ?? defaultRule, rule?.outcome ?? this.#default, facts, this.#planning);
    return { call: routed, facts, rule, plan };
  }

  /** The targets of a plan in the order in which they would be asked, and by what they come first. */
  async order(call: Call, plan: Plan): Promise<readonly { readonly candidate: Candidate; readonly by?: string }[]> {
    if (plan.kind === 'rejected') return [];
    if (plan.kind === 'shared') return this.balancer.order(call, plan.targets, plan.strategy);
    return this.#inTurn(plan.targets).map((candidate) => ({ candidate }));
  }

  #carryOut<K extends Operation>(call: Call<K>, plan: Plan): Promise<ResultOf<K>> {
    switch (plan.kind) {
      case 'rejected':
        throw plan.error;
      case 'shared':
        return this.balancer.ask(call, plan.targets, plan.strategy);
      case 'in-turn': {
        const steps = this.#inTurn(plan.targets).map((candidate) => candidate.stepOf(call.operation));
        return askInTurn(call, new Route(steps), this.#asking);
      }
    }
  }

  #inTurn(targets: readonly Candidate[]): readonly Candidate[] {
    return this.#failsOver ? targets : targets.slice(0, 1);
  }

  #tell({ operation, request, context }: Call, rule: CompiledRule | undefined, plan: Plan): void {
    const { events } = this.#asking;
    if (!events.heard) return;
    const model = modelAsked(request);
    events.emit('route', {
      rule: rule?.name ?? defaultRule,
      targets: plan.kind === 'rejected' ? [] : plan.targets.map(({ info }) => info.id),
      ...(plan.kind === 'shared' && { strategy: plan.strategy.name }),
      operation,
      at: context.environment.now(),
      requestId: context.requestId,
      ...(model !== undefined && { model }),
    });
  }
}

function defaultOutcome(options: AnyRouterOptions, id: string, names: readonly string[]): CompiledOutcome {
  const given = options.default as RuleOutcome | string | readonly string[] | undefined;
  if (given === undefined) {
    const message = `${id}: no rule holds for this call, and there is no default.`;
    return { kind: 'reject', code: 'no-target', message };
  }
  const isNames = typeof given === 'string' || Array.isArray(given);
  return compileOutcome((isNames ? { use: given } : given) as RuleOutcome, 'router() default', names);
}

/** The candidates by which a call's cost is estimated: those of the default before the others. */
function defaultFirst(targets: readonly Candidate[], outcome: CompiledOutcome) {
  const first = (outcome.kind === 'use' && outcome.names) || [];
  const rank = ({ info }: Candidate) => (first.includes(info.id) ? first.indexOf(info.id) : first.length);
  return targets.toSorted((left, right) => rank(left) - rank(right));
}
