import {
  type ChatResponse,
  defineMiddleware,
  type Environment,
  type KitEvent,
  type Provider,
  pipeline,
  type Target,
  target,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type BalanceOptions, balance } from './balance.ts';
import type { BalanceStrategy } from './balancing/strategy.ts';
import { fails, failure, type Vendor, vendor } from './testing/vendors.ts';

const messages = [user('Hi')];

/** Always the first of those that it may choose from: who that is shows what a balancer thinks of its targets. */
const first: BalanceStrategy = (candidates) => candidates[0] as (typeof candidates)[number];

type Answers = Provider<'chat' | 'stream'>;

/** The same call, complete and streamed: one rule has to serve both. */
const ways: readonly (readonly [string, (from: Answers, environment: Environment) => Promise<ChatResponse>])[] = [
  ['complete', (from, environment) => pipeline(from, { environment }).chat({ messages })],
  ['streamed', (from, environment) => pipeline(from, { environment }).stream({ messages }).response],
];

describe.each(ways)('a balancer, %s', (_way, askOnce) => {
  const environment = virtualEnvironment();
  const ask = async (from: Answers) => {
    const [answer] = await Promise.all([askOnce(from, environment), environment.settle()]);
    return answer;
  };
  const texts = async (from: Answers, count: number) => {
    const answers: string[] = [];
    for (let call = 0; call < count; call++) answers.push((await ask(from)).text.replace('from ', ''));
    return answers.join('');
  };

  it('shares the calls out by weight', async () => {
    const ai = balance(target(vendor('a'), { weight: 3 }), vendor('b'), { strategy: 'round-robin' });
    expect(await texts(ai, 8)).toBe('aabaaaba');
  });

  it('gives each target its own model', async () => {
    const [a, b] = [vendor('a'), vendor('b')];
    const ai = balance(target(a, { model: 'm1' }), target(b, { model: 'm2' }), { strategy: 'round-robin' });
    await texts(ai, 2);
    expect([a.asked, b.asked]).toEqual([['m1'], ['m2']]);
  });

  it('asks another target when one fails, and shows every attempt', async () => {
    const a = vendor('a', { act: fails('overloaded') });
    const answer = await ask(balance(a, vendor('b'), { strategy: first }));
    expect(answer.text).toBe('from b');
    expect(answer.meta.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'a failed',
      'b complete',
    ]);
  });

  it('asks one target only without failover', async () => {
    const [a, b] = [vendor('a', { act: fails('overloaded') }), vendor('b')];
    const error = await failure(ask(balance(a, b, { strategy: first, failover: false })));
    expect([error.code, error.provider, b.asked]).toEqual(['overloaded', 'a', []]);
  });

  it('takes the rules of failover', async () => {
    const [a, b, c] = [vendor('a', { act: fails('server') }), vendor('b'), vendor('c')];
    const named = balance(a, b, c, { strategy: first, failover: { codes: { server: 'c' } } });
    expect((await ask(named)).text).toBe('from c');
    const final = balance(a, b, { strategy: first, failover: { codes: { server: false } } });
    expect((await failure(ask(final))).code).toBe('server');
  });

  it('leaves a target alone that fails again and again, and comes back to it', async () => {
    const [a, b] = [vendor('a', { act: fails('server') }), vendor('b')];
    const ai = balance(a, b, { strategy: first });
    await texts(ai, 20);
    expect(a.asked.length).toBe(6);
    a.act = 'from a';
    await environment.advance(30_000);
    expect(await texts(ai, 1)).toBe('a');
  });

  it('does not hold a bad request against its target', async () => {
    const a = vendor('a', { act: fails('invalid-request') });
    const ai = balance(a, vendor('b'), { strategy: first });
    for (let call = 0; call < 10; call++) await failure(ask(ai));
    a.act = 'from a';
    expect(await texts(ai, 1)).toBe('a');
  });

  it('lets a target rest for its Retry-After while another one is there', async () => {
    const a = vendor('a', { act: fails('rate-limit', { retryAfterMs: 5_000 }) });
    const ai = balance(a, vendor('b'), { strategy: first });
    expect(await texts(ai, 1)).toBe('b');
    a.act = 'from a';
    expect(await texts(ai, 1)).toBe('b');
    await environment.advance(5_000);
    expect(await texts(ai, 1)).toBe('a');
  });

  it('goes by latency, and tries what was slow again later', async () => {
    const [a, b] = [vendor('a', { delayMs: 300 }), vendor('b', { delayMs: 100 })];
    const ai = balance(a, b, { strategy: 'lowest-latency' });
    const timed = async () => {
      const answer = askOnce(ai, environment);
      await environment.advance(400);
      return (await answer).text;
    };
    await timed();
    await timed();
    expect([await timed(), await timed(), await timed()]).toEqual(['from b', 'from b', 'from b']);
    b.delayMs = 250;
    a.delayMs = 10;
    await environment.advance(60_000);
    await timed();
    await timed();
    expect(await timed()).toBe('from a');
  });

  it('counts what is under way, until it is over', async () => {
    const [a, b] = [vendor('a', { delayMs: 1_000 }), vendor('b', { delayMs: 100 })];
    const ai = balance(a, b, { strategy: 'least-connections' });
    const calls = Array.from({ length: 4 }, () => askOnce(ai, environment));
    await environment.advance(200);
    expect([a.asked.length, b.asked.length]).toEqual([2, 2]);
    const more = [askOnce(ai, environment), askOnce(ai, environment)];
    await environment.advance(2_000);
    await Promise.all([...calls, ...more]);
    expect([a.asked.length, b.asked.length]).toEqual([2, 4]);
  });

  it('keeps below the concurrency that a target is given, while another one is there', async () => {
    const [a, b] = [vendor('a', { delayMs: 100 }), vendor('b', { delayMs: 100 })];
    const ai = balance(target(a, { limits: { concurrency: 2 } }), b, { strategy: first });
    const calls = Array.from({ length: 5 }, () => askOnce(ai, environment));
    await environment.advance(200);
    await Promise.all(calls);
    expect([a.asked.length, b.asked.length]).toEqual([2, 3]);
  });

  it('leaves targets of a higher priority number for when the others cannot', async () => {
    const [a, b] = [vendor('a'), vendor('b')];
    const ai = balance(target(b, { priority: 1 }), a, { strategy: 'round-robin' });
    expect(await texts(ai, 3)).toBe('aaa');
    a.act = fails('overloaded', { retryAfterMs: 1_000 });
    expect(await texts(ai, 2)).toBe('bb');
  });

  it('asks a target of weight 0 only when nobody else can', async () => {
    const [a, b] = [vendor('a', { act: fails('server') }), vendor('b')];
    expect(await texts(balance(target(b, { weight: 0 }), vendor('c'), { strategy: 'round-robin' }), 3)).toBe('ccc');
    expect(await texts(balance(target(b, { weight: 0 }), a, { strategy: 'round-robin' }), 1)).toBe('b');
  });

  it('goes by price × estimated tokens, of the model that each target asks for', async () => {
    const priced = (id: string, input: number, output: number) =>
      target(vendor(id, { models: [{ id: 'm', price: { input, output } }] }), { id, model: 'm' });
    const ai = balance(priced('a', 9, 9), priced('b', 1, 5), priced('c', 2, 20), { strategy: 'lowest-cost' });
    expect(await texts(ai, 2)).toBe('bb');
    const supplied = balance(priced('a', 9, 9), priced('b', 1, 5), {
      strategy: 'lowest-cost',
      cost: (_call, { id }) => (id === 'a' ? 0 : undefined),
    });
    expect(await texts(supplied, 1)).toBe('a');
  });

  it('goes by quality: the targets’ tiers, or what is supplied', async () => {
    const tiers = [target(vendor('a'), { tier: 1 }), target(vendor('b'), { tier: 2 })] as const;
    expect(await texts(balance(...tiers, { strategy: 'highest-quality' }), 2)).toBe('bb');
    expect(await texts(balance(...tiers, { strategy: 'highest-quality', quality: { a: 5 } }), 1)).toBe('a');
  });

  it('takes latencies and health that are supplied', async () => {
    const [a, b] = [vendor('a'), vendor('b')];
    const latency = { a: 3, b: 1 };
    expect(await texts(balance(a, b, { strategy: 'lowest-latency', latency }), 2)).toBe('bb');
    const health: BalanceOptions['health'] = ({ id }) => (id === 'a' ? { status: 'down' } : undefined);
    expect(await texts(balance(a, b, { strategy: first, health }), 2)).toBe('bb');
    expect(await texts(balance(a, b, { strategy: first, health, minHealth: 0 }), 1)).toBe('a');
    // Nobody is well: somebody has to answer.
    expect(await texts(balance(a, { strategy: first, health }), 1)).toBe('a');
  });

  it('hears breakers and health checks inside of its targets', async () => {
    const environmentOfTargets = { environment };
    const telling = defineMiddleware({
      name: 'telling',
      every: (next, at) => {
        tell = (name, fields) => at.events.emit(name as 'breaker-transition', fields as never);
        return next;
      },
    });
    let tell: (name: string, fields: object) => void = () => {};
    const a = pipeline(vendor('a'), environmentOfTargets).use(telling);
    const ai = balance(a, vendor('b'), { strategy: first });
    expect(await texts(ai, 1)).toBe('a');
    tell('breaker-transition', { key: 'a', from: 'closed', to: 'open' });
    expect(await texts(ai, 2)).toBe('bb');
    tell('breaker-transition', { key: 'a', from: 'open', to: 'closed' });
    expect(await texts(ai, 1)).toBe('a');
    tell('health-transition', { from: 'ok', to: 'down' });
    expect(await texts(ai, 1)).toBe('b');
    tell('health-transition', { from: 'down', to: 'ok' });
    expect(await texts(ai, 1)).toBe('a');
    await ai.close?.();
    expect(a.events).toMatchObject({ heard: false });
  });

  it('believes a breaker that refuses a call, for as long as it says', async () => {
    const a = vendor('a', { act: fails('circuit-open', { retryAfterMs: 2_000 }) });
    const ai = balance(a, vendor('b'), { strategy: first });
    await texts(ai, 3);
    expect(a.asked.length).toBe(1);
    a.act = 'from a';
    await environment.advance(2_000);
    expect(await texts(ai, 2)).toBe('aa');
  });

  it('tells of going on to another target', async () => {
    const heard: KitEvent<'fallback'>[] = [];
    const ai = pipeline(balance(vendor('a', { act: fails('server') }), vendor('b'), { strategy: first }));
    ai.on('fallback', (event) => heard.push(event));
    await ask(ai);
    expect(heard).toMatchObject([{ from: 'a', to: 'b', reason: 'server' }]);
  });
});

describe('a balancer', () => {
  it('does not hold against a target what a caller’s own credential brought about', async () => {
    const a = vendor('a', { act: fails('rate-limit', { retryAfterMs: 60_000 }) });
    const ai = pipeline(balance(a, vendor('b'), { strategy: first }));
    await ai.chat({ messages }, { credentials: { apiKey: 'own' } });
    a.act = 'from a';
    expect((await ai.chat({ messages })).text).toBe('from a');
  });

  it('has the operations that all of its targets have', () => {
    const part: Provider<'embed'> = { id: 'e', handlers: { embed: vendor('e').handlers.embed } };
    expect(Object.keys(balance(vendor('a'), part).handlers)).toEqual(['embed']);
    expect(() => balance(part, { id: 'c', handlers: { chat: vendor('c').handlers.chat } } as Provider<'chat'>)).toThrow(
      'no operation in common',
    );
  });

  it('is a provider like any other: it nests', async () => {
    const inner = balance(vendor('a', { act: fails('server') }), { id: 'inner' });
    expect((await pipeline(balance(inner, vendor('b'), { strategy: first })).chat({ messages })).text).toBe('from b');
  });

  it('shows the request of the target that is next', async () => {
    const shown = (id: string) => ({
      ...vendor(id),
      inspect: async () => ({ method: 'POST', url: `https://${id}`, headers: {}, warnings: [] }),
    });
    const ai = balance(shown('a'), shown('b'), { strategy: 'round-robin' });
    const { createContext } = await import('@kit/core');
    const call = { operation: 'chat', request: { messages }, context: createContext() } as const;
    expect([await ai.inspect?.(call), await ai.inspect?.(call)]).toMatchObject([
      { url: 'https://a' },
      { url: 'https://a' },
    ]);
  });

  const wrong: readonly (readonly [string, () => unknown, string])[] = [
    ['no targets', () => balance(), 'at least one provider'],
    ['what is no provider', () => balance(vendor('a'), {} as Vendor, { id: 'x' }), 'targets[1] is not a provider'],
    ['an unknown strategy', () => balance(vendor('a'), { strategy: 'best' as 'round-robin' }), 'round-robin'],
    ['an unknown option', () => balance(vendor('a'), { stategy: 'x' } as BalanceOptions), 'Did you mean `strategy`?'],
    ['a negative weight', () => balance(target(vendor('a'), { weight: -1 })), '0 or more'],
    ['a name that no target has', () => balance(vendor('a'), { quality: { b: 1 } }), 'names "b", which is no target'],
    ['a code of no target', () => balance(vendor('a'), { failover: { codes: { server: 'b' } } }), 'ids of targets (a)'],
  ];
  it.each(wrong)('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it('refuses a strategy that answers somebody else', async () => {
    const stranger: BalanceStrategy = () => ({ info: { id: 'x' }, inFlight: 0 });
    const ai = pipeline(balance(vendor('a'), vendor('b'), { strategy: stranger }));
    expect((await failure(ai.chat({ messages }))).code).toBe('config');
  });

  it('leaves no call counted when its streams are left, cancelled or never read', async () => {
    const environment = virtualEnvironment();
    let seen = 0;
    const looking: BalanceStrategy = (candidates) => {
      seen = candidates.reduce((sum, { inFlight }) => sum + inFlight, 0);
      return candidates[0] as (typeof candidates)[number];
    };
    const targets: readonly Target<'chat' | 'stream' | 'embed'>[] = [target(vendor('a')), target(vendor('b'))];
    const ai = pipeline(balance(...targets, { strategy: looking }), { environment });
    for await (const _part of ai.stream({ messages })) break;
    const cancelled = ai.stream({ messages });
    await cancelled.ready();
    await cancelled.cancel();
    const unread = ai.stream({ messages });
    await unread.ready();
    await environment.advance(130_000);
    await ai.chat({ messages });
    expect(seen).toBe(0);
  });
});
