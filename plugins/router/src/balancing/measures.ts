// What a choice among targets goes by: latency, cost, quality and health, learned or supplied.
import { type Call, costOf, KitError, type OptionCheck, type TargetInfo } from '@kit/core';
import { estimatedUsage } from '../estimated-usage.ts';
import type { Candidate } from './candidate.ts';
import { type HealthSigns, healthScore } from './health-score.ts';
import type { BalanceCandidate, BalanceChoice } from './strategy.ts';

/** By target id, or asked for each target. */
export type PerTarget<T> = Readonly<Record<string, T>> | ((target: TargetInfo) => T | undefined);

export interface MeasureOptions {
  /** Signs of health, over those that are learned. */
  readonly health?: (target: TargetInfo) => HealthSigns | undefined;
  /** A target whose health score is below this is asked only if no better one is left. Default 0.75. */
  readonly minHealth?: number;
  /** Latencies, or tiers of latency (lower is faster), over those that are learned. */
  readonly latency?: PerTarget<number>;
  /** Quality (higher is better), over the targets' `tier`. */
  readonly quality?: PerTarget<number>;
  /** What a call costs at a target, over the catalogue's price × the estimated tokens. */
  readonly cost?: (call: Call, target: TargetInfo) => number | undefined;
  /** Tokens that an answer without a bound is estimated to have. Default 500. */
  readonly outputTokens?: number;
}

const perTarget: OptionCheck = (value) =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)
    ? undefined
    : 'an object by target id, or a function';

/** Checks for `checkOptions`. */
export const measureChecks: Readonly<Record<keyof MeasureOptions, OptionCheck>> = {
  health: 'function',
  minHealth: (value) =>
    typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'a number from 0 (all pass) to 1',
  latency: perTarget,
  quality: perTarget,
  cost: 'function',
  outputTokens: 'count',
};

/** @throws KitError `config` for names of targets that do not exist. */
export function checkMeasures(owner: string, { latency, quality }: MeasureOptions, ids: readonly string[]): void {
  for (const [field, table] of Object.entries({ latency, quality })) {
    if (typeof table !== 'object') continue;
    const stranger = Object.keys(table).find((id) => !ids.includes(id));
    if (stranger === undefined) continue;
    throw new KitError(
      'config',
      `${owner}: \`${field}\` names "${stranger}", which is no target. Targets: ${ids.join(', ')}.`,
      {
        field: `${field}.${stranger}`,
      },
    );
  }
}

export class Measures {
  readonly #options: MeasureOptions;

  constructor(options: MeasureOptions) {
    this.#options = options;
  }

  /** True if the candidate is well enough to be asked before others. */
  isWell(candidate: Candidate, call: Call, nowMs: number): boolean {
    const { minHealth = 0.75 } = this.#options;
    return minHealth === 0 || this.health(candidate, call, nowMs) >= minHealth;
  }

  health(candidate: Candidate, call: Call, nowMs: number): number {
    return healthScore({ ...candidate.signs(call, nowMs), ...this.#options.health?.(candidate.info) });
  }

  latency(candidate: Candidate, { operation }: Call, nowMs: number): number | undefined {
    return supplied(this.#options.latency, candidate.info) ?? candidate.latencyMs(operation, nowMs);
  }

  /** Needs the candidate's catalogue to be loaded. */
  cost(candidate: Candidate, call: Call): number | undefined {
    const told = this.#options.cost?.(call, candidate.info);
    if (told !== undefined) return told;
    const model = candidate.models.find(candidate.modelOf(call));
    return model && costOf(estimatedUsage(call.operation, call.request, this.#options.outputTokens), model)?.amount;
  }

  quality({ info }: BalanceCandidate): number {
    return supplied(this.#options.quality, info) ?? info.tier ?? 0;
  }

  /** What a strategy sees of them. */
  choice(call: Call, nowMs: number, dryRun: boolean): BalanceChoice {
    const { environment } = call.context;
    // Every candidate that a strategy is given was made by a balancer.
    return {
      call,
      dryRun,
      latency: (candidate) => this.latency(candidate as Candidate, call, nowMs),
      cost: (candidate) => this.cost(candidate as Candidate, call),
      quality: (candidate) => this.quality(candidate),
      health: (candidate) => this.health(candidate as Candidate, call, nowMs),
      random: () => environment.random(),
    };
  }
}

function supplied(table: PerTarget<number> | undefined, info: TargetInfo): number | undefined {
  if (typeof table === 'function') return table(info);
  return table && Object.hasOwn(table, info.id) ? table[info.id] : undefined;
}
