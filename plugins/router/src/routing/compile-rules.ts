// Makes rules ready: checked against the targets that there are, conditions and filters compiled, a strategy for each.
import { checkOptions, KitError, type OptionChecks } from '@kit/core';
import { type ReadyStrategy, readyStrategy } from '../balancing/balancer.ts';
import { strategyCheck } from '../balancing/options.ts';
import type { CallFacts, Facts } from './call-facts.ts';
import { allOf, compileCondition, type Verdict } from './compile-condition.ts';
import { type Rule, type RuleOutcome, rejectCodes, type TargetNames } from './rule.ts';
import { type CompiledFilter, compileFilter } from './target-filter.ts';

export type CompiledOutcome =
  | {
      readonly kind: 'use';
      /** Names that stand in the rule; undefined if a function says them. */
      readonly names: readonly string[] | undefined;
      readonly ask?: (facts: CallFacts) => TargetNames<string> | Promise<TargetNames<string>>;
    }
  | { readonly kind: 'balance'; readonly strategy: ReadyStrategy; readonly filter: CompiledFilter }
  | { readonly kind: 'reject'; readonly code: (typeof rejectCodes)[number]; readonly message: string | undefined };

export interface CompiledRule {
  readonly name: string;
  /** A function's verdict may take its time. */
  test(facts: Facts): Verdict | Promise<boolean>;
  say(facts: Facts, holds: boolean): string;
  readonly outcome: CompiledOutcome;
}

const outcomeChecks: OptionChecks = {
  use: (value) =>
    typeof value === 'function' || typeof value === 'string' || (Array.isArray(value) && value.length > 0)
      ? undefined
      : 'the name of a target, a list of names, or a function',
  balance: strategyCheck,
  among: 'object',
  reject: 'object',
};

/** @throws KitError `config` that names the rule. */
export function compileRule(rule: Rule, at: number, names: readonly string[]): CompiledRule {
  const owner = `router() rules[${at}]`;
  checkOptions(owner, rule, {
    ...outcomeChecks,
    name: 'string',
    when: (value) => (typeof value === 'function' || typeof value === 'object' ? undefined : 'an object or a function'),
  });
  const { name = `rules[${at}]`, when, ...outcome } = rule;
  return { name, ...ready(when, owner), outcome: compileOutcome(outcome as RuleOutcome, owner, names) };
}

function ready(when: Rule['when'], owner: string): Pick<CompiledRule, 'test' | 'say'> {
  if (typeof when === 'function') {
    return {
      test: (facts) => {
        const said: unknown = when(facts);
        return said instanceof Promise ? said.then(Boolean) : Boolean(said);
      },
      say: (_facts, holds) => `its function ${when.name ? `"${when.name}" ` : ''}said ${holds}`,
    };
  }
  return when ? compileCondition(when, `${owner}.when`) : allOf([]);
}

/** @throws KitError `config`. */
export function compileOutcome(outcome: RuleOutcome, owner: string, names: readonly string[]): CompiledOutcome {
  checkOptions(owner, outcome, outcomeChecks);
  const kinds = (['use', 'balance', 'reject'] as const).filter((kind) => kind in outcome);
  if (kinds.length !== 1) {
    throw new KitError('config', `${owner}: exactly one of \`use\`, \`balance\` and \`reject\` is needed.`, {
      field: kinds[1] ?? 'use',
    });
  }
  if ('use' in outcome) {
    const { use } = outcome;
    if (typeof use === 'function') return { kind: 'use', names: undefined, ask: use };
    return { kind: 'use', names: checkedNames(use, owner, names) };
  }
  if ('balance' in outcome) {
    const { balance, among = {} } = outcome;
    return { kind: 'balance', strategy: readyStrategy(balance), filter: compileFilter(among, `${owner}.among`) };
  }
  checkOptions(`${owner}.reject`, outcome.reject, { code: rejectCodes, message: 'string' });
  const { code = 'no-target', message } = outcome.reject;
  return { kind: 'reject', code, message };
}

/** @throws KitError `config` for a name that no target has. */
export function checkedNames(use: unknown, owner: string, names: readonly string[]): readonly string[] {
  const used = [use].flat();
  const stranger = used.find((name) => !names.includes(name as string));
  if (stranger === undefined && used.length > 0) return used as readonly string[];
  throw new KitError('config', `${owner}: there is no target "${stranger}". Targets: ${names.join(', ')}.`, {
    field: 'use',
  });
}
