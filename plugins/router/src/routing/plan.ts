// What a rule comes to for one call: who may answer it, or why nobody does.
import { KitError, type Operation } from '@kit/core';
import type { ReadyStrategy } from '../balancing/balancer.ts';
import type { Candidate } from '../balancing/candidate.ts';
import { loadModels } from '../balancing/load-models.ts';
import { offers } from '../place.ts';
import type { Facts } from './call-facts.ts';
import { type CompiledOutcome, checkedNames } from './compile-rules.ts';

export type Plan =
  | { readonly kind: 'in-turn'; readonly targets: readonly Candidate[] }
  | {
      readonly kind: 'shared';
      readonly targets: readonly Candidate[];
      readonly strategy: ReadyStrategy;
      readonly misfits: Misfits;
    }
  | { readonly kind: 'rejected'; readonly error: KitError; readonly misfits?: Misfits };

/** Why targets are left out, by name. */
export type Misfits = ReadonlyMap<string, string>;

/** What plans are made of. */
export interface Planning {
  readonly id: string;
  readonly targets: readonly Candidate[];
  costOf(candidate: Candidate, facts: Facts): number | undefined;
}

/** @throws KitError `config` if a function names a target that does not exist; what a detector throws. */
export async function planFor(rule: string, outcome: CompiledOutcome, facts: Facts, planning: Planning): Promise<Plan> {
  const { id } = planning;
  const known = { provider: id, operation: facts.operation };
  if (outcome.kind === 'reject') {
    const { code, message = `${id}: the rule "${rule}" rejects this call.` } = outcome;
    return { kind: 'rejected', error: new KitError(code, message, known) };
  }
  if (outcome.kind === 'balance') return sharedPlan(rule, outcome, facts, planning);
  const there = planning.targets.map(({ info }) => info.id);
  const names = outcome.names ?? checkedNames(await outcome.ask?.(facts), `${id}: the rule "${rule}"`, there);
  const meant = names.flatMap((name) => planning.targets.filter(({ info }) => info.id === name));
  const targets = meant.filter((candidate) => offers(candidate, facts.operation));
  if (targets.length > 0) return { kind: 'in-turn', targets };
  return { kind: 'rejected', error: nobodyOffers(meant, rule, facts.operation, id) };
}

async function sharedPlan(
  rule: string,
  { strategy, filter }: Extract<CompiledOutcome, { readonly kind: 'balance' }>,
  facts: Facts,
  { id, targets, costOf }: Planning,
): Promise<Plan> {
  for (const name of filter.lookups) if (!facts.has(name)) await facts.load(name);
  const able = targets.filter((candidate) => offers(candidate, facts.operation));
  if (able.length === 0) return { kind: 'rejected', error: nobodyOffers(targets, rule, facts.operation, id) };
  const loading = filter.needsModels ? loadModels(able) : undefined;
  if (loading) await loading;
  const misfits = new Map<string, string>();
  const fitting = able.filter((candidate) => {
    const misfit = filter.misfit(candidate, facts, (one) => costOf(one, facts));
    if (misfit !== undefined) misfits.set(candidate.info.id, misfit);
    return misfit === undefined;
  });
  if (fitting.length > 0) return { kind: 'shared', targets: fitting, strategy, misfits };
  const why = [...misfits].map(([name, misfit]) => `${name} (${misfit})`).join('; ');
  const message = `${id}: the rule "${rule}" leaves no target: ${why}.`;
  const error = new KitError('no-target', message, { provider: id, operation: facts.operation });
  return { kind: 'rejected', error, misfits };
}

function nobodyOffers(targets: readonly Candidate[], rule: string, operation: Operation, id: string): KitError {
  const names = targets.map(({ info }) => info.id).join(', ');
  const message = `${id}: no target of the rule "${rule}" has the operation "${operation}" (${names}).`;
  return new KitError('unsupported', message, { provider: id, operation });
}
