import {
  type ChatResponse,
  inspect,
  type KitEvent,
  type Model,
  type Provider,
  pipeline,
  target,
  user,
} from '@kit/core';
import { describe, expect, it } from 'vitest';
import { type Router, router } from './router.ts';
import type { Rule } from './routing/rule.ts';
import { fails, failure, vendor } from './testing/vendors.ts';

const messages = [user('Hi')];
type Answers = Provider<'chat' | 'stream'>;
type Asked = { readonly tenant?: string; readonly tags?: readonly string[]; readonly model?: string };

const ways: readonly (readonly [string, (from: Answers, asked?: Asked) => Promise<ChatResponse>])[] = [
  [
    'complete',
    (from, { model, ...options } = {}) => pipeline(from).chat({ messages, ...(model && { model }) }, options),
  ],
  [
    'streamed',
    (from, { model, ...options } = {}) =>
      pipeline(from).stream({ messages, ...(model && { model }) }, options).response,
  ],
];

const model = (id: string, price: number, more: Partial<Model> = {}): Model => ({
  id,
  price: { input: price, output: price },
  ...more,
});

/** Three targets that differ in all that rules go by. */
function targets() {
  const cheap = vendor('cheap', { models: [model('c', 1, { capabilities: ['streaming'], contextWindow: 1_000 })] });
  const best = vendor('best', {
    models: [model('b', 9, { capabilities: ['tools', 'vision'], contextWindow: 100_000 })],
  });
  const local = vendor('local');
  return {
    cheap: target(cheap, { model: 'c', tier: 1, region: 'us', residency: 'us', tags: ['bulk'], languages: ['en'] }),
    best: target(best, { model: 'b', tier: 3, region: 'eu', residency: 'eu', languages: ['en', 'fr'] }),
    local: target(local, { model: 'l', tier: 2, residency: 'eu' }),
  };
}
type Names = keyof ReturnType<typeof targets>;

describe.each(ways)('a router, %s', (_way, ask) => {
  const text = async (rules: readonly Rule<Names>[], asked?: Asked) =>
    (await ask(router({ targets: targets(), rules, default: 'local' }), asked)).text;

  it('goes by the first rule that holds', async () => {
    const rules: readonly Rule<Names>[] = [
      { when: { tenant: 'acme' }, use: 'best' },
      { when: { tag: 'bulk' }, use: 'cheap' },
      { when: { tenant: 'acme', tag: 'bulk' }, use: 'local' },
    ];
    expect(await text(rules, { tenant: 'acme', tags: ['bulk'] })).toBe('from best');
    expect(await text(rules, { tags: ['bulk'] })).toBe('from cheap');
    expect(await text(rules)).toBe('from local');
  });

  it('gives each target its own model', async () => {
    expect((await ask(router({ targets: targets(), rules: [], default: 'best' }))).meta.attempts[0]?.model).toBe('b');
  });

  it('asks the fallbacks of a rule in their order', async () => {
    const down = vendor('down', { act: fails('overloaded') });
    const routes = router({ targets: { down, ...targets() }, rules: [{ use: ['down', 'best', 'cheap'] }] });
    const answer = await ask(routes);
    expect([answer.text, answer.meta.attempts.length]).toEqual(['from best', 2]);
    const first = router({ targets: { down, ...targets() }, rules: [{ use: ['down', 'best'] }], failover: false });
    expect((await failure(ask(first))).code).toBe('overloaded');
  });

  it('lets functions say for whom a rule is, and who answers', async () => {
    const rules: readonly Rule<Names>[] = [
      {
        when: ({ tenant }) => tenant?.startsWith('eu-') ?? false,
        use: async ({ tags }) => (tags[0] === 'x' ? 'best' : ['local']),
      },
    ];
    expect(await text(rules, { tenant: 'eu-1', tags: ['x'] })).toBe('from best');
    expect(await text(rules, { tenant: 'eu-1' })).toBe('from local');
    const lost: readonly Rule<Names>[] = [{ use: () => 'nobody' as Names }];
    expect((await failure(text(lost))).message).toContain('there is no target "nobody". Targets: cheap, best, local.');
  });

  it('shares calls out among the targets that a filter leaves', async () => {
    const rule = (rest: Partial<Extract<Rule<Names>, { balance: unknown }>>): readonly Rule<Names>[] => [
      { balance: 'lowest-cost', ...rest },
    ];
    expect(await text(rule({}))).toBe('from cheap');
    expect(await text(rule({ among: { tag: 'bulk' } }))).toBe('from cheap');
    expect(await text(rule({ among: { residency: 'eu' } }))).toBe('from best');
    expect(await text(rule({ among: { name: 'l*' } }))).toBe('from local');
    expect(await text(rule({ among: { tier: { atMost: 2 }, region: 'us' } }))).toBe('from cheap');
    expect(await text(rule({ among: { capability: 'tools' }, balance: 'highest-quality' }))).toBe('from best');
    expect(await text(rule({ among: { estimatedCost: { below: 0.001 } } }))).toBe('from cheap');
    expect(await text(rule({ among: { language: 'fr' } }))).toBe('from best');
  });

  it('finds the targets that fit what a call asks for', async () => {
    const rules: readonly Rule<Names>[] = [
      { balance: 'lowest-cost', among: { matching: ['residency', 'language', 'tier', 'region'] } },
    ];
    expect(await text(rules)).toBe('from cheap');
    expect(await text(rules, { tags: ['residency:eu'] })).toBe('from best');
    expect(await text(rules, { tags: ['language:fr-CA'] })).toBe('from best');
    expect(await text(rules, { tags: ['region:eu'] })).toBe('from best');
    expect(await text(rules, { tags: ['tier:2'] })).toBe('from best');
  });

  it('fails over only among the targets that a filter leaves: data stays where it has to', async () => {
    const all = targets();
    const down = target(vendor('down', { act: fails('server') }), { residency: 'eu' });
    const routes = router({
      targets: { cheap: all.cheap, down },
      rules: [{ balance: 'round-robin', among: { residency: 'eu' } }],
    });
    const error = await failure(ask(routes));
    expect(error.attempts.map(({ provider }) => provider)).toEqual(['down']);
  });

  it('says whom a filter left out, and why, when it leaves nobody', async () => {
    const rules: readonly Rule<Names>[] = [{ name: 'mars', balance: 'round-robin', among: { residency: 'mars' } }];
    expect(await failure(text(rules))).toMatchObject({
      code: 'no-target',
      message:
        'router: the rule "mars" leaves no target: cheap (its residency is "us"); best (its residency is "eu"); local (its residency is "eu").',
    });
  });

  it('rejects what a rule rejects', async () => {
    const rules: readonly Rule<Names>[] = [
      { name: 'no', when: { tenant: 'x' }, reject: { code: 'permission', message: 'Not for you.' } },
      { name: 'never', when: { tenant: 'y' }, reject: {} },
    ];
    expect(await failure(text(rules, { tenant: 'x' }))).toMatchObject({ code: 'permission', message: 'Not for you.' });
    expect(await failure(text(rules, { tenant: 'y' }))).toMatchObject({
      code: 'no-target',
      message: 'router: the rule "never" rejects this call.',
    });
  });

  it('without a rule that holds and without a default is out of targets', async () => {
    const routes = router({ targets: targets(), rules: [{ when: { tenant: 'x' }, use: 'best' }] });
    expect(await failure(ask(routes))).toMatchObject({ code: 'no-target' });
  });

  it('takes any outcome for a default', async () => {
    const routes = router({ targets: targets(), rules: [], default: { balance: 'highest-quality' } });
    expect((await ask(routes)).text).toBe('from best');
    expect((await ask(router({ targets: targets(), rules: [], default: ['cheap', 'best'] }))).text).toBe('from cheap');
  });

  it('resolves aliases before it asks its rules', async () => {
    const plain = vendor('plain');
    const routes = router({
      targets: { plain, ...targets() },
      aliases: { smart: 'strong', strong: 'gpt-6' },
      rules: [{ when: { model: 'gpt-*' }, use: 'plain' }],
      default: 'local',
    });
    expect((await ask(routes, { model: 'smart' })).text).toBe('from plain');
    expect(plain.asked).toEqual(['gpt-6']);
  });

  it('is a provider like any other: it nests', async () => {
    const inner = router({ targets: targets(), rules: [], default: 'best', id: 'inner' });
    const outer = router({ targets: { inner, ...targets() }, rules: [], default: 'inner' });
    expect((await ask(outer)).text).toBe('from best');
  });

  it('tells which rule decided', async () => {
    const heard: KitEvent<'route'>[] = [];
    const ai = pipeline(
      router({ targets: targets(), rules: [{ name: 'bulk', balance: 'round-robin', among: { tag: 'bulk' } }] }),
    );
    ai.on('route', (event) => heard.push(event));
    await ask(ai);
    expect(heard).toMatchObject([{ rule: 'bulk', targets: ['cheap'], strategy: 'round-robin' }]);
  });
});

describe('a router', () => {
  const embedder: Provider<'embed'> = { id: 'e', handlers: { embed: vendor('e').handlers.embed } };
  const chatter: Provider<'chat'> = { id: 'c', handlers: { chat: vendor('c').handlers.chat } };

  it('has the operations that any of its targets has, and asks those that have the one of the call', async () => {
    const ai = pipeline(router({ targets: { chatter, embedder }, rules: [], default: ['chatter', 'embedder'] }));
    expect((await ai.embed({ input: 'x' })).meta.provider).toBe('e');
    expect((await ai.chat({ messages })).meta.provider).toBe('c');
    const shared = pipeline(router({ targets: { chatter, embedder }, rules: [], default: { balance: 'round-robin' } }));
    expect((await shared.embed({ input: 'x' })).meta.provider).toBe('e');
  });

  it('refuses an operation that nobody whom the rule means has', async () => {
    const ai = pipeline(router({ targets: { chatter, embedder }, rules: [], default: 'chatter' }));
    expect(await failure(ai.embed({ input: 'x' }))).toMatchObject({
      code: 'unsupported',
      message: 'router: no target of the rule "default" has the operation "embed" (chatter).',
    });
  });

  it('leaves out targets that lack what the request needs, or room for it', async () => {
    const ai = pipeline(
      router({
        targets: targets(),
        rules: [{ balance: 'lowest-cost', among: { matching: ['capabilities', 'context'] } }],
      }),
    );
    expect((await ai.chat({ messages })).text).toBe('from cheap');
    expect((await ai.chat({ messages, tools: [{ name: 't' }] })).text).toBe('from best');
    expect((await ai.chat({ messages: [user('word '.repeat(2_000))] })).text).toBe('from best');
    expect((await ai.chat({ messages, maxTokens: 2_000 })).text).toBe('from best');
    // Nothing is known of the model "l": it is not denied anything.
    const schema = { type: 'json-schema', schema: {} } as const;
    expect((await ai.chat({ messages, output: schema })).text).toBe('from local');
  });

  it('lists the models of all of its targets', async () => {
    const lister: Provider<'models'> = {
      id: 'm',
      handlers: {
        models: async () => ({
          models: [{ id: 'x' }],
          warnings: [],
          meta: { provider: 'm', timings: {}, attempts: [] },
        }),
      },
    };
    const ai = pipeline(router({ targets: { lister, chatter }, rules: [] }));
    expect((await ai.models()).models).toEqual([{ id: 'x', provider: 'lister' }]);
  });

  it('shows the request of the target that would be asked', async () => {
    const shown = {
      ...chatter,
      inspect: async () => ({ method: 'POST', url: 'https://c', headers: {}, warnings: [] }),
    };
    const routes = router({ targets: { shown }, rules: [{ when: { tenant: 'x' }, reject: {} }], default: 'shown' });
    expect(await inspect(routes, 'chat', { messages })).toMatchObject({ url: 'https://c' });
    expect((await failure(inspect(routes, 'chat', { messages }, { tenant: 'x' }))).code).toBe('no-target');
  });

  it.each<[string, object, string]>([
    ['no targets', { targets: {}, rules: [] }, 'at least one target'],
    ['no rules', { targets: { chatter } }, '`rules` is required'],
    ['a target that is none', { targets: { chatter, other: {} }, rules: [] }, 'targets.other is not a provider'],
    [
      'a rule for nobody',
      { targets: { chatter }, rules: [{ use: 'x' }] },
      'rules[0]: there is no target "x". Targets: chatter.',
    ],
    [
      'a rule without an outcome',
      { targets: { chatter }, rules: [{ when: {} }] },
      'exactly one of `use`, `balance` and `reject`',
    ],
    ['a rule with two', { targets: { chatter }, rules: [{ use: 'chatter', reject: {} }] }, 'exactly one of'],
    [
      'a strategy that is none',
      { targets: { chatter }, rules: [{ balance: 'best' }] },
      'rules[0]: `balance` must be one of "round-robin"',
    ],
    [
      'a filter that is none',
      { targets: { chatter }, rules: [{ balance: 'round-robin', among: { size: 1 } }] },
      'rules[0].among: unknown option `size`',
    ],
    [
      'a code that no rule may use',
      { targets: { chatter }, rules: [{ reject: { code: 'server' } }] },
      '`code` must be one of "permission"',
    ],
    ['a default for nobody', { targets: { chatter }, rules: [], default: 'x' }, 'default: there is no target "x"'],
    [
      'aliases in a circle',
      { targets: { chatter }, rules: [], aliases: { a: 'b', b: 'a' } },
      'the alias "a" leads back to itself',
    ],
    [
      'a detector that is none',
      { targets: { chatter }, rules: [], detect: { language: 'fr' } },
      '`language` must be a function',
    ],
    ['an option that is none', { targets: { chatter }, rules: [], rule: [] }, 'Did you mean `rules`?'],
  ])('refuses %s', (_what, options, message) => {
    const make = () => router(options as Parameters<typeof router>[0]);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it('knows the names of its targets at compile time', () => {
    const routes: Router<'chat'> = router({ targets: { chatter }, rules: [{ use: 'chatter' }] });
    expect(routes.id).toBe('router');
    // @ts-expect-error there is no target "chater"
    expect(() => router({ targets: { chatter }, rules: [{ use: 'chater' }] })).toThrow();
    // @ts-expect-error nobody has embed
    expect(() => routes.explain({ operation: 'embed', request: { input: 'x' } })).not.toThrow();
  });
});
