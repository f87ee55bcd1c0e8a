// Conditions: for which calls a rule is. Each is put to a router with one rule.
import { type CallOptions, type ChatRequest, image, type KitError, type Model, target, user } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { router } from '../router.ts';
import { vendor } from '../testing/vendors.ts';
import { type CallFacts, Facts } from './call-facts.ts';
import { compileCondition } from './compile-condition.ts';
import type { Condition } from './condition.ts';

interface Given {
  readonly request?: Partial<ChatRequest>;
  readonly options?: CallOptions;
  readonly detect?: Parameters<typeof router>[0]['detect'];
  readonly models?: readonly Model[];
}

/** What a router says of a rule with this condition. */
async function ask(when: Condition | ((facts: CallFacts) => boolean | Promise<boolean>), given: Given = {}) {
  const { request = {}, options = {}, detect, models } = given;
  const routes = router({
    targets: { a: target(vendor('a', { ...(models && { models }) })) },
    rules: [{ when, use: 'a' }],
    default: 'a',
    ...(detect && { detect }),
  });
  const explained = await routes.explain({
    operation: 'chat',
    request: { messages: [user('Hi')], ...request },
    options,
  });
  return explained.rules[0] as (typeof explained.rules)[number];
}
const holds = async (...given: Parameters<typeof ask>) => (await ask(...given)).holds;

describe('a condition', () => {
  it.each<[string, Condition, Given, Given]>([
    ['model', { model: 'gpt-*' }, { request: { model: 'gpt-6' } }, { request: { model: 'claude' } }],
    ['tenant', { tenant: ['acme', 'zen*'] }, { options: { tenant: 'zenith' } }, { options: { tenant: 'other' } }],
    ['user', { user: 'ann' }, { options: { user: 'ann' } }, {}],
    ['project', { project: 'p' }, { options: { project: 'p' } }, { options: { project: 'q' } }],
    ['tag', { tag: 'batch' }, { options: { tags: ['x', 'batch'] } }, { options: { tags: ['x'] } }],
    ['region', { region: 'eu-*' }, { options: { tags: ['region:eu-west'] } }, { options: { tags: ['region:us'] } }],
    ['residency', { residency: 'eu' }, { options: { hints: { router: { residency: 'eu' } } } }, {}],
    ['language', { language: 'pt' }, { options: { tags: ['language:pt-BR'] } }, { options: { tags: ['language:es'] } }],
    ['tier', { tier: { atLeast: 2 } }, { options: { tags: ['tier:2'] } }, { options: { tags: ['tier:1'] } }],
    ['tokens', { estimatedTokens: { above: 100 } }, { request: { messages: [user('word '.repeat(200))] } }, {}],
    ['operation', { operation: 'chat' }, {}, { request: {} }],
    ['capability: tools', { capability: 'tools' }, { request: { tools: [{ name: 't' }] } }, {}],
    [
      'capability: reasoning',
      { capability: 'reasoning' },
      { request: { reasoning: { effort: 'high' } } },
      { request: { reasoning: { effort: 'none' } } },
    ],
    [
      'capability: json-schema',
      { capability: 'json-schema' },
      { request: { output: { type: 'json-schema', schema: {} } } },
      { request: { output: { type: 'text' } } },
    ],
    ['capability: vision', { capability: 'vision' }, { request: { messages: [user([image('https://x/y.png')])] } }, {}],
    [
      'several fields',
      { tenant: 'a', user: 'b' },
      { options: { tenant: 'a', user: 'b' } },
      { options: { tenant: 'a' } },
    ],
    [
      'all',
      { all: [{ tenant: 'a' }, { user: 'b' }] },
      { options: { tenant: 'a', user: 'b' } },
      { options: { user: 'b' } },
    ],
    ['any', { any: [{ tenant: 'a' }, { user: 'b' }] }, { options: { user: 'b' } }, { options: { user: 'c' } }],
    ['not', { not: { tenant: 'a' } }, { options: { tenant: 'b' } }, { options: { tenant: 'a' } }],
  ])('on %s holds where it should, and only there', async (what, when, yes, no) => {
    expect(await holds(when, yes)).toBe(true);
    if (what !== 'operation') expect(await holds(when, no)).toBe(false);
  });

  it('on the cost goes by the price of the model that is asked for', async () => {
    const models = [
      { id: 'dear', price: { input: 1_000, output: 1_000 } },
      { id: 'cheap', price: { input: 0.1, output: 0.1 } },
    ];
    const when = { estimatedCost: { above: 0.1 } };
    expect(await holds(when, { models, request: { model: 'dear' } })).toBe(true);
    expect(await holds(when, { models, request: { model: 'cheap' } })).toBe(false);
  });

  it('on a cost that is not known says neither yes nor no, its opposite too', async () => {
    const when = { estimatedCost: { above: 0.1 } };
    expect(await ask(when)).toMatchObject({ holds: 'unknown', because: 'estimatedCost is not known' });
    expect(await holds({ not: when })).toBe('unknown');
    expect(await holds({ all: [when, { tenant: 'x' }] })).toBe(false);
    expect(await holds({ any: [when, { operation: 'chat' }] })).toBe(true);
  });

  it('says why', async () => {
    const options = { tenant: 'acme', tags: ['x'] };
    const because = async (when: Condition) => (await ask(when, { options })).because;
    expect(await because({ tenant: 'zenith' })).toBe('tenant "acme" is not "zenith"');
    expect(await because({ tenant: 'acme', user: 'ann' })).toBe('user (none) is not "ann"');
    expect(await because({ tenant: 'acme', tag: ['x', 'y'] })).toBe('tenant "acme" is "acme" and tag "x" is "x", "y"');
    expect(await because({ any: [{ tenant: 'b' }, { tag: 'x' }] })).toBe('tag "x" is "x"');
    expect(await because({ not: { tenant: 'acme' } })).toBe('tenant "acme" is "acme"');
    expect(await because({})).toBe('it holds for every call');
    expect(await because({ estimatedTokens: { above: 9, atMost: 99 } })).toBe(
      'estimatedTokens 5 is not above 9 and at most 99',
    );
  });

  it('may be a function, also one that takes its time', async () => {
    const options = { tenant: 'acme' };
    expect(await holds(({ tenant }) => tenant === 'acme', { options })).toBe(true);
    expect(await holds(async ({ tenant }) => tenant !== 'acme', { options })).toBe(false);
    expect(await holds((() => undefined) as never)).toBe(false);
    const detect = { language: async () => 'fr' };
    expect(await holds(async (facts) => (await facts.language()) === 'fr', { detect })).toBe(true);
  });
});

describe('detectors', () => {
  it('are asked when a rule hangs on them, once a call', async () => {
    let asked = 0;
    const detect = { language: () => (++asked > 0 ? 'fr' : undefined) };
    expect(await holds({ tenant: 'x', language: 'fr' }, { detect })).toBe(false);
    expect(asked).toBe(0);
    expect(await holds({ any: [{ language: 'de' }, { language: 'fr' }] }, { detect })).toBe(true);
    expect(asked).toBe(1);
  });

  it('are not asked for what hints or tags say', async () => {
    const detect = { language: () => 'fr', residency: () => 'us' };
    const options = { tags: ['language:de'], hints: { router: { residency: 'eu' } } };
    expect(await holds({ language: 'de', residency: 'eu' }, { detect, options })).toBe(true);
  });

  it('that fail leave the language unknown, but let no data go whose residency is not known', async () => {
    const broken = () => Promise.reject(new Error('broken'));
    expect(await holds({ language: 'fr' }, { detect: { language: broken } })).toBe(false);
    const error: KitError = await holds({ residency: 'eu' }, { detect: { residency: broken } }).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect([error.code, (error.cause as Error).message]).toEqual(['no-target', 'broken']);
  });
});

describe('conditions as such', () => {
  const facts = new Facts(
    { operation: 'chat', request: { messages: [] }, context: { tenant: 'a', tags: ['t'] } } as never,
    {
      language: async () => undefined,
      residency: async () => undefined,
      cost: async () => undefined,
    },
  );
  const leaf = fc.constantFrom<Condition>({ tenant: 'a' }, { tenant: 'b' }, { tag: 't' }, { user: 'u' });
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  }));

  /** What a condition means where everything is known. */
  function means({ all, any, not, tenant, tag, user: name }: Condition): boolean {
    return (
      (all?.every(means) ?? true) &&
      (any?.some(means) ?? true) &&
      (not ? !means(not) : true) &&
      (tenant === undefined || tenant === 'a') &&
      (tag === undefined || tag === 't') &&
      name === undefined
    );
  }

  it('mean what logic says, however they are nested', () => {
    fc.assert(
      fc.property(condition, (when) => {
        expect(compileCondition(when, 'when').test(facts)).toBe(means(when));
      }),
    );
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { tenat: 'a' }, 'unknown option `tenat`. Did you mean `tenant`?'],
    ['an empty list', { model: [] }, '`model` must be a non-empty string, or a list of them'],
    ['a range that is none', { tier: { over: 2 } }, '`tier` must be an object with numbers for above'],
    ['a wrong one deep inside', { all: [{ any: [{ not: { x: 1 } }] }] }, 'when.all[0].any[0].not: unknown option `x`'],
    [
      'what nobody wrote by hand',
      Array.from({ length: 50 }).reduce((inner) => ({ not: inner }), {}),
      'more than 32 deep',
    ],
  ])('are refused with %s', (_what, when, message) => {
    expect(() => compileCondition(when as Condition, 'when')).toThrow(message);
  });
});
