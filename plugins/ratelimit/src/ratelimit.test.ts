import {
  type CallOptions,
  chatResponse,
  defineProvider,
  KitError,
  type KitEvent,
  type Middleware,
  pipeline,
  type RateLimitState,
  type StreamPart,
  type Usage,
  user,
} from '@kit/core';
import { memoryStore, type Store } from '@kit/store';
import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratelimit } from './ratelimit.ts';
import type { RatelimitOptions } from './ratelimit-options.ts';

const messages = [user('Hi')];

interface Reply {
  readonly usage?: Usage;
  readonly takesMs?: number;
  readonly rateLimit?: RateLimitState;
  readonly error?: KitError;
}

/** A vendor on a virtual clock: says when it was called, and answers as it is told. */
function vendor(replyTo: (call: number, text: string) => Reply = () => ({})) {
  const environment = virtualEnvironment();
  const calledAt: number[] = [];
  const said: string[] = [];
  const running = { now: 0, most: 0 };
  const work = async (text: string) => {
    const reply = replyTo(calledAt.length, text);
    calledAt.push(environment.monotonicMs());
    said.push(text);
    running.most = Math.max(running.most, ++running.now);
    try {
      if (reply.takesMs) await new Promise<void>((resolve) => environment.setTimer(reply.takesMs ?? 0, resolve));
      if (reply.error) throw reply.error;
      return reply;
    } finally {
      running.now--;
    }
  };
  const textOf = (request: { messages: readonly { content: unknown }[] }) => String(request.messages.at(-1)?.content);
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      chat: async (request) => {
        const { usage, rateLimit } = await work(textOf(request));
        return chatResponse({
          choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
          meta: { provider: 'vendor', timings: {}, attempts: [], ...(rateLimit && { rateLimit }) },
          ...(usage && { usage }),
        });
      },
      async *stream(request): AsyncGenerator<StreamPart> {
        yield { type: 'text', text: 'Hel' };
        const { usage } = await work(textOf(request));
        yield { type: 'text', text: 'lo' };
        yield { type: 'finish', finishReason: 'stop', ...(usage && { usage }) };
      },
      models: async () => ({ models: [] }),
    },
  });
  const events: KitEvent[] = [];
  const withLimits = (...middleware: Middleware[]) => {
    const ai = pipeline(provider, { environment }).use(...middleware);
    ai.on('*', (event) => events.push(event));
    return ai;
  };
  const run = (options: RatelimitOptions) => withLimits(ratelimit(options));
  return { environment, calledAt, said, running, events, provider, run, withLimits };
}

const settle = (promise: Promise<unknown>): Promise<KitError | undefined> =>
  promise.then(
    () => undefined,
    (error: KitError) => error,
  );
const tokens = (inputTokens: number, outputTokens = 0): Usage => ({ state: 'reported', inputTokens, outputTokens });

describe('limits of requests', () => {
  it('let calls through until they are reached; the others wait until there is room', async () => {
    const { environment, calledAt, run } = vendor();
    const ai = run({ requestsPerSecond: 3 });
    const calls = Promise.all(Array.from({ length: 7 }, () => ai.chat({ messages })));
    await environment.advance(5_000);
    await calls;
    expect(calledAt.slice(0, 3)).toEqual([0, 0, 0]);
    // The span and a sixtieth of it.
    for (const at of calledAt.slice(3, 6)) expect(at).toBeGreaterThan(1_000);
    for (const at of calledAt.slice(3, 6)) expect(at).toBeLessThanOrEqual(1_017);
    expect(calledAt[6]).toBeGreaterThan(2_000);
    expect(environment.pendingTimers).toBe(0);
  });

  it('refuse at once where nobody may wait, and say when to come again', async () => {
    const { environment, run } = vendor();
    const ai = run({ requestsPerMinute: 1, queue: false });
    await ai.chat({ messages, model: 'm1' });
    await environment.advance(20_000);
    const error = await settle(ai.chat({ messages, model: 'm1' }));
    expect(error).toMatchObject({
      code: 'rate-limit',
      provider: 'vendor',
      model: 'm1',
      operation: 'chat',
      retry: 'same',
    });
    expect(error?.message).toMatch(/Too fast for "provider=vendor" \(requestsPerMinute: 1\): free again in 4\d+ ms/);
    const { retryAfterMs = 0 } = error ?? {};
    expect(retryAfterMs).toBeGreaterThan(39_000);
    await environment.advance(retryAfterMs);
    expect(await settle(ai.chat({ messages }))).toBeUndefined();
  });

  it('refuse at once a call whose wait would be longer than allowed', async () => {
    const { environment, run } = vendor();
    const ai = run({ requestsPerMinute: 1, queue: { maxWaitMs: 30_000 } });
    await ai.chat({ messages });
    expect(await settle(ai.chat({ messages }))).toMatchObject({ code: 'rate-limit', retryAfterMs: expect.any(Number) });
    await environment.advance(35_000);
    const waits = settle(ai.chat({ messages }));
    await environment.advance(30_000);
    expect(await waits).toBeUndefined();
  });

  it('count every attempt that a retry inside makes, and no answer that nobody sent for', async () => {
    const { environment, provider } = vendor();
    let attempts = 3;
    const inner: Middleware = {
      name: 'again',
      wrap: (next) => async (call) => {
        if (attempts === 0) throw new KitError('circuit-open', 'No.');
        for (let attempt = 1; attempt < attempts; attempt++) await next(call);
        return next(call);
      },
    };
    const ai = pipeline(provider, { environment }).use(ratelimit({ requestsPerMinute: 5, queue: false }), inner);
    await ai.chat({ messages });
    attempts = 0;
    expect((await settle(ai.chat({ messages })))?.code).toBe('circuit-open');
    attempts = 1;
    expect(await settle(ai.chat({ messages }))).toBeUndefined();
    expect(await settle(ai.chat({ messages }))).toBeUndefined();
    expect((await settle(ai.chat({ messages })))?.code).toBe('rate-limit');
  });
});

describe('limits of tokens', () => {
  it('are the only ones for which a call is looked through', async () => {
    let estimated = 0;
    const estimate = () => {
      estimated++;
      return 10;
    };
    const { run } = vendor();
    await run({ requestsPerMinute: 10, concurrency: 2, tokens: estimate }).chat({ messages });
    expect(estimated).toBe(0);
    await run({ tokensPerDay: 1_000, tokens: estimate }).chat({ messages });
    await run({ limitsFor: () => ({ tokensPerSecond: 1_000 }), tokens: estimate }).chat({ messages });
    expect(estimated).toBe(2);
  });

  it('are reserved by an estimate and settled with what was really used', async () => {
    const { run } = vendor(() => ({ usage: tokens(10, 90) }));
    const ai = run({ tokensPerMinute: 1_000, queue: false });
    const asked = { messages, maxTokens: 900 };
    // 900 and a few are reserved, 100 are used: nine more fit one after the other, the last of which finds no room to reserve.
    await ai.chat(asked);
    expect((await settle(ai.chat(asked)))?.code).toBe('rate-limit');
    for (let call = 0; call < 8; call++) expect(await settle(ai.chat({ messages, maxTokens: 90 }))).toBeUndefined();
    expect((await settle(ai.chat({ messages, maxTokens: 200 })))?.code).toBe('rate-limit');
  });

  it('count what was used beyond the estimate', async () => {
    const { run } = vendor(() => ({ usage: tokens(5_000, 0) }));
    const ai = run({ tokensPerMinute: 1_000, queue: false, tokens: () => 10 });
    await ai.chat({ messages });
    expect((await settle(ai.chat({ messages })))?.code).toBe('rate-limit');
  });

  it('let a call that is larger than the limit take all of it', async () => {
    const { run } = vendor();
    const ai = run({ tokensPerMinute: 1_000, queue: false });
    expect(await settle(ai.chat({ messages, maxTokens: 100_000 }))).toBeUndefined();
    expect((await settle(ai.chat({ messages, maxTokens: 1 })))?.code).toBe('rate-limit');
  });

  it('give back everything when the vendor refuses, and keep the estimate when nobody knows', async () => {
    const { run } = vendor((call) => (call === 0 ? { error: new KitError('invalid-request', 'No.') } : {}));
    const ai = run({ tokensPerMinute: 1_000, queue: false });
    await settle(ai.chat({ messages, maxTokens: 900 }));
    expect(await settle(ai.chat({ messages, maxTokens: 900 }))).toBeUndefined();
    expect((await settle(ai.chat({ messages, maxTokens: 900 })))?.code).toBe('rate-limit');
  });
});

describe('concurrency', () => {
  it('is bounded; a place is free when its call has ended, however', async () => {
    const fails = new KitError('server', 'Broken.');
    const { environment, running, run } = vendor((call) => ({ takesMs: 100, ...(call % 2 === 1 && { error: fails }) }));
    const ai = run({ concurrency: 3 });
    const calls = Promise.all(Array.from({ length: 20 }, () => settle(ai.chat({ messages }))));
    await environment.advance(2_000);
    const ended = await calls;
    expect([ended.length, running.most, running.now]).toEqual([20, 3, 0]);
    expect(ended.filter(Boolean)).toHaveLength(10);
    expect(environment.pendingTimers).toBe(0);
  });

  it('is held by a stream until its end, its break, or until its reader leaves', async () => {
    const { environment, run } = vendor(() => ({ takesMs: 100 }));
    const ai = run({ concurrency: 1 });
    const first = ai.stream({ messages });
    await first.ready();
    const second = ai.stream({ messages });
    let began = false;
    void second.ready().then(() => {
      began = true;
    });
    await environment.advance(1_000);
    expect(began).toBe(false);
    await first.cancel();
    await environment.settle();
    expect(began).toBe(true);
    for await (const part of second) if (part.type === 'text') break;
    const third = ai.stream({ messages }).response;
    await environment.advance(200);
    expect((await third).text).toBe('Hello');
    const fourth = ai.chat({ messages });
    await environment.advance(200);
    expect(await settle(fourth)).toBeUndefined();
  });

  it('has a bounded queue', async () => {
    const { environment, run } = vendor(() => ({ takesMs: 400 }));
    const ai = run({ concurrency: 1, queue: { size: 2 } });
    const waiting = [ai.chat({ messages }), ai.chat({ messages }), ai.chat({ messages })].map(settle);
    await environment.settle();
    const error = await settle(ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'queue-full', retry: 'other-provider', httpStatus: 429 });
    expect(error?.retryAfterMs).toBeGreaterThan(0);
    await environment.advance(1_200);
    expect(await Promise.all(waiting)).toEqual([undefined, undefined, undefined]);
  });

  it('says that there was no place when a call has waited long enough', async () => {
    const { environment, run } = vendor(() => ({ takesMs: 60_000 }));
    const ai = run({ concurrency: 1, queue: { maxWaitMs: 5_000 } });
    void settle(ai.chat({ messages }));
    const late = settle(ai.chat({ messages }));
    const sooner = settle(ai.chat({ messages }, { deadlines: { queue: 1_000 } }));
    await environment.advance(1_000);
    expect(await sooner).toMatchObject({ code: 'timeout', phase: 'queue' });
    await environment.advance(4_000);
    expect(await late).toMatchObject({ code: 'queue-full', message: /concurrency: 1/ });
  });
});

describe('waiting', () => {
  it('ends with the call: nothing of it is left, and nobody else loses a place', async () => {
    const { environment, calledAt, run } = vendor(() => ({ takesMs: 1_000 }));
    const ai = run({ concurrency: 1 });
    const first = settle(ai.chat({ messages }));
    const aborting = new AbortController();
    const aborted = settle(ai.chat({ messages }, { signal: aborting.signal }));
    const expired = settle(ai.chat({ messages }, { deadlines: { total: 500 } }));
    const last = settle(ai.chat({ messages }));
    await environment.advance(100);
    aborting.abort('enough');
    await environment.advance(1);
    expect(await aborted).toMatchObject({ code: 'aborted', cause: 'enough' });
    await environment.advance(400);
    expect(await expired).toMatchObject({ code: 'timeout', phase: 'total' });
    await environment.advance(2_000);
    expect([await first, await last]).toEqual([undefined, undefined]);
    expect(calledAt).toEqual([0, 1_000]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('is told, with about how long', async () => {
    const { environment, events, run } = vendor();
    const ai = run({ requestsPerSecond: 1, key: 'tenant' });
    const calls = [ai.chat({ messages }, { tenant: 'acme' }), ai.chat({ messages }, { tenant: 'acme' })];
    await environment.advance(3_000);
    await Promise.all(calls);
    const [event] = events as KitEvent<'rate-limited'>[];
    expect(events).toHaveLength(1);
    expect(event).toMatchObject({ type: 'rate-limited', key: 'tenant=acme', provider: 'vendor', operation: 'chat' });
    expect(event?.waitMs).toBeGreaterThanOrEqual(1_000);
  });

  const one = async (calls: readonly (CallOptions & { readonly text: string })[], options: RatelimitOptions) => {
    const { environment, said, run } = vendor(() => ({ takesMs: 10 }));
    const ai = run({ concurrency: 1, ...options });
    const all = calls.map(({ text, ...rest }) => settle(ai.chat({ messages: [user(text)] }, rest)));
    await environment.advance(10_000);
    expect(await Promise.all(all)).toEqual(calls.map(() => undefined));
    return said;
  };

  it('is in turn among tenants: many calls of one do not keep those of another waiting', async () => {
    const many = Array.from({ length: 6 }, (_, index) => ({ text: `a${index}`, tenant: 'a' }));
    const few = Array.from({ length: 2 }, (_, index) => ({ text: `b${index}`, tenant: 'b' }));
    expect(await one([...many, ...few], {})).toEqual(['a0', 'a1', 'b0', 'a2', 'b1', 'a3', 'a4', 'a5']);
  });

  it('goes by priority, but never for ever', async () => {
    const low = [{ text: 'low', hints: { priority: -1 } }];
    const high = Array.from({ length: 20 }, (_, index) => ({ text: `${index}` }));
    const said = await one([{ text: 'first' }, ...low, ...high], {});
    // The tenth place goes to whoever waits longest.
    expect(said.indexOf('low')).toBe(10);
    const urgent = await one(
      ['first', 'b', 'c', 'URGENT'].map((text) => ({ text })),
      { priority: ({ request }) => (JSON.stringify(request).includes('URGENT') ? 1 : 0) },
    );
    expect(urgent).toEqual(['first', 'URGENT', 'b', 'c']);
  });

  it('is in order where there is one tenant: a large call is not overtaken by small ones', async () => {
    const { environment, said, run } = vendor((_call, text) => ({ usage: tokens(Number(text)) }));
    const ai = run({
      tokensPerSecond: 100,
      tokens: ({ request }) => Number((request as { messages: { content: string }[] }).messages[0]?.content),
    });
    const calls: Promise<unknown>[] = [];
    for (const text of ['60', '90', '10', '10']) {
      calls.push(settle(ai.chat({ messages: [user(text)] })));
      await environment.settle();
    }
    await environment.advance(5_000);
    await Promise.all(calls);
    expect(said).toEqual(['60', '90', '10', '10']);
  });
});

describe('keys', () => {
  it('have limits of their own', async () => {
    const { run } = vendor();
    const ai = run({ requestsPerMinute: 1, key: ['tenant', 'model'], queue: false });
    const ask = (tenant: string, model: string) => settle(ai.chat({ messages, model }, { tenant }));
    expect(await ask('a', 'm')).toBeUndefined();
    expect(await ask('b', 'm')).toBeUndefined();
    expect(await ask('a', 'n')).toBeUndefined();
    expect((await ask('a', 'm'))?.code).toBe('rate-limit');
  });

  it('may have different limits: plans', async () => {
    const { run } = vendor();
    const ai = run({
      requestsPerMinute: 1,
      key: 'tenant',
      queue: false,
      limitsFor: ({ context }) => (context.tenant === 'paying' ? { requestsPerMinute: 3 } : undefined),
    });
    const ask = (tenant: string) => settle(ai.chat({ messages }, { tenant }));
    expect([await ask('free'), (await ask('free'))?.code]).toEqual([undefined, 'rate-limit']);
    expect([await ask('paying'), await ask('paying'), await ask('paying')]).toEqual([undefined, undefined, undefined]);
    expect((await ask('paying'))?.code).toBe('rate-limit');
  });

  it('are shared by limiters of one name and store', async () => {
    const { environment, withLimits } = vendor();
    const store = memoryStore({ environment });
    const one = withLimits(ratelimit({ requestsPerMinute: 1, store, queue: false }));
    const two = withLimits(ratelimit({ requestsPerMinute: 1, store, queue: false }));
    const other = withLimits(ratelimit({ requestsPerMinute: 1, store, queue: false, name: 'other' }));
    await one.chat({ messages });
    expect((await settle(two.chat({ messages })))?.code).toBe('rate-limit');
    expect(await settle(other.chat({ messages }))).toBeUndefined();
  });
});

describe('the vendor’s own limits', () => {
  const state = (remaining: number, resetAt: number): RateLimitState => ({
    limits: [{ name: 'requests', limit: 100, remaining, resetAt }],
  });

  it('are approached slowly once 80 % are used, and not run into', async () => {
    let left = 22;
    const { environment, calledAt, run } = vendor(() => {
      left--;
      return { rateLimit: state(left, environment.now() - environment.monotonicMs() + 60_000) };
    });
    const ai = run({ queue: { maxWaitMs: 100_000 } });
    for (let call = 0; call < 22; call++) {
      const done = settle(ai.chat({ messages }));
      await environment.settle();
      for (let step = 0; step < 600 && calledAt.length === call; step++) await environment.advance(100);
      await done;
    }
    // Three go at once, the rest is spread over the minute.
    expect(calledAt.slice(0, 3)).toEqual([0, 0, 0]);
    const pauses = calledAt.slice(3, 21).map((at, index) => at - (calledAt[index + 2] ?? 0));
    for (const pause of pauses) expect(pause).toBeGreaterThan(2_000);
    expect(calledAt[21]).toBeLessThanOrEqual(60_000);
    expect(environment.pendingTimers).toBe(0);
  });

  it('are waited for when nothing is left: calls for which that is too long fail at once', async () => {
    const { environment, run } = vendor((call) =>
      call === 0 ? { rateLimit: state(0, environment.now() + 45_000) } : {},
    );
    const ai = run({});
    await ai.chat({ messages });
    expect(await settle(ai.chat({ messages }))).toMatchObject({
      code: 'rate-limit',
      retryAfterMs: 45_000,
      message: /vendor/,
    });
    await environment.advance(20_000);
    const waits = settle(ai.chat({ messages }));
    await environment.advance(25_000);
    expect(await waits).toBeUndefined();
  });

  it('stop everybody for as long as a 429 asks for, one model only', async () => {
    const { environment, calledAt, run } = vendor((call) =>
      call === 0 ? { error: new KitError('rate-limit', 'Slow down.', { retryAfterMs: 7_000 }) } : {},
    );
    const ai = run({});
    await settle(ai.chat({ messages, model: 'a' }));
    const held = settle(ai.chat({ messages, model: 'a' }));
    await ai.chat({ messages, model: 'b' });
    await environment.advance(6_900);
    expect(calledAt).toEqual([0, 0]);
    await environment.advance(100);
    await held;
    expect(calledAt).toEqual([0, 0, 7_000]);
  });

  it('leave nothing behind when they are all there is', async () => {
    let left = 3;
    const { environment, calledAt, run } = vendor(() => ({
      rateLimit: state(left-- > 0 ? left : 100, environment.now() + 5_000),
    }));
    const ai = run({});
    const calls = Array.from({ length: 6 }, () => settle(ai.chat({ messages })));
    await environment.advance(60_000);
    expect(await Promise.all(calls)).toEqual(Array(6).fill(undefined));
    expect([calledAt.length, environment.pendingTimers]).toEqual([6, 0]);
  });

  it('hold up no calls of another model that wait in the same queue', async () => {
    const { environment, said, run } = vendor((call) =>
      call === 0 ? { error: new KitError('rate-limit', 'Slow down.', { retryAfterMs: 7_000 }) } : { takesMs: 10 },
    );
    const ai = run({ concurrency: 1 });
    await settle(ai.chat({ messages, model: 'a' }));
    const calls = ['a', 'b', 'b'].map((model, index) =>
      settle(ai.chat({ messages: [user(`${model}${index}`)], model })),
    );
    await environment.advance(100);
    expect(said.slice(1)).toEqual(['b1', 'b2']);
    await environment.advance(7_000);
    await Promise.all(calls);
    expect(said.at(-1)).toBe('a0');
  });

  it('are not learned where that is switched off, nor from a credential that another may replace', async () => {
    const blocked = new KitError('rate-limit', 'Slow down.', { retryAfterMs: 7_000 });
    const off = vendor((call) => (call === 0 ? { error: blocked } : {}));
    const silent = off.run({ learn: false });
    await settle(silent.chat({ messages }));
    expect(await settle(silent.chat({ messages }))).toBeUndefined();
    const other = new KitError('rate-limit', 'Slow down.', { retryAfterMs: 7_000, retry: 'other-key' });
    const pool = vendor((call) => (call === 0 ? { error: other } : {}));
    const ai = pool.run({});
    await settle(ai.chat({ messages }));
    expect(await settle(ai.chat({ messages }))).toBeUndefined();
  });
});

describe('a store that is away', () => {
  const moody = (environment: ReturnType<typeof virtualEnvironment>) => {
    const inner = memoryStore({ environment });
    const mood = { away: false };
    const ask = async <T>(work: () => Promise<T>): Promise<T> => {
      if (mood.away) throw new KitError('store-unavailable', 'It is away.');
      return work();
    };
    const store: Store = {
      ...inner,
      shared: true,
      set: (...args) => ask(() => inner.set(...args)),
      reserve: (...args) => ask(() => inner.reserve(...args)),
      settle: (...args) => ask(() => inner.settle(...args)),
      renew: (...args) => ask(() => inner.renew(...args)),
    };
    return { mood, store, inner };
  };

  it('leaves each process to hold to the limits by itself (open)', async () => {
    const { environment, events, withLimits } = vendor();
    const { mood, store } = moody(environment);
    const ai = withLimits(ratelimit({ requestsPerMinute: 2, store, queue: false }));
    mood.away = true;
    expect([await settle(ai.chat({ messages })), await settle(ai.chat({ messages }))]).toEqual([undefined, undefined]);
    expect((await settle(ai.chat({ messages })))?.code).toBe('rate-limit');
    mood.away = false;
    await environment.advance(10_000);
    expect([await settle(ai.chat({ messages })), await settle(ai.chat({ messages }))]).toEqual([undefined, undefined]);
    expect((await settle(ai.chat({ messages })))?.code).toBe('rate-limit');
    expect(events.map(({ type }) => type)).toEqual(['store-unavailable', 'store-back']);
    expect(events).toMatchObject([{ plugin: 'ratelimit', store: 'memory', choice: 'open' }, { awayMs: 10_000 }]);
  });

  it('fails calls where that was chosen (closed)', async () => {
    const { environment, calledAt, withLimits } = vendor();
    const { mood, store } = moody(environment);
    const ai = withLimits(ratelimit({ requestsPerMinute: 2, store, outage: 'closed' }));
    mood.away = true;
    expect(await settle(ai.chat({ messages }))).toMatchObject({ code: 'store-unavailable', httpStatus: 503 });
    expect(await settle(ai.stream({ messages }).response)).toMatchObject({ code: 'store-unavailable' });
    expect(calledAt).toEqual([]);
    mood.away = false;
    expect(await settle(ai.chat({ messages }))).toBeUndefined();
  });

  it('gets its places back when it returns', async () => {
    const { environment, withLimits } = vendor(() => ({ takesMs: 100 }));
    const { mood, store, inner } = moody(environment);
    const ai = withLimits(ratelimit({ concurrency: 1, store, leaseMs: 600_000 }));
    const call = settle(ai.chat({ messages }));
    await environment.advance(50);
    mood.away = true;
    await environment.advance(50);
    expect(await call).toBeUndefined();
    const level = { kind: 'level', key: 'ratelimit/provider=vendor/concurrency' } as const;
    expect(await inner.measure(level)).toEqual({ used: 0, held: 1 });
    mood.away = false;
    await environment.advance(60_000);
    expect(await inner.measure(level)).toEqual({ used: 0, held: 0 });
    expect(environment.pendingTimers).toBe(0);
  });

  it('tells the other processes that a vendor wants to be left alone', async () => {
    const { environment, calledAt, withLimits } = vendor((call) =>
      call === 0 ? { error: new KitError('rate-limit', 'Slow down.', { retryAfterMs: 9_000 }) } : {},
    );
    const { store } = moody(environment);
    const [here, there] = [withLimits(ratelimit({ store })), withLimits(ratelimit({ store }))];
    await settle(here.chat({ messages }));
    const held = settle(there.chat({ messages }));
    await environment.advance(8_900);
    expect(calledAt).toHaveLength(1);
    await environment.advance(200);
    expect(await held).toBeUndefined();
  });
});

describe('ratelimit', () => {
  it('is not there for operations that make no model work, or that do not count', () => {
    const { environment, provider } = vendor();
    const limit = ratelimit({ requestsPerMinute: 1 });
    const ai = pipeline(provider, { environment }).use(limit);
    expect(ai.handlers.models).toBe(provider.handlers.models);
    const chats = pipeline(provider, { environment }).use(ratelimit({ requestsPerMinute: 1, operations: ['chat'] }));
    expect(chats.handlers.stream).toBe(provider.handlers.stream);
    expect(chats.handlers.chat).not.toBe(provider.handlers.chat);
  });

  it.each([
    [{ requestPerMinute: 5 }, /Did you mean `requestsPerMinute`/],
    [{ requestsPerMinute: 0 }, /`requestsPerMinute` must be a whole number, 1 or more. Got the number 0/],
    [{ key: 'tennant' }, /`key` must be one or several of/],
    [{ queue: { length: 3 } }, /ratelimit\(\{ queue \}\): unknown option `length`/],
    [{ learn: { threshold: 80 } }, /`threshold` must be a number from 0 to 1/],
    [{ store: {} }, /`store` must be a store, such as redisStore/],
  ])('refuses %j', (options, message) => {
    expect(() => ratelimit(options as never)).toThrow(message);
    expect(() => ratelimit(options as never)).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it('never lets through more than its limits in any span, nor more at once, and every call ends', async () => {
    const calls = fc.array(
      fc.record({
        pauseMs: fc.nat(300),
        takesMs: fc.nat(900),
        reserved: fc.integer({ min: 1, max: 60 }),
        used: fc.nat(60),
        ending: fc.constantFrom('chat', 'stream', 'left', 'fails', 'aborted'),
        priority: fc.nat(2),
      }),
      { minLength: 1, maxLength: 60 },
    );
    const property = fc.asyncProperty(calls, async (script) => {
      const limits = { requestsPerSecond: 5, tokensPerSecond: 100, concurrency: 3 };
      const admitted: { at: number; tokens: number }[] = [];
      const { environment, running, run } = vendor((_call, text) => {
        const { takesMs, used, reserved, ending } = script[Number(text)] as (typeof script)[number];
        // The vendor never takes more than was reserved: what counts is what was really used.
        const real = Math.min(used, reserved);
        if (ending !== 'fails')
          admitted.push({ at: environment.monotonicMs(), tokens: ending === 'aborted' ? reserved : real });
        const error = ending === 'fails' ? { error: new KitError('server', 'Broken.') } : {};
        return { takesMs, usage: tokens(real), ...error };
      });
      const index = (request: unknown) => Number((request as { messages: { content: string }[] }).messages[0]?.content);
      const ai = run({
        ...limits,
        queue: { maxWaitMs: 600_000 },
        tokens: ({ request }) => script[index(request)]?.reserved ?? 0,
      });
      const ended: Promise<unknown>[] = [];
      for (const [number, { pauseMs, ending, priority }] of script.entries()) {
        await environment.advance(pauseMs);
        const aborting = new AbortController();
        if (ending === 'aborted') environment.setTimer(400, () => aborting.abort());
        const request = { messages: [user(`${number}`)] };
        const options = { signal: aborting.signal, hints: { priority } };
        if (ending === 'left') {
          const leave = async () => {
            for await (const part of ai.stream(request, options)) if (part.type === 'text') break;
          };
          ended.push(settle(leave()));
        } else if (ending === 'stream') ended.push(settle(ai.stream(request, options).response));
        else ended.push(settle(ai.chat(request, options)));
      }
      await environment.advance(120_000);
      await Promise.all(ended);
      expect([running.now, environment.pendingTimers]).toEqual([0, 0]);
      expect(running.most).toBeLessThanOrEqual(limits.concurrency);
      for (const { at: from } of admitted) {
        const span = admitted.filter(({ at }) => at >= from && at < from + 1_000);
        expect(span.length).toBeLessThanOrEqual(limits.requestsPerSecond);
        expect(span.reduce((sum, one) => sum + one.tokens, 0)).toBeLessThanOrEqual(limits.tokensPerSecond);
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
