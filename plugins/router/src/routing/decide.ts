// Finds the rule that decides.
import type { Facts } from './call-facts.ts';
import type { Verdict } from './compile-condition.ts';
import type { CompiledRule } from './compile-rules.ts';

/** Hears of every rule that was looked at. */
export type Witness = (rule: CompiledRule, holds: boolean | 'unknown') => void;

/** The first rule that holds. Facts are looked up only when a verdict hangs on them. */
export async function decide(
  rules: readonly CompiledRule[],
  facts: Facts,
  witness?: Witness,
): Promise<CompiledRule | undefined> {
  for (const rule of rules) {
    let verdict: Verdict | Promise<boolean> = rule.test(facts);
    while (typeof verdict !== 'boolean' && verdict !== 'unknown') {
      if (typeof verdict === 'string') {
        await facts.load(verdict);
        verdict = rule.test(facts);
      } else verdict = await verdict;
    }
    witness?.(rule, verdict);
    if (verdict === true) return rule;
  }
  return undefined;
}
