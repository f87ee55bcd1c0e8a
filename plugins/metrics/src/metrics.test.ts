import { chatResponse, defineProvider, type KitError, type Middleware, pipeline, type Usage, user } from '@kit/core';
import { type SimulatorOptions, simulator, virtualEnvironment, wireProvider } from '@kit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { metrics } from './metrics.ts';

const messages = [user('Hello')];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function served(options: SimulatorOptions = {}) {
  const server = await simulator(options);
  const models = [{ id: 'gpt-5', price: { input: 1, output: 2 } }];
  const provider = wireProvider({ baseURL: server.openaiURL, apiKey: 'sk-very-secret', model: 'gpt-5', models });
  closers.push(async () => {
    await provider.close?.();
    await server.close();
  });
  return provider;
}

const answer = (cache = false) =>
  chatResponse({
    choices: [{ message: { role: 'assistant', content: 'Hi' }, finishReason: 'stop' }],
    usage: { state: 'reported', inputTokens: 10, outputTokens: 20 },
    meta: { provider: 'own', timings: {}, attempts: [], ...(cache && { cache: { hit: 'exact' as const } }) },
  });

describe('metrics', () => {
  it('count complete and streamed calls with latency, tokens and cost', async () => {
    const measured = metrics();
    const ai = pipeline(await served()).use(measured);
    await ai.chat({ messages });
    await ai.stream({ messages }).response;
    const [chat, stream] = measured.snapshot().series;
    expect(chat).toMatchObject({ provider: 'openai', model: 'gpt-5', operation: 'chat', calls: 1, attempts: 1 });
    expect(stream).toMatchObject({ operation: 'stream', calls: 1, attempts: 1, openStreams: 0 });
    for (const one of [chat, stream]) {
      expect(one?.outcomes).toEqual({ complete: 1 });
      expect(one?.tokens.input).toBeGreaterThan(0);
      expect(one?.tokens.output).toBeGreaterThan(0);
      expect(one?.cost.USD).toBeGreaterThan(0);
      expect(one?.totalMs?.p50).toBeGreaterThan(0);
      expect(one?.overheadMs.before?.count).toBe(1);
      const own = (one?.overheadMs.before?.sum ?? 0) + (one?.overheadMs.after?.sum ?? 0);
      expect(own).toBeLessThan(one?.totalMs?.sum ?? 0);
    }
    expect(chat?.firstPartMs).toBeUndefined();
    expect(stream?.firstPartMs?.count).toBe(1);
    expect(stream?.tokensPerSecond?.p50).toBeGreaterThan(0);
  });

  it('name failures by their code, and streams that are left, aborted or cut', async () => {
    const measured = metrics();
    const faults = [{ status: 429 }, undefined, undefined, { type: 'cut', afterBytes: 900 } as const];
    const ai = pipeline(await served({ tokenPauseMs: 5, faults: ({ index }) => faults[index] })).use(measured);
    await expect(ai.stream({ messages }).response).rejects.toMatchObject({ code: 'rate-limit' });
    for await (const _part of ai.stream({ messages })) break;
    const controller = new AbortController();
    const aborted = ai.stream({ messages }, { signal: controller.signal });
    await aborted.ready();
    expect(measured.snapshot().series[0]?.openStreams).toBe(1);
    controller.abort();
    await aborted.response.catch(() => {});
    const cut = await ai.stream({ messages }).response.catch((error: KitError) => error.code);
    expect(measured.snapshot().series).toMatchObject([
      {
        calls: 4,
        attempts: 4,
        openStreams: 0,
        outcomes: { 'rate-limit': 1, abandoned: 1, cancelled: 1, [cut as string]: 1 },
      },
    ]);
  });

  it('count what a provider of one’s own says, but not what a cache answered', async () => {
    const own = defineProvider({ id: 'own', operations: { chat: async () => answer() } });
    const measured = metrics();
    await pipeline(own).use(measured).chat({ messages });
    const cached = { name: 'cached', wrap: () => (async () => answer(true)) as never };
    await pipeline(own).use(measured, cached).chat({ messages });
    expect(measured.snapshot().series).toMatchObject([
      { calls: 2, attempts: 1, tokens: { input: 10, output: 20 }, outcomes: { complete: 2 } },
    ]);
  });

  it('count each request once, though they see a call at two places', async () => {
    const measured = metrics();
    let failures = 1;
    const provider = await served({ faults: () => (failures-- > 0 ? { status: 503 } : undefined) });
    const again: Middleware = {
      name: 'again',
      wrap: (next) => (call) => next(call).catch(() => next(call)),
    };
    const ai = pipeline(pipeline(provider).use(measured)).use(measured, again);
    await ai.stream({ messages }).response;
    const [one] = measured.snapshot().series;
    expect(one).toMatchObject({ calls: 3, attempts: 2, outcomes: { complete: 2 } });
    const outside = pipeline(provider).use(again, measured);
    failures = 1;
    await outside.stream({ messages }).response;
    expect(measured.snapshot().series[0]).toMatchObject({ calls: 5, attempts: 4 });
  });

  it('hear each event once, though pipelines lie in one another', async () => {
    const measured = metrics();
    const own = defineProvider({ id: 'own', operations: { chat: async () => answer() } });
    const inner = pipeline(own).use(measured, {
      name: 'noisy',
      wrap: (next, at) => (call) => {
        at.events.emit('cache-miss', { key: 'k', provider: 'own' });
        return next(call);
      },
    });
    const outer = pipeline(inner).use(measured);
    await outer.chat({ messages });
    await outer.chat({ messages });
    expect(measured.snapshot().events).toEqual([{ event: 'cache-miss', provider: 'own', count: 2 }]);
    await measured.close?.();
  });

  it('stay bounded: what is beyond the limit is counted together', async () => {
    const measured = metrics({ maxSeries: 3, key: ({ context }) => context.tenant });
    const own = defineProvider({ id: 'own', operations: { chat: async () => answer() } });
    const ai = pipeline(own).use(measured);
    for (let index = 0; index < 10; index++) await ai.chat({ messages }, { tenant: `t${index}` });
    const { series } = measured.snapshot();
    expect(series.map(({ key, calls }) => [key, calls])).toEqual([
      ['t0', 1],
      ['t1', 1],
      ['t2', 1],
      ['others', 7],
    ]);
    measured.reset();
    expect(measured.snapshot().series.map(({ calls }) => calls)).toEqual([0, 0, 0, 0]);
  });

  it('measure waiting inside of the pipeline as overhead between attempts', async () => {
    const environment = virtualEnvironment();
    const own = defineProvider({ id: 'own', operations: { chat: async () => answer() } });
    const measured = metrics();
    const ai = pipeline(own, { environment }).use(measured, {
      name: 'slow',
      wrap: (next) => (call) =>
        new Promise((resolve, reject) => environment.setTimer(40, () => next(call).then(resolve, reject))),
    });
    const done = ai.chat({ messages });
    await environment.advance(40);
    await done;
    const [one] = measured.snapshot().series;
    expect([one?.totalMs?.max, one?.overheadMs.before?.max]).toEqual([40, 40]);
  });

  it('speak Prometheus, JSON and table, without any credential', async () => {
    const measured = metrics({ key: () => 'a "quoted"\nkey\\' });
    const ai = pipeline(await served()).use(measured);
    await ai.chat({ messages });
    const text = measured.prometheus();
    expect(text).toContain(
      'kit_calls_total{provider="openai",model="gpt-5",operation="chat",key="a \\"quoted\\"\\nkey\\\\",outcome="complete"} 1',
    );
    expect(text).toMatch(/kit_call_duration_seconds_bucket\{.*le="\+Inf"\} 1\n/);
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+\{.*\} [\d.e+-]+)$/);
    expect(JSON.parse(JSON.stringify(measured)).series[0].calls).toBe(1);
    expect(measured.table()).toMatch(/^provider +model +operation +key +calls/);
    expect(text + JSON.stringify(measured)).not.toContain('sk-very-secret');
  });

  it('refuse options that do not exist', () => {
    expect(() => metrics({ maxSerie: 3 } as object)).toThrow('Did you mean `maxSeries`?');
  });

  it('wrap every operation', async () => {
    const measured = metrics();
    const ai = pipeline(await served()).use(measured);
    await ai.embed({ model: 'text-embedding-3-small', input: ['a'] });
    expect(measured.snapshot().series).toMatchObject([{ operation: 'embed', calls: 1 }]);
  });
});

describe('metrics of odd calls', () => {
  const vendor = (usage: Usage, amount: number) =>
    defineProvider({
      id: 'own',
      operations: {
        chat: async () => ({
          ...answer(),
          usage,
          cost: { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false } as const,
        }),
      },
    });

  it('never fail one whose key cannot be made', async () => {
    const measured = metrics({ key: ({ context }) => (context.tenant as string).toUpperCase() });
    const ai = pipeline(vendor({ state: 'reported', inputTokens: 1 }, 1)).use(measured);
    const errors: unknown[] = [];
    ai.on('observer-error', ({ error }) => errors.push(error));
    expect((await ai.chat({ messages })).text).toBe('Hi');
    await ai.chat({ messages }, { tenant: 'acme' });
    expect(measured.snapshot().series.map(({ key, calls }) => [key, calls])).toEqual([
      ['', 1],
      ['ACME', 1],
    ]);
    expect(errors).toHaveLength(1);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5])('count no %s tokens, speeds and costs', async (odd) => {
    const environment = virtualEnvironment();
    const measured = metrics();
    const usage: Usage = { state: 'reported', inputTokens: odd, outputTokens: odd };
    await pipeline(vendor(usage, odd), { environment }).use(measured).chat({ messages });
    const good: Usage = { state: 'reported', inputTokens: 10, outputTokens: 20 };
    await pipeline(vendor(good, 2), { environment }).use(measured).chat({ messages });
    const [series] = measured.snapshot().series;
    expect(series).toMatchObject({ calls: 2, tokens: { input: 10, output: 20 }, cost: { USD: 2 } });
    expect(measured.prometheus()).not.toMatch(/NaN|Infinity| -/);
  });
});
