import {
  type Catalogue,
  chatResponse,
  defineProvider,
  type Environment,
  KitError,
  type KitEvent,
  type Middleware,
  type Model,
  pipeline,
  type StreamPart,
  type Usage,
  user,
} from '@kit/core';
import { memoryStore, type Store } from '@kit/store';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budget } from './budget.ts';
import type { BudgetOptions } from './budget-options.ts';

const messages = [user('Hi')];
const model = 'big-1';
const tokens = (inputTokens: number, outputTokens = 0): Usage => ({ state: 'reported', inputTokens, outputTokens });

/** One dollar for a thousand input tokens, ten for a thousand of output. */
const big: Model = { id: model, kind: 'chat', price: { input: 1_000, output: 10_000 } };
const small: Model = { id: 'small-1', kind: 'chat', price: { input: 1, output: 10 } };

interface Reply {
  readonly usage?: Usage;
  readonly takesMs?: number;
  readonly error?: KitError;
}

/** A vendor with prices, on a virtual clock; answers as it is told. */
function vendor(
  replyTo: (call: number) => Reply = () => ({ usage: tokens(10, 9) }),
  models: readonly Model[] = [big, small],
) {
  const environment = virtualEnvironment();
  let calls = 0;
  const work = async () => {
    const reply = replyTo(calls++);
    if (reply.takesMs) await new Promise<void>((resolve) => environment.setTimer(reply.takesMs ?? 0, resolve));
    if (reply.error) throw reply.error;
    return reply;
  };
  const catalogue = async (): Promise<Catalogue> => ({ provider: 'vendor', asOf: '2026-01-01', models });
  const provider = defineProvider({
    id: 'vendor',
    catalogue,
    operations: {
      chat: async () => {
        const { usage } = await work();
        return chatResponse({
          choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
          meta: { provider: 'vendor', timings: {}, attempts: [] },
          ...(usage && { usage }),
        });
      },
      async *stream(): AsyncGenerator<StreamPart> {
        yield { type: 'text', text: 'Hel' };
        const { usage } = await work();
        if (usage) yield { type: 'usage', usage };
        yield { type: 'text', text: 'lo' };
        yield { type: 'finish', finishReason: 'stop', ...(usage && { usage }) };
      },
      models: async () => ({ models: [] }),
      batch: async () => {
        throw new KitError('unsupported', 'No.');
      },
    },
  });
  const events: KitEvent[] = [];
  const through = (...middleware: Middleware[]) => {
    const ai = pipeline(provider, { environment }).use(...middleware);
    ai.on('*', (event) => events.push(event));
    return ai;
  };
  const run = (options: Partial<BudgetOptions> = {}) => {
    const spending = budget({ limit: 1, period: 'day', ...options });
    const ai = through(spending);
    return {
      ai,
      spending,
      ask: (more = {}, rest = {}) => settle(ai.chat({ messages, model, maxTokens: 9, ...more }, rest)),
    };
  };
  return { environment, provider, events, through, run, calls: () => calls };
}

const settle = (promise: Promise<unknown>): Promise<KitError | undefined> =>
  promise.then(
    () => undefined,
    (error: KitError) => error,
  );

describe('budget', () => {
  it('lets calls through until it is used up, then says what was spent and when it begins anew', async () => {
    // 10 + 90 thousandths of a dollar each.
    const { environment, events, run, calls } = vendor();
    const { ask, spending } = run({ limit: 0.5 });
    for (let call = 0; call < 5; call++) expect(await ask()).toBeUndefined();
    const error = await ask();
    expect(error).toMatchObject({
      code: 'budget-exceeded',
      retry: 'never',
      httpStatus: 402,
      provider: 'vendor',
      model,
    });
    expect(error?.message).toMatch(
      /The budget does not allow this call \(about USD 0\.\d+\): USD 0\.50 of USD 0\.50 spent \(day\), USD 0\.00 reserved/,
    );
    expect(error?.retryAfterMs).toBe(86_400_000);
    expect(await spending.status()).toEqual({ spent: 0.5, reserved: 0, resetAt: Date.UTC(2026, 0, 2) });
    expect(calls()).toBe(5);
    expect(events.map(({ type }) => type)).toEqual(['budget-warning', 'budget-exceeded']);
    expect(events[1]).toMatchObject({ key: '', spent: 0.5, limit: 0.5, unit: 'USD', operation: 'chat' });
    await environment.advance(86_400_000);
    expect(await ask()).toBeUndefined();
  });

  it('is not passed by calls that come at the same time: each reserves before it is made', async () => {
    const { environment, run, calls } = vendor(() => ({ takesMs: 100, usage: tokens(10, 9) }));
    const { ask, spending } = run({ limit: 0.5 });
    const asked = Promise.all(Array.from({ length: 40 }, () => ask()));
    await environment.advance(50);
    expect(await spending.status()).toMatchObject({ spent: 0, reserved: 0.475 });
    await environment.advance(100);
    const refused = (await asked).filter(Boolean);
    expect(calls()).toBe(5);
    expect(refused).toHaveLength(35);
    // Others only hold it: it may be free soon.
    expect(refused[0]).toMatchObject({ code: 'budget-exceeded', retry: 'same', retryAfterMs: 1_000 });
    expect(await spending.status()).toMatchObject({ spent: 0.5, reserved: 0 });
  });

  it('is settled with what was really used', async () => {
    const usages = [tokens(1, 1), tokens(5, 5)];
    const { run } = vendor((call) => ({ usage: usages[call] ?? tokens(0, 0) }));
    const { ask, spending } = run({ limit: 10 });
    await ask();
    expect((await spending.status()).spent).toBe(0.011);
    await ask();
    expect((await spending.status()).spent).toBe(0.066);
  });

  it('gives back what was reserved for a call that failed', async () => {
    const { run } = vendor(() => ({ error: new KitError('overloaded', 'Busy.') }));
    const { ask, spending } = run();
    expect((await ask())?.code).toBe('overloaded');
    expect(await spending.status()).toMatchObject({ spent: 0, reserved: 0 });
  });

  it('counts the attempts that were lost on the way', async () => {
    const { environment, through } = vendor();
    const spending = budget({ limit: 10, period: 'day' });
    const twice: Middleware = {
      name: 'twice',
      wrap: (next) => async (call) => {
        await next(call);
        return next(call);
      },
    };
    await through(spending, twice).chat({ messages, model, maxTokens: 9 });
    expect((await spending.status()).spent).toBe(0.2);
    await environment.advance(1);
  });

  it('charges nothing for what a cache answers', async () => {
    const { through, calls } = vendor();
    const spending = budget({ limit: 10, period: 'day' });
    const response = await through().chat({ messages, model });
    const cache: Middleware = {
      name: 'cache',
      wrap: (_next) => async () => ({ ...response, meta: { ...response.meta, cache: { hit: 'exact' } } }) as never,
    };
    await through(spending, cache).chat({ messages, model, maxTokens: 9 });
    expect(calls()).toBe(1);
    expect(await spending.status()).toMatchObject({ spent: 0, reserved: 0 });
  });
});

describe('the budget of a stream', () => {
  it('is held until its end and settled then', async () => {
    const { environment, run } = vendor(() => ({ takesMs: 100, usage: tokens(10, 9) }));
    const { ai, spending } = run();
    const stream = ai.stream({ messages, model, maxTokens: 9 });
    await stream.ready();
    expect(await spending.status()).toMatchObject({ spent: 0, reserved: 0.095 });
    const read = stream.response;
    await environment.advance(200);
    await read;
    expect(await spending.status()).toMatchObject({ spent: 0.1, reserved: 0 });
  });

  it('is charged what had arrived when it breaks or is left; the input at least', async () => {
    const { environment, run } = vendor((call) =>
      call === 0 ? { error: new KitError('network', 'Broken.') } : { usage: tokens(10, 4) },
    );
    const { ai, spending } = run();
    const broken = ai.stream({ messages, model, maxTokens: 9 });
    expect(await settle(broken.response)).toMatchObject({ code: 'network' });
    expect((await spending.status()).reserved).toBe(0);
    const spent = (await spending.status()).spent;
    for await (const part of ai.stream({ messages, model, maxTokens: 9 }))
      if (part.type === 'text' && part.text === 'lo') break;
    await environment.settle();
    expect((await spending.status()).spent - spent).toBeCloseTo(0.05, 9);
    const before = (await spending.status()).spent;
    const left = ai.stream({ messages, model, maxTokens: 9 });
    await left.ready();
    await left.cancel();
    await environment.settle();
    const { spent: after, reserved } = await spending.status();
    expect(after).toBeGreaterThan(before);
    expect(reserved).toBe(0);
  });
});

describe('keys and units', () => {
  it('keep each tenant to its own budget', async () => {
    const { run } = vendor();
    const { ask, spending } = run({
      key: ['tenant', 'project'],
      limit: ({ context }) => ({ free: 0.1, paid: 0.3 })[context.tenant ?? ''],
    });
    const as = (tenant?: string) => ask({}, { ...(tenant && { tenant }), project: 'p' });
    expect([await as('free'), (await as('free'))?.code]).toEqual([undefined, 'budget-exceeded']);
    expect([await as('paid'), await as('paid'), await as('paid'), (await as('paid'))?.code]).toEqual([
      ...[undefined, undefined, undefined],
      'budget-exceeded',
    ]);
    // No limit for everybody else.
    for (let call = 0; call < 20; call++) expect(await as()).toBeUndefined();
    expect((await spending.status('tenant=paid/project=p')).spent).toBeCloseTo(0.3, 9);
  });

  it('count tokens and requests where that is wanted', async () => {
    const { run } = vendor();
    const byTokens = run({ unit: 'tokens', limit: 40 });
    expect([await byTokens.ask(), await byTokens.ask(), (await byTokens.ask())?.code]).toEqual([
      ...[undefined, undefined],
      'budget-exceeded',
    ]);
    expect(await byTokens.spending.status()).toMatchObject({ spent: 38 });
    const byRequests = run({ unit: 'requests', limit: 1 });
    expect([await byRequests.ask({ model: 'unknown' }), (await byRequests.ask())?.code]).toEqual([
      undefined,
      'budget-exceeded',
    ]);
  });

  it.each(['hour', 'week', 'month', 'year'] as const)('begin anew with each %s', async (period) => {
    const { environment, run } = vendor();
    const { ask, spending } = run({ period, limit: 0.1 });
    expect([await ask(), (await ask())?.code]).toEqual([undefined, 'budget-exceeded']);
    const { resetAt = 0 } = await spending.status();
    await environment.advance(resetAt - environment.now());
    expect(await ask()).toBeUndefined();
  });

  it('never begin anew for a total', async () => {
    const { environment, run } = vendor();
    const { ask, spending } = run({ period: 'total', limit: 0.1 });
    await ask();
    await environment.advance(399 * 86_400_000);
    const error = await ask();
    expect([error?.code, error?.retryAfterMs]).toEqual(['budget-exceeded', undefined]);
    expect(await spending.status()).toEqual({ spent: 0.1, reserved: 0 });
  });
});

describe('prices', () => {
  it('have to be known: a call of an unknown model is refused, and the error says what to do', async () => {
    const { run, calls } = vendor();
    const { ask } = run();
    const error = await ask({ model: 'unknown' });
    expect(error).toMatchObject({ code: 'config', field: 'prices', model: 'unknown' });
    expect(error?.message).toMatch(/no price is known for the model "unknown".*`prices`.*`unpriced: 'allow'`/);
    expect(calls()).toBe(0);
  });

  it('may be given, or be done without', async () => {
    const own = vendor();
    const priced = own.run({ prices: { unknown: { input: 1_000, output: 1_000 } } });
    expect(await priced.ask({ model: 'unknown' })).toBeUndefined();
    expect((await priced.spending.status()).spent).toBe(0.019);
    const free = vendor();
    const allowed = free.run({ unpriced: 'allow' });
    expect(await allowed.ask({ model: 'unknown' })).toBeUndefined();
    expect((await allowed.spending.status()).spent).toBe(0);
    const estimated = free.run({ estimate: () => 0.4 });
    expect([await estimated.ask({ model: 'unknown' }), await estimated.ask({ model: 'unknown' })]).toEqual([
      undefined,
      undefined,
    ]);
    expect((await estimated.ask({ model: 'unknown' }))?.code).toBe('budget-exceeded');
  });

  it('are those of the dearest model where a call names none: of those that answer, once one has', async () => {
    const { environment, run } = vendor(() => ({ takesMs: 10, usage: tokens(10, 9) }));
    const { ai, spending } = run({ limit: 1_000 });
    const reserved = async () => {
      const answer = ai.chat({ messages, maxTokens: 100 });
      await environment.advance(5);
      const status = await spending.status();
      await environment.advance(10);
      await answer;
      return status.reserved;
    };
    expect(await reserved()).toBeGreaterThan(1);
    // The vendor did not say which model it was: what was reserved is charged.
    expect((await spending.status()).spent).toBeGreaterThan(1);
  });

  it('may be missing for what was used: then what was reserved is charged', async () => {
    const { run } = vendor(() => ({}));
    const { ask, spending } = run();
    await ask();
    expect((await spending.status()).spent).toBe(0.095);
  });
});

describe('a store that is away', () => {
  const moody = (environment: VirtualEnvironment) => {
    const inner = memoryStore({ environment });
    const mood = { away: false };
    const ask = async <T>(work: () => Promise<T>): Promise<T> => {
      if (mood.away) throw new KitError('store-unavailable', 'It is away.');
      return work();
    };
    const store: Store = {
      ...inner,
      shared: true,
      reserve: (...args) => ask(() => inner.reserve(...args)),
      settle: (...args) => ask(() => inner.settle(...args)),
      renew: (...args) => ask(() => inner.renew(...args)),
      measure: (...args) => ask(() => inner.measure(...args)),
    };
    return { mood, store };
  };

  it('stops spending (closed)', async () => {
    const { environment, events, run, calls } = vendor();
    const { mood, store } = moody(environment);
    const { ai, ask } = run({ store });
    mood.away = true;
    expect(await ask()).toMatchObject({ code: 'store-unavailable', httpStatus: 503 });
    expect(await settle(ai.stream({ messages, model }).response)).toMatchObject({ code: 'store-unavailable' });
    expect(calls()).toBe(0);
    mood.away = false;
    expect(await ask()).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['store-unavailable', 'store-back']);
    expect(events[0]).toMatchObject({ plugin: 'budget', choice: 'closed' });
  });

  it('leaves each process to keep the budget by itself, and is told when it is back (open)', async () => {
    const { environment, run, calls } = vendor();
    const { mood, store } = moody(environment);
    const { ask, spending } = run({ store, outage: 'open', limit: 0.5 });
    await ask();
    mood.away = true;
    for (let call = 0; call < 5; call++) expect(await ask()).toBeUndefined();
    expect((await ask())?.code).toBe('budget-exceeded');
    mood.away = false;
    await environment.advance(60_000);
    expect(await spending.status()).toMatchObject({ spent: 0.6, reserved: 0 });
    expect((await ask())?.code).toBe('budget-exceeded');
    expect([calls(), environment.pendingTimers]).toEqual([6, 0]);
  });

  it('learns later how a call ended that it saw begin', async () => {
    const { environment, run } = vendor(() => ({ takesMs: 100, usage: tokens(10, 9) }));
    const { mood, store } = moody(environment);
    const { ask, spending } = run({ store, leaseMs: 10_000 });
    const call = ask();
    await environment.advance(50);
    mood.away = true;
    await environment.advance(60_000);
    expect(await call).toBeUndefined();
    mood.away = false;
    await environment.advance(60_000);
    expect(await spending.status()).toMatchObject({ spent: 0.1, reserved: 0 });
    expect(environment.pendingTimers).toBe(0);
  });
});

describe('processes that die', () => {
  /** A process that can be killed: from then on nothing of it reaches anybody, and its timers never fire. */
  const mortal = (environment: VirtualEnvironment, shared: Store) => {
    const life = { dead: false };
    const never = new Promise<never>(() => {});
    const ask = <T>(work: () => Promise<T>): Promise<T> =>
      life.dead ? never : work().then((value) => (life.dead ? never : value));
    const store: Store = {
      ...shared,
      shared: true,
      reserve: (...args) => ask(() => shared.reserve(...args)),
      settle: (...args) => ask(() => shared.settle(...args)),
      renew: (...args) => ask(() => shared.renew(...args)),
    };
    const own: Environment = {
      ...environment,
      setTimer: (ms, fire) => environment.setTimer(ms, () => void (life.dead || fire())),
    };
    return { store, environment: own, kill: () => (life.dead = true) };
  };

  const lives = fc.array(
    fc.record({
      startsAt: fc.nat(2_000),
      calls: fc.array(
        fc.record({ takesMs: fc.integer({ min: 1, max: 300 }), output: fc.nat(12), streamed: fc.boolean() }),
        {
          minLength: 1,
          maxLength: 25,
        },
      ),
      diesAt: fc.option(fc.nat(4_000)),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it.each([
    ['release', 'never spend more than the budget and one call each'],
    ['charge', 'never spend more than the budget where their last call is charged'],
  ] as const)('(%s) %s', async (lapsed, _name) => {
    const property = fc.asyncProperty(lives, async (script) => {
      const environment = virtualEnvironment();
      const shared = memoryStore({ environment });
      const limit = 1;
      let billed = 0;
      let dearest = 0;
      const live = async ({ startsAt, calls, diesAt }: (typeof script)[number]) => {
        const { store, environment: own, kill } = mortal(environment, shared);
        let at = 0;
        const bill = async () => {
          const { takesMs, output } = calls[at++] as (typeof calls)[number];
          await new Promise<void>((resolve) => environment.setTimer(takesMs, resolve));
          const usage = tokens(1, output);
          const cost = 0.001 + output * 0.01;
          billed += cost;
          dearest = Math.max(dearest, cost);
          return usage;
        };
        const provider = defineProvider({
          id: 'vendor',
          catalogue: async () => ({ provider: 'vendor', asOf: '2026-01-01', models: [big] }),
          operations: {
            chat: async () =>
              chatResponse({
                choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
                meta: { provider: 'vendor', timings: {}, attempts: [] },
                usage: await bill(),
              }),
            async *stream(): AsyncGenerator<StreamPart> {
              yield { type: 'text', text: 'Hello' };
              yield { type: 'finish', finishReason: 'stop', usage: await bill() };
            },
          },
        });
        const spending = budget({ limit, period: 'month', store, lapsed, leaseMs: 500 });
        const ai = pipeline(provider, { environment: own }).use(spending);
        await new Promise<void>((resolve) => environment.setTimer(startsAt, resolve));
        let dead = false;
        if (diesAt !== null)
          environment.setTimer(diesAt, () => {
            dead = true;
            kill();
          });
        for (const { streamed } of calls) {
          if (dead) return;
          const request = { messages, model, maxTokens: 12 };
          const ended = streamed ? ai.stream(request).response : ai.chat(request);
          const error = await settle(ended);
          if (error && error.code !== 'budget-exceeded') throw error;
        }
      };
      for (const one of script) void live(one);
      await environment.advance(60_000);
      const died = script.filter(({ diesAt }) => diesAt !== null).length;
      // What a dead process was billed for its last call is not known to anybody.
      expect(billed).toBeLessThanOrEqual(limit + (lapsed === 'release' ? died * dearest : 0) + 1e-9);
      const take = { kind: 'total', key: 'budget//USD/month:2026-01-01T00', spanMs: 1 } as const;
      expect((await shared.measure(take)).held).toBe(0);
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

describe('budget()', () => {
  it('is not there for operations that cost nothing, and for jobs', () => {
    const { environment, provider } = vendor();
    const ai = pipeline(provider, { environment }).use(budget({ limit: 1, period: 'day' }));
    expect(ai.handlers.models).toBe(provider.handlers.models);
    expect(ai.handlers.batch).toBe(provider.handlers.batch);
  });

  it.each([
    [{ period: 'day' }, /`limit` is required/],
    [{ limit: 5 }, /`period` is required/],
    [{ limit: -1, period: 'day' }, /`limit` must be a number, 0 or more/],
    [{ limit: 1, period: 'fortnight' }, /`period` must be one of "hour", "day"/],
    [{ limit: 1, period: 'day', unti: 'USD' }, /Did you mean `unit`/],
    [{ limit: 1, period: 'day', store: 'redis' }, /`store` must be a store/],
  ])('refuses %j', (options, message) => {
    expect(() => budget(options as never)).toThrow(message);
  });
});
