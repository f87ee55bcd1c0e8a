// Rules as data: schemas for what comes from a file or over a wire. Needs zod; the package's main entry does not.
import { KitError } from '@kit/core';
import { z } from 'zod';
import { strategyNames } from './balancing/strategy.ts';
import { checkedNames } from './routing/compile-rules.ts';
import type { Condition } from './routing/condition.ts';
import { rejectCodes, type TargetNames, type UseOutcome } from './routing/rule.ts';

const patterns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).readonly()], {
  error: 'a non-empty string, or a list of them',
});

const range = z
  .strictObject({ above: z.number(), atLeast: z.number(), below: z.number(), atMost: z.number() })
  .partial()
  .refine((bounds) => Object.keys(bounds).length > 0, 'at least one of above, atLeast, below, atMost');

/** `when` of a rule. */
export const conditionSchema: z.ZodType<Condition> = z
  .strictObject({
    operation: patterns,
    model: patterns,
    tenant: patterns,
    user: patterns,
    project: patterns,
    tag: patterns,
    region: patterns,
    residency: patterns,
    language: patterns,
    capability: patterns,
    tier: range,
    estimatedTokens: range,
    estimatedCost: range,
    all: z.lazy(() => z.array(conditionSchema)),
    any: z.lazy(() => z.array(conditionSchema)),
    not: z.lazy(() => conditionSchema),
  })
  .partial();

/** `among` of a rule. */
export const targetFilterSchema = z
  .strictObject({
    name: patterns,
    tag: patterns,
    region: patterns,
    residency: patterns,
    language: patterns,
    capability: patterns,
    tier: range,
    estimatedCost: range,
    matching: z.array(z.enum(['region', 'residency', 'language', 'tier', 'capabilities', 'context'])).readonly(),
  })
  .partial();

const common = { name: z.string().min(1).optional(), when: conditionSchema.optional() };
const rejection = z
  .strictObject({
    code: z.enum(rejectCodes as [(typeof rejectCodes)[number]]),
    message: z.string().min(1),
  })
  .partial();
const strategy = z.enum(strategyNames as [(typeof strategyNames)[number]]);

/** One rule: exactly one of `use`, `balance` and `reject`. */
export const ruleSchema = z.union(
  [
    z.strictObject({ ...common, use: patterns }),
    z.strictObject({ ...common, balance: strategy, among: targetFilterSchema.optional() }),
    z.strictObject({ ...common, reject: rejection }),
  ],
  { error: 'exactly one of `use`, `balance` and `reject` is needed' },
);

export const rulesSchema = z.array(ruleSchema);

type AnyRuleData = z.infer<typeof ruleSchema>;

/** A rule without functions. */
export type RuleData<Name extends string = string> = AnyRuleData extends infer Data
  ? Data extends { readonly use: unknown }
    ? Omit<Data, 'use'> & UseOutcome<Name> & { readonly use: TargetNames<Name> }
    : Data
  : never;

/** Deeper values are no rules, and would only exhaust the stack. */
const DEEPEST = 64;

/**
 * Checks rules from outside: `router({ targets, rules: parseRules(JSON.parse(text), targets) })`. Without the targets their
 * names are checked by `router()` only.
 *
 * @throws KitError `config` that names the place.
 */
export function parseRules<Name extends string = string>(
  value: unknown,
  targets?: Readonly<Record<Name, unknown>>,
): readonly RuleData<Name>[] {
  if (isDeeperThan(value, DEEPEST)) throw new KitError('config', `rules: they are nested more than ${DEEPEST} deep.`);
  const parsed = rulesSchema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = tellingIssue(parsed.error.issues);
    const place = `rules${path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')}`;
    throw new KitError('config', `${place}: ${message}.`, { field: place });
  }
  if (targets) for (const [at, rule] of parsed.data.entries()) checkUse(rule, `rules[${at}]`, Object.keys(targets));
  return parsed.data as unknown as readonly RuleData<Name>[];
}

function checkUse(rule: AnyRuleData, owner: string, names: readonly string[]): void {
  if ('use' in rule) checkedNames(rule.use, owner, names);
}

type Issue = z.core.$ZodIssue;

/** The first issue; of forms that a value may have, the one that it comes nearest to says what is wrong. */
function tellingIssue(issues: readonly Issue[]): Issue {
  const issue = issues[0] as Issue;
  if (issue.code !== 'invalid_union') return issue;
  const forms = issue.errors
    .map((errors) => ({ count: errors.length, issue: tellingIssue(errors) }))
    .toSorted((left, right) => left.count - right.count || right.issue.path.length - left.issue.path.length);
  const [nearest, next] = forms;
  if (!nearest || (nearest.count === next?.count && nearest.issue.path.length === next.issue.path.length)) return issue;
  return { ...nearest.issue, path: [...issue.path, ...nearest.issue.path] };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
