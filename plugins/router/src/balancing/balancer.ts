// Shares calls out among candidates: what balance does with all of its targets and a router's rules with some of theirs.
import type { Call, EventHub, Operation, ResultOf } from '@kit/core';
import { askInTurn } from '../ask-in-turn.ts';
import { Route } from '../route.ts';
import { Affinity } from './affinity.ts';
import type { Candidate } from './candidate.ts';
import { Chooser, type Chosen } from './chooser.ts';
import { loadModels } from './load-models.ts';
import { Measures } from './measures.ts';
import type { ChoiceOptions } from './options.ts';
import { type BalanceStrategy, type BalanceStrategyName, strategies } from './strategy.ts';

/** A strategy, and what has to be known before it can choose. */
export interface ReadyStrategy {
  readonly name: string;
  readonly choose: BalanceStrategy;
  readonly needsPrices: boolean;
}

/** A strategy for one place: those that remember whose turn it is are not shared. */
export function readyStrategy(strategy: BalanceStrategyName | BalanceStrategy): ReadyStrategy {
  if (typeof strategy === 'function') return { name: strategy.name || 'own', choose: strategy, needsPrices: true };
  return { name: strategy, choose: strategies[strategy](), needsPrices: strategy === 'lowest-cost' };
}

export class Balancer {
  readonly measures: Measures;
  readonly #chooser: Chooser;
  readonly #affinity: Affinity | undefined;
  readonly #events: EventHub;
  readonly #failover: Exclude<ChoiceOptions['failover'], undefined>;

  constructor(options: ChoiceOptions, events: EventHub) {
    const { affinity = true, failover = {} } = options;
    this.measures = new Measures(options);
    this.#affinity = affinity === false ? undefined : new Affinity(affinity === true ? {} : affinity);
    this.#chooser = new Chooser(this.measures, this.#affinity);
    this.#events = events;
    this.#failover = failover;
  }

  /** Asks the candidate of the strategy's choice, and others if that one cannot answer. There is at least one. */
  async ask<K extends Operation>(
    call: Call<K>,
    among: readonly Candidate[],
    { choose, needsPrices }: ReadyStrategy,
  ): Promise<ResultOf<K>> {
    const any = call as unknown as Call;
    const loading = needsPrices ? loadModels(among) : undefined;
    if (loading) await loading;
    const key = this.#affinity?.keyOf(any);
    const pick = (left: readonly Candidate[]) =>
      this.#chooser.choose(left, { call: any, key, strategy: choose }).candidate;
    const candidates = this.#failover === false ? [pick(among)] : among;
    const route = new Route(
      candidates.map((candidate) => candidate.stepOf(call.operation)),
      (left) => pick(left.map(({ place }) => place as Candidate)).stepOf(call.operation),
    );
    return askInTurn(call, route, { policy: this.#failover || {}, events: this.#events }, ({ place }) =>
      this.#affinity?.remember(key, place as Candidate, call.context.environment.monotonicMs()),
    );
  }

  /** The order in which `ask` would go through the candidates, as things stand. Nothing is asked, no turn is counted. */
  async order(call: Call, among: readonly Candidate[], strategy: ReadyStrategy): Promise<readonly Chosen[]> {
    if (strategy.needsPrices) await loadModels(among);
    const key = this.#affinity?.keyOf(call);
    const order: Chosen[] = [];
    for (let left = among; left.length > 0; ) {
      const chosen = this.#chooser.choose(left, { call, key, strategy: strategy.choose, dryRun: true });
      order.push(chosen);
      left = this.#failover === false ? [] : left.filter((other) => other !== chosen.candidate);
    }
    return order;
  }
}
