// Rules as data.
import { type KitError, pipeline, user } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { router } from './router.ts';
import type { Condition } from './routing/condition.ts';
import type { Rule } from './routing/rule.ts';
import { type conditionSchema, parseRules, type RuleData, rulesSchema } from './rules.ts';
import { vendor } from './testing/vendors.ts';

const written = `[
  { "name": "no", "when": { "tenant": "evil" }, "reject": { "code": "permission", "message": "No." } },
  { "name": "eu", "when": { "any": [{ "residency": "eu" }, { "not": { "tag": ["us", "world"] } }] },
    "balance": "power-of-two", "among": { "tier": { "atLeast": 2 }, "matching": ["residency"] } },
  { "when": { "model": "gpt-*", "estimatedTokens": { "above": 1000 } }, "use": ["a", "b"] }
]`;

function refusal(value: unknown): KitError {
  try {
    parseRules(value);
  } catch (error) {
    return error as KitError;
  }
  return expect.unreachable();
}

describe('rules as data', () => {
  it('are rules', async () => {
    const targets = { a: vendor('a'), b: vendor('b') };
    const rules = parseRules(JSON.parse(written), targets);
    expect(rules).toEqual(JSON.parse(written));
    const routes = router({ targets, rules, default: 'b' });
    const error = await pipeline(routes)
      .chat({ messages: [user('Hi')] }, { tenant: 'evil' })
      .catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({ code: 'permission', message: 'No.' });
  });

  it('have the types of rules', () => {
    expectTypeOf<RuleData>().toExtend<Rule>();
    expectTypeOf<RuleData<'a'>>().toExtend<Rule<'a'>>();
    expectTypeOf<RuleData<'a'>>().not.toExtend<Rule<'b'>>();
    expectTypeOf<z.infer<typeof conditionSchema>>().toEqualTypeOf<Condition>();
  });

  it.each<[string, unknown, string]>([
    ['not a list', {}, 'rules: Invalid input: expected array, received object.'],
    ['a rule without an outcome', [{ name: 'x' }], 'rules[0]: exactly one of `use`, `balance` and `reject` is needed'],
    ['a list of no names', [{ use: [] }], 'rules[0].use: Too small'],
    [
      'a wrong field deep inside',
      [{ when: { all: [{ tenat: 'x' }] }, use: 'a' }],
      'rules[0].when.all[0]: Unrecognized key: "tenat"',
    ],
    ['a strategy that is none', [{ balance: 'best' }], 'rules[0].balance: Invalid option'],
    [
      'an empty range',
      [{ when: { tier: {} }, use: 'a' }],
      'rules[0].when.tier: at least one of above, atLeast, below, atMost',
    ],
    [
      'a number that is none',
      [{ when: { tier: { above: '3' } }, use: 'a' }],
      'rules[0].when.tier.above: Invalid input',
    ],
  ])('are refused when they are %s, with the place', (_what, value, message) => {
    const error = refusal(value);
    expect(error.code).toBe('config');
    expect(error.message).toContain(message);
    expect(error.field).toBe(message.split(/: /)[0]);
  });

  it('that name targets which do not exist are refused, where the targets are known', () => {
    expect(() => parseRules([{ use: ['a', 'c'] }], { a: 1, b: 1 })).toThrow(
      'rules[0]: there is no target "c". Targets: a, b.',
    );
    expect(parseRules([{ use: 'anybody' }])).toHaveLength(1);
  });

  it('that are nested without end are refused, not followed', () => {
    let when: object = { tenant: 'x' };
    for (let level = 0; level < 20_000; level++) when = { not: when };
    expect(refusal([{ when, use: 'a' }]).message).toContain('nested more than');
  });

  it('never throw anything but a config error, whatever comes in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseRules(value);
        } catch (error) {
          expect((error as KitError).code).toBe('config');
        }
      }),
    );
  });

  it('can be described to an editor as JSON Schema', () => {
    const schema = JSON.stringify(z.toJSONSchema(rulesSchema));
    for (const field of ['estimatedCost', 'matching', 'power-of-two', 'budget-exceeded'])
      expect(schema).toContain(field);
  });
});
