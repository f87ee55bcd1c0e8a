// Makes conditions ready to be tested: checked once, then plain function calls for each call.
import { checkOptions, KitError, type OptionCheck } from '@kit/core';
import type { Facts, LookupName } from './call-facts.ts';
import type { Condition } from './condition.ts';
import { matchesAny, type Patterns, speaks } from './glob.ts';
import { isWithin, type Range, rangeText } from './range.ts';

/** `unknown`: nobody can say. The name of a lookup: it has to be made first. */
export type Verdict = boolean | 'unknown' | LookupName;

export interface Test {
  test(facts: Facts): Verdict;
  /** What was found, for people: `tenant "acme" is not "zenith"`. */
  say(facts: Facts): string;
}

/** Deeper nesting is no rule that anybody wrote. */
const DEEPEST = 32;

type Leaf<T> = (wanted: T) => Test;

const patternLeaf = (name: string, values: (facts: Facts) => readonly (string | undefined)[]): Leaf<Patterns> => {
  return (patterns) => ({
    test: (facts) => matchesAny(patterns, values(facts)),
    say: (facts) => sentence(name, quoted(values(facts)), matchesAny(patterns, values(facts)), quoted(list(patterns))),
  });
};

const lookupLeaf = (
  name: 'language' | 'residency',
  matches: (patterns: Patterns, value: string) => boolean,
): Leaf<Patterns> => {
  return (patterns) => {
    const holds = (facts: Facts) => {
      const value = facts.peek(name);
      return value !== undefined && matches(patterns, value);
    };
    return {
      test: (facts) => (facts.has(name) ? holds(facts) : name),
      say: (facts) => sentence(name, quoted([facts.peek(name)]), holds(facts), quoted(list(patterns))),
    };
  };
};

const rangeLeaf = (name: string, value: (facts: Facts) => number | undefined, lookup?: LookupName): Leaf<Range> => {
  return (range) => ({
    test: (facts) => {
      if (lookup && !facts.has(lookup)) return lookup;
      const known = value(facts);
      if (known === undefined) return lookup ? 'unknown' : false;
      return isWithin(known, range);
    },
    say: (facts) => {
      const known = value(facts);
      if (known === undefined) return `${name} is not known`;
      return sentence(name, String(known), isWithin(known, range), rangeText(range));
    },
  });
};

const patternLeaves: Readonly<Record<string, Leaf<Patterns>>> = {
  operation: patternLeaf('operation', ({ operation }) => [operation]),
  model: patternLeaf('model', ({ model }) => [model]),
  tenant: patternLeaf('tenant', ({ tenant }) => [tenant]),
  user: patternLeaf('user', ({ user }) => [user]),
  project: patternLeaf('project', ({ project }) => [project]),
  tag: patternLeaf('tag', ({ tags }) => tags),
  region: patternLeaf('region', ({ region }) => [region]),
  capability: patternLeaf('capability', ({ capabilities }) => capabilities),
  residency: lookupLeaf('residency', (patterns, value) => matchesAny(patterns, [value])),
  language: lookupLeaf('language', (patterns, value) => speaks(patterns, [value])),
};

const rangeLeaves: Readonly<Record<string, Leaf<Range>>> = {
  tier: rangeLeaf('tier', ({ tier }) => tier),
  estimatedTokens: rangeLeaf('estimatedTokens', ({ estimatedTokens }) => estimatedTokens),
  estimatedCost: rangeLeaf('estimatedCost', (facts) => facts.peek('cost'), 'cost'),
};

/** Check of an option that takes patterns. */
export const patternsCheck: OptionCheck = (value) =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText))
    ? undefined
    : 'a non-empty string, or a list of them';

/** Check of an option that takes a range. */
export const rangeCheck: OptionCheck = (value) => {
  const bounds = Object.entries(value ?? {});
  const known = ['above', 'atLeast', 'below', 'atMost'];
  const fine = bounds.length > 0 && bounds.every(([name, bound]) => known.includes(name) && Number.isFinite(bound));
  return typeof value === 'object' && fine ? undefined : 'an object with numbers for above, atLeast, below or atMost';
};

const conditionChecks: Readonly<Record<string, OptionCheck>> = {
  ...Object.fromEntries(Object.keys(patternLeaves).map((name) => [name, patternsCheck])),
  ...Object.fromEntries(Object.keys(rangeLeaves).map((name) => [name, rangeCheck])),
  all: 'array',
  any: 'array',
  not: 'object',
};

/** @param owner how errors name the condition. @throws KitError `config`. */
export function compileCondition(condition: Condition, owner: string, depth = 0): Test {
  checkOptions(owner, condition, conditionChecks);
  if (depth > DEEPEST)
    throw new KitError('config', `${owner}: conditions are nested more than ${DEEPEST} deep.`, { field: 'when' });
  const inner = (one: Condition, at: string) => compileCondition(one, `${owner}.${at}`, depth + 1);
  const tests: Test[] = [];
  for (const [name, wanted] of Object.entries(condition)) {
    if (wanted === undefined) continue;
    if (name === 'all') tests.push(allOf((wanted as readonly Condition[]).map((one, at) => inner(one, `all[${at}]`))));
    else if (name === 'any')
      tests.push(anyOf((wanted as readonly Condition[]).map((one, at) => inner(one, `any[${at}]`))));
    else if (name === 'not') tests.push(notOf(inner(wanted as Condition, 'not')));
    else tests.push(patternLeaves[name]?.(wanted as Patterns) ?? (rangeLeaves[name] as Leaf<Range>)(wanted as Range));
  }
  return tests.length === 1 ? (tests[0] as Test) : allOf(tests);
}

/** One false decides, whatever is not known yet. */
export function allOf(tests: readonly Test[]): Test {
  return {
    test(facts) {
      let verdict: Verdict = true;
      for (const one of tests) {
        const found = one.test(facts);
        if (found === false) return false;
        if (found !== true && (verdict === true || verdict === 'unknown')) verdict = found;
      }
      return verdict;
    },
    say(facts) {
      if (tests.length === 0) return 'it holds for every call';
      const decisive = tests.filter((one) => one.test(facts) !== true);
      return (decisive.length > 0 ? decisive : tests).map((one) => one.say(facts)).join(' and ');
    },
  };
}

/** One true decides. */
function anyOf(tests: readonly Test[]): Test {
  return {
    test(facts) {
      let verdict: Verdict = false;
      for (const one of tests) {
        const found = one.test(facts);
        if (found === true) return true;
        if (found !== false && (verdict === false || verdict === 'unknown')) verdict = found;
      }
      return verdict;
    },
    say(facts) {
      const decisive = tests.filter((one) => one.test(facts) === true);
      return (decisive.length > 0 ? decisive : tests).map((one) => one.say(facts)).join(', ') || 'nothing is listed';
    },
  };
}

function notOf(inner: Test): Test {
  return {
    test(facts) {
      const found = inner.test(facts);
      return typeof found === 'boolean' ? !found : found;
    },
    say: (facts) => inner.say(facts),
  };
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const list = (patterns: Patterns) => (typeof patterns === 'string' ? [patterns] : patterns);

function quoted(values: readonly (string | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? '(none)' : known.map((value) => `"${value}"`).join(', ');
}

function sentence(name: string, found: string, holds: boolean, wanted: string): string {
  return `${name} ${found} ${holds ? 'is' : 'is not'} ${wanted}`;
}
