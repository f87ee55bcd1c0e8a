import {
  type CallContext,
  type CallOptions,
  type ChatRequest,
  chatResponse,
  defineProvider,
  type FinishReason,
  KitError,
  type KitEvent,
  pipeline,
  type StreamPart,
  sleep,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { Keyv } from 'keyv';
import { Keyv as Keyv6 } from 'keyv-6';
import { describe, expect, it } from 'vitest';
import { cache } from './cache.ts';
import type { CacheOptions } from './cache-options.ts';
import type { CacheStore } from './cache-store.ts';

const messages = [user('Hi')];
const usage = { state: 'reported', inputTokens: 10, outputTokens: 2 } as const;
const models = [{ id: 'known-1' }, { id: 'known-2' }];

/** A vendor that counts its calls and answers with their number. */
function setup(options: CacheOptions = {}, { delayMs = 0 } = {}) {
  const environment = virtualEnvironment();
  const state = {
    calls: 0,
    cancelled: 0,
    finishReason: 'stop' as FinishReason,
    fails: undefined as KitError | undefined,
  };
  const begin = async ({ scope }: CallContext) => {
    const number = ++state.calls;
    try {
      if (delayMs) await sleep(delayMs, environment, (listener) => scope.onCancel(listener));
    } catch (reason) {
      state.cancelled++;
      throw reason;
    }
    if (state.fails) throw state.fails;
    return `answer ${number}`;
  };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      chat: async (_request, context) => {
        const message = { role: 'assistant', content: await begin(context) } as const;
        const { finishReason } = state;
        return chatResponse({ choices: [{ message, finishReason }], usage });
      },
      async *stream(_request, context): AsyncGenerator<StreamPart> {
        const text = await begin(context);
        yield { type: 'start', responseId: 'r1' };
        for (const word of text.split(/(?= )/)) {
          yield { type: 'text', text: word };
          if (delayMs) {
            await sleep(delayMs, environment, (listener) =>
              context.scope.onCancel((reason) => {
                state.cancelled++;
                listener(reason);
              }),
            );
          }
        }
        yield { type: 'finish', finishReason: state.finishReason, usage };
      },
      embed: async (_request, context) => {
        await begin(context);
        return { embeddings: [[0.25, -1]], usage };
      },
      speech: async (_request, context) => {
        await begin(context);
        return { audio: { data: new Uint8Array([0, 255, 7]), mediaType: 'audio/mpeg' } } as never;
      },
      models: async (_request, context) => {
        await begin(context);
        return { models: [{ id: 'live' }] };
      },
      health: async (_request, context) => {
        await begin(context);
        return { status: 'ok', latencyMs: 1 };
      },
    },
    catalogue: async () => ({ provider: 'vendor', asOf: '2026-11-01', models }),
  });
  const ai = pipeline(provider, { environment }).use(cache(options));
  return { ai, state, environment, provider };
}

describe('cache', () => {
  it('answers the same call from the cache, says so, and charges nothing', async () => {
    const { ai, state, environment } = setup();
    const first = await ai.chat({ messages });
    await environment.advance(5_000);
    const second = await ai.chat({ messages });
    expect(state.calls).toBe(1);
    expect(second.text).toBe(first.text);
    expect(first.meta.cache).toBeUndefined();
    expect(first.usage).toEqual(usage);
    expect(second.meta).toMatchObject({ provider: 'vendor', cache: { hit: 'exact', ageMs: 5_000 }, attempts: [] });
    expect(second.usage).toBeUndefined();
    expect(second.cost).toBeUndefined();
  });

  it('takes no account of the order of keys and of undefined', async () => {
    const { ai, state } = setup();
    await ai.chat({ messages, temperature: 0, topP: 1 });
    await ai.chat({ topP: 1, temperature: 0, messages, seed: undefined });
    expect(state.calls).toBe(1);
  });

  const others: readonly [string, Partial<ChatRequest>, CallOptions][] = [
    ['model', { model: 'other' }, {}],
    ['message', { messages: [user('Ho')] }, {}],
    ['temperature', { temperature: 1 }, {}],
    ['vendor field', { vendor: { vendor: { extra: 1 } } }, {}],
    ['tenant', {}, { tenant: 'acme' }],
    ['credential', {}, { credentials: { apiKey: 'another' } }],
    ['endpoint', {}, { baseURL: 'http://127.0.0.1:1/v1' }],
    ['patch', {}, { patch: { '/a': 1 } }],
    ['patch that removes', {}, { patch: { '/a': undefined } }],
    ['header', {}, { headers: { 'anthropic-beta': 'x' } }],
    ['query', {}, { query: { version: '2' } }],
    ['tag', {}, { tags: ['residency:eu'] }],
    ['hint', {}, { hints: { registry: 'eu' } }],
    ['raw', {}, { raw: true }],
    ['strict', {}, { strict: true }],
  ];
  it.each(others)('another %s is another call', async (_what, request, options) => {
    const { ai, state } = setup();
    await ai.chat({ messages });
    await ai.chat({ messages, ...request }, options);
    expect(state.calls).toBe(2);
  });

  it('does not care who traces the call', async () => {
    const { ai, state } = setup();
    await ai.chat({ messages });
    await ai.chat({ messages }, { headers: { Traceparent: '00-1' }, requestId: 'r', metadata: { a: 1 }, user: 'u' });
    expect(state.calls).toBe(1);
  });

  it('keeps apart what `vary` names', async () => {
    const { ai, state } = setup({ vary: ({ context }) => context.user });
    await ai.chat({ messages }, { user: 'a' });
    await ai.chat({ messages }, { user: 'b' });
    expect(state.calls).toBe(2);
  });

  it('forgets after the time to live: of all, of an operation, of a call', async () => {
    const { ai, state, environment } = setup({ ttl: '10m', operations: { embed: '1h' } });
    await ai.chat({ messages });
    await ai.embed({ input: 'a' });
    await ai.chat({ messages: [user('Brief')] }, { hints: { cache: { ttl: '1s' } } });
    await environment.advance(2_000);
    await ai.chat({ messages: [user('Brief')] });
    expect(state.calls).toBe(4);
    await environment.advance(599_000);
    await ai.chat({ messages });
    await ai.embed({ input: 'a' });
    expect(state.calls).toBe(5);
  });

  it('is passed by, or refreshed, when a call says so', async () => {
    const { ai, state } = setup();
    await ai.chat({ messages });
    expect((await ai.chat({ messages }, { hints: { cache: false } })).text).toBe('answer 2');
    expect((await ai.chat({ messages })).text).toBe('answer 1');
    expect((await ai.chat({ messages }, { hints: { cache: 'refresh' } })).text).toBe('answer 3');
    expect((await ai.chat({ messages })).text).toBe('answer 3');
    expect(state.calls).toBe(3);
    await expect(ai.chat({ messages }, { hints: { cache: 'yes' } })).rejects.toMatchObject({
      code: 'config',
      field: 'hints.cache',
    });
  });

  it('keeps no errors, no truncated and no filtered answers, unless told', async () => {
    const { ai, state } = setup();
    for (const reason of ['length', 'content-filter'] as const) {
      state.finishReason = reason;
      await ai.chat({ messages });
      await ai.stream({ messages }).response;
    }
    expect(state.calls).toBe(4);
    state.fails = new KitError('server', 'down');
    await expect(ai.chat({ messages })).rejects.toMatchObject({ code: 'server' });
    state.fails = undefined;
    await ai.chat({ messages });
    expect(state.calls).toBe(6);

    const told = setup({ finishReasons: ['stop', 'length'] });
    told.state.finishReason = 'length';
    await told.ai.chat({ messages });
    await told.ai.chat({ messages });
    expect(told.state.calls).toBe(1);
  });

  it('leaves alone what cannot be had again', async () => {
    const { ai, state } = setup();
    await ai.health();
    await ai.health();
    expect(state.calls).toBe(2);
  });

  it('gives bytes back as bytes, and vectors as they were', async () => {
    const { ai } = setup();
    const request = { input: 'Hello' } as never;
    await ai.speech(request);
    const { audio, meta } = (await ai.speech(request)) as unknown as {
      audio: { data: Uint8Array };
      meta: { cache?: object };
    };
    expect(audio.data).toEqual(new Uint8Array([0, 255, 7]));
    expect(meta.cache).toBeDefined();
    await ai.embed({ input: 'a' });
    expect((await ai.embed({ input: 'a' })).embeddings).toEqual([[0.25, -1]]);
  });

  it('is bounded by bytes: the least recently used goes first, what is too large is not kept', async () => {
    const { ai, state } = setup({ maxBytes: 6_000, maxEntryBytes: 3_000 });
    const ask = (text: string) => ai.chat({ messages: [user(text)] });
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await ask(text);
    await ask('h');
    expect(state.calls).toBe(8);
    await ask('a');
    expect(state.calls).toBe(9);

    const small = setup({ maxEntryBytes: 100 });
    await small.ai.chat({ messages });
    await small.ai.chat({ messages });
    expect(small.state.calls).toBe(2);
  });

  it('tells of hits and misses without the prompt', async () => {
    const { ai } = setup();
    const told: KitEvent[] = [];
    ai.on('*', (event) => told.push(event));
    await ai.chat({ messages: [user('A secret')], model: 'm-1' });
    await ai.chat({ messages: [user('A secret')], model: 'm-1' });
    expect(told.map(({ type }) => type)).toEqual(['cache-miss', 'cache-hit']);
    expect(told[1]).toMatchObject({ hit: 'exact', operation: 'chat', provider: 'vendor', model: 'm-1' });
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('lists models for a day, and from the catalogue when the vendor is down, which is not kept', async () => {
    const { ai, state, environment } = setup();
    state.fails = new KitError('network', 'down');
    const known = await ai.models({ limit: 1 });
    expect(known.models).toEqual([models[0]]);
    expect(known.warnings).toMatchObject([{ feature: 'models' }]);
    state.fails = undefined;
    expect((await ai.models({ limit: 1 })).models).toEqual([{ id: 'live' }]);
    await environment.advance(23 * 3_600_000);
    await ai.models({ limit: 1 });
    expect(state.calls).toBe(2);
  });

  it('refuses options that mean nothing', () => {
    expect(() => cache({ ttl: '10 minutes' as never })).toThrow(/ttl/);
    expect(() => cache({ tll: 1 } as never)).toThrow(/Did you mean `ttl`/);
    expect(() => cache({ operations: { embed: 0 } })).toThrow(/embed/);
    expect(() => cache({ store: new Map() as never })).toThrow(/namespace/);
  });
});

describe('streams', () => {
  const read = async (stream: AsyncIterable<StreamPart>) => {
    const parts: StreamPart[] = [];
    for await (const part of stream) parts.push(part);
    return parts;
  };

  it('are kept as parts and streamed again, without usage', async () => {
    const { ai, state } = setup();
    const first = await ai.stream({ messages }).response;
    const stream = ai.stream({ messages });
    expect((await stream.ready()).cache).toMatchObject({ hit: 'exact' });
    const parts = await read(stream);
    expect(state.calls).toBe(1);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish']);
    const again = await ai.stream({ messages }).response;
    expect(again.message).toEqual(first.message);
    expect(again.usage).toBeUndefined();
    expect(again.meta).toMatchObject({ responseId: 'r1', cache: { hit: 'exact' }, attempts: [] });
  });

  it('come at the recorded pace if wanted', async () => {
    const { ai, environment } = setup({ replay: 'recorded' }, { delayMs: 100 });
    const first = ai.stream({ messages }).response;
    await environment.advance(1_000);
    await first;
    const arrived: [number, string][] = [];
    const startMs = environment.monotonicMs();
    const reading = (async () => {
      for await (const part of ai.stream({ messages })) arrived.push([environment.monotonicMs() - startMs, part.type]);
    })();
    await environment.advance(1_000);
    await reading;
    expect(arrived).toEqual([
      [0, 'start'],
      [0, 'text'],
      [100, 'text'],
      [200, 'finish'],
    ]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('are not kept when their reader left before the end', async () => {
    const { ai, state } = setup();
    for await (const part of ai.stream({ messages })) if (part.type === 'text') break;
    await ai.stream({ messages }).response;
    expect(state.calls).toBe(2);
  });

  it('are kept when their reader left at the finish', async () => {
    const { ai, state } = setup();
    for await (const part of ai.stream({ messages })) if (part.type === 'finish') break;
    await ai.stream({ messages }).response;
    expect(state.calls).toBe(1);
  });

  it('are shared while they run: who comes late gets everything, who leaves takes nobody along', async () => {
    const { ai, state, environment } = setup({}, { delayMs: 100 });
    const abort = new AbortController();
    const first = ai.stream({ messages }, { signal: abort.signal }).response;
    first.catch(() => {});
    await environment.advance(150);
    const second = ai.stream({ messages }).response;
    await environment.advance(10);
    abort.abort();
    await environment.advance(1_000);
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await second).toMatchObject({ text: 'answer 1', meta: { cache: { hit: 'shared' } } });
    // The first one was aborted: whoever is left pays.
    expect((await second).usage).toBeDefined();
    expect(state).toMatchObject({ calls: 1, cancelled: 0 });
    expect(environment.pendingTimers).toBe(0);
  });

  it('end at the vendor when the last reader leaves', async () => {
    const { ai, state, environment } = setup({}, { delayMs: 100 });
    const aborts = [new AbortController(), new AbortController()];
    const streams = aborts.map(({ signal }) => ai.stream({ messages }, { signal }).response);
    const ended = Promise.allSettled(streams);
    await environment.advance(150);
    aborts[0]?.abort();
    await environment.settle();
    expect(state.cancelled).toBe(0);
    aborts[1]?.abort();
    await environment.advance(10);
    expect(await ended).toMatchObject([{ reason: { code: 'aborted' } }, { reason: { code: 'aborted' } }]);
    expect(state.cancelled).toBe(1);
    expect(environment.pendingTimers).toBe(0);
  });
});

describe('single-flight', () => {
  it('makes one call of equal ones, and charges one of them', async () => {
    const { ai, state, environment } = setup({}, { delayMs: 100 });
    const all = Promise.all([1, 2, 3].map(() => ai.chat({ messages })));
    await environment.advance(100);
    const answers = await all;
    expect(state.calls).toBe(1);
    expect(answers.map(({ text }) => text)).toEqual(['answer 1', 'answer 1', 'answer 1']);
    expect(answers.filter((answer) => answer.usage)).toHaveLength(1);
    expect(answers.map(({ meta }) => meta.cache?.hit)).toEqual([undefined, 'shared', 'shared']);
  });

  it('goes on for the others when one is aborted, the first one too', async () => {
    const { ai, state, environment } = setup({}, { delayMs: 100 });
    const abort = new AbortController();
    const first = ai.chat({ messages }, { signal: abort.signal });
    first.catch(() => {});
    const second = ai.chat({ messages });
    await environment.advance(50);
    abort.abort();
    await environment.advance(50);
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    const answer = await second;
    expect(answer.text).toBe('answer 1');
    expect(state).toMatchObject({ calls: 1, cancelled: 0 });
    // Somebody has to pay: nobody else is left.
    expect(answer.usage).toBeDefined();
    expect(answer.meta.cache?.hit).toBe('shared');
  });

  it('ends when everybody is aborted, and the next one asks anew', async () => {
    const { ai, state, environment } = setup({}, { delayMs: 100 });
    const abort = new AbortController();
    const both = Promise.allSettled([1, 2].map(() => ai.chat({ messages }, { signal: abort.signal })));
    await environment.advance(50);
    abort.abort();
    await environment.advance(1);
    expect(await both).toMatchObject([{ reason: { code: 'aborted' } }, { reason: { code: 'aborted' } }]);
    expect(state.cancelled).toBe(1);
    const next = ai.chat({ messages });
    await environment.advance(100);
    expect((await next).text).toBe('answer 2');
    expect(environment.pendingTimers).toBe(0);
  });

  it('shares a failure, and keeps none', async () => {
    const { ai, state, environment } = setup({}, { delayMs: 100 });
    state.fails = new KitError('overloaded', 'busy');
    const all = Promise.allSettled([1, 2].map(() => ai.chat({ messages })));
    await environment.advance(100);
    expect(await all).toMatchObject([{ reason: { code: 'overloaded' } }, { reason: { code: 'overloaded' } }]);
    expect(state.calls).toBe(1);
  });

  it('can be switched off', async () => {
    const { ai, state } = setup({ singleFlight: false });
    await Promise.all([ai.chat({ messages }), ai.chat({ messages })]);
    expect(state.calls).toBe(2);
  });
});

describe('stores', () => {
  it.each([
    ['Keyv 5', () => new Keyv()],
    ['Keyv 6', () => new Keyv6()],
  ])('are shared through %s, within a namespace', async (_name, newStore) => {
    const store: CacheStore = newStore();
    const first = setup({ store, namespace: 'bot' });
    const second = setup({ store, namespace: 'bot' });
    const other = setup({ store, namespace: 'other' });
    await first.ai.stream({ messages }).response;
    await first.environment.settle();
    const { text, meta } = await second.ai.stream({ messages }).response;
    expect(text).toBe('answer 1');
    expect(meta.cache).toMatchObject({ hit: 'exact' });
    await other.ai.stream({ messages }).response;
    expect([first, second, other].map(({ state }) => state.calls)).toEqual([1, 0, 1]);
  });

  it('are missed, not needed: a failing or silent one costs a warning and no call', async () => {
    const fail = () => Promise.reject(new Error('password in here'));
    const failing = setup({ store: { get: fail, set: fail }, namespace: 'bot' });
    const warnings: string[] = [];
    failing.ai.on('warning', ({ warning }) => warnings.push(warning.detail));
    expect((await failing.ai.chat({ messages })).text).toBe('answer 1');
    await failing.environment.settle();
    expect(warnings).toHaveLength(2);
    expect(warnings.join()).not.toContain('password');

    const silent = setup({ store: { get: () => new Promise(() => {}), set: () => true }, namespace: 'bot' });
    const answer = silent.ai.chat({ messages });
    await silent.environment.advance(500);
    expect((await answer).text).toBe('answer 1');
    expect(silent.environment.pendingTimers).toBe(0);
  });

  it('keep nothing of what another cache has answered: it would be as new', async () => {
    const { ai, state, environment } = setup({ ttl: '10m' });
    const outer = pipeline(ai, { environment }).use(cache({ ttl: '1h', namespace: 'outer' }));
    for (const hint of ['use', 'refresh', 'use'] as const) await outer.chat({ messages }, { hints: { cache: hint } });
    expect(state.calls).toBe(2);
    const inner = setup({ ttl: '10m' });
    const outside = pipeline(inner.ai, { environment: inner.environment }).use(cache({ ttl: '1h' }));
    await inner.ai.chat({ messages });
    expect((await outside.chat({ messages })).meta.cache).toBeDefined();
    await inner.environment.advance(601_000);
    await outside.chat({ messages });
    expect(inner.state.calls).toBe(2);
  });

  it('lose an entry, and no call, when `keep` throws', async () => {
    const { ai, state } = setup({
      keep: () => {
        throw new Error('mine');
      },
    });
    const errors: unknown[] = [];
    ai.on('observer-error', ({ error }) => errors.push(error));
    expect((await ai.chat({ messages })).text).toBe('answer 1');
    expect((await ai.stream({ messages }).response).text).toBe('answer 2');
    expect(state.calls).toBe(2);
    expect(errors).toHaveLength(2);
  });

  it('may hold nonsense: a miss', async () => {
    const { ai, state } = setup({ store: { get: () => '{"not":"ours"}', set: () => true }, namespace: 'bot' });
    await ai.chat({ messages });
    expect(state.calls).toBe(1);
  });

  it('keep two pipelines of one cache apart, whose models differ unseen', async () => {
    const { provider, state } = setup();
    const shared = cache();
    await pipeline(provider).use(shared).chat({ messages });
    await pipeline(provider).use(shared).chat({ messages });
    expect(state.calls).toBe(2);
  });
});
