import {
  type CallOptions,
  type ChatRequest,
  chatResponse,
  defineProvider,
  type FinishReason,
  image,
  KitError,
  type KitEvent,
  pipeline,
  type StreamPart,
  sleep,
  system,
  text as textPart,
  toolResult,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { cache } from '../cache.ts';
import { semanticCache } from './semantic-cache.ts';
import type { SemanticCacheOptions } from './semantic-options.ts';
import type { SemanticHit } from './semantic-shelf.ts';
import type { VectorIndex, VectorItem } from './vector-index.ts';

const usage = { state: 'reported', inputTokens: 10, outputTokens: 2 } as const;

/** Where each text lies, in degrees: what counts is the angle between two. */
const angles: Readonly<Record<string, number>> = {
  'What is the capital of France?': 0,
  'Tell me the capital of France.': 12, // cosine 0.978
  'capital of France please': 17, // 0.956
  'What is the capital of Italy?': 25, // 0.906
};
const [france, tellFrance, pleaseFrance, italy] = Object.keys(angles) as [string, string, string, string];
const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

/** A vendor that counts its calls, and another that embeds. */
function setup(options: Partial<SemanticCacheOptions> = {}) {
  const environment = virtualEnvironment();
  const state = {
    calls: 0,
    embeds: 0,
    embedDelayMs: 0,
    embedModel: 'embedding-1',
    dimensions: 3,
    /** Of all vectors: only their direction counts. */
    length: 7,
    finishReason: 'stop' as FinishReason,
    embedFails: undefined as KitError | undefined,
    embedOptions: undefined as object | undefined,
  };
  const vendor = defineProvider({
    id: 'vendor',
    operations: {
      chat: async () => {
        const message = { role: 'assistant', content: `answer ${++state.calls}` } as const;
        return chatResponse({ choices: [{ message, finishReason: state.finishReason }], usage });
      },
      async *stream(): AsyncGenerator<StreamPart> {
        yield { type: 'start', responseId: 'r1' };
        for (const word of `answer ${++state.calls}`.split(/(?= )/)) {
          yield { type: 'text', text: word };
          await sleep(100, environment);
        }
        yield { type: 'finish', finishReason: state.finishReason, usage };
      },
      embed: async () => ({ embeddings: [[1]] }),
    },
  });
  const embed = defineProvider({
    id: 'embedder',
    operations: {
      embed: async ({ input, model }, context) => {
        state.embeds++;
        state.embedOptions = { model, tenant: context.tenant, credentials: context.credentials };
        const { scope } = context;
        if (state.embedDelayMs) await sleep(state.embedDelayMs, environment, (listener) => scope.onCancel(listener));
        if (state.embedFails) throw state.embedFails;
        const angle = ((angles[String(input)] ?? 90) * Math.PI) / 180;
        const vector = [Math.cos(angle), Math.sin(angle)].map((part) => part * state.length);
        const zeros = Array.from({ length: state.dimensions - 2 }, () => 0);
        return { embeddings: [[...vector, ...zeros]], meta: { model: state.embedModel } };
      },
    },
  });
  const ai = pipeline(vendor, { environment }).use(semanticCache({ embed, ...options }));
  const ask = (words: string, request: Partial<ChatRequest> = {}, callOptions?: CallOptions) =>
    ai.chat({ messages: [user(words)], ...request }, callOptions);
  return { ai, ask, state, environment, vendor, embed };
}

const hitOf = (response: { meta: object }) => (response.meta as { cache?: SemanticHit }).cache;

describe('semanticCache', () => {
  it('answers a question that means the same, says how similar it is, and charges nothing', async () => {
    const { ask, state, environment } = setup();
    const first = await ask(france);
    await environment.advance(5_000);
    const second = await ask(tellFrance);
    expect(state.calls).toBe(1);
    expect(second.text).toBe(first.text);
    expect(hitOf(first)).toBeUndefined();
    expect(first.usage).toEqual(usage);
    expect(hitOf(second)).toMatchObject({ hit: 'semantic', ageMs: 5_000 });
    expect(hitOf(second)?.similarity).toBeCloseTo(cosine(12), 5);
    expect(second.usage).toBeUndefined();
    expect(second.meta.attempts).toEqual([]);
  });

  it('asks anew below the threshold, and takes the most similar above it', async () => {
    const { ask, state } = setup();
    await ask(france);
    expect(hitOf(await ask(italy))).toBeUndefined();
    const near = await ask(pleaseFrance);
    // 8 degrees from Italy, 17 from France: the threshold alone does not know what is asked.
    expect(near.text).toBe('answer 2');
    expect(state.calls).toBe(2);
    const strict = setup({ threshold: 0.99 });
    await strict.ask(france);
    await strict.ask(tellFrance);
    expect(strict.state.calls).toBe(2);
  });

  it('compares directions, whatever the length of the vectors', async () => {
    const { ask, state } = setup();
    await ask(france);
    state.length = 0.001;
    expect(hitOf(await ask(france))?.similarity).toBeCloseTo(1, 5);
  });

  it('streams what was streamed, at once or as it came', async () => {
    for (const [replay, tookMs] of [
      ['at-once', 0],
      ['recorded', 200],
    ] as const) {
      const { ai, state, environment } = setup({ replay });
      const first = ai.stream({ messages: [user(france)] }).response;
      await environment.advance(1_000);
      const whole = await first;
      const startMs = environment.monotonicMs();
      const types: string[] = [];
      const stream = ai.stream({ messages: [user(tellFrance)] });
      const reading = (async () => {
        for await (const { type } of stream) types.push(type);
        return environment.monotonicMs() - startMs;
      })();
      await environment.advance(1_000);
      expect(await reading).toBe(tookMs);
      expect(types).toEqual(['start', 'text', 'text', 'finish']);
      const again = await stream.response;
      expect(again.message).toEqual(whole.message);
      expect(again.usage).toBeUndefined();
      expect(hitOf(again)).toMatchObject({ hit: 'semantic' });
      expect(state.calls).toBe(1);
      expect(environment.pendingTimers).toBe(0);
    }
  });

  it('keeps no stream that its reader left', async () => {
    const { ai, state, environment } = setup();
    for await (const part of ai.stream({ messages: [user(france)] })) if (part.type === 'text') break;
    const second = ai.stream({ messages: [user(france)] }).response;
    await environment.advance(1_000);
    expect(hitOf(await second)).toBeUndefined();
    expect(state.calls).toBe(2);
  });

  it('keeps no truncated and no filtered answers, no tool calls, and nothing that `keep` refuses', async () => {
    for (const reason of ['length', 'content-filter', 'tool-calls'] as const) {
      const { ask, state } = setup();
      state.finishReason = reason;
      await ask(france);
      await ask(france);
      expect(state.calls).toBe(2);
    }
    const picky = setup({ keep: () => false });
    await picky.ask(france);
    await picky.ask(france);
    expect(picky.state.calls).toBe(2);
    const throwing = setup({
      keep: () => {
        throw new Error('mine');
      },
    });
    expect((await throwing.ask(france)).text).toBe('answer 1');
  });

  it('forgets after the time to live, of all and of a call', async () => {
    const { ask, state, environment } = setup({ ttl: '10m' });
    await ask(france);
    await environment.advance(599_000);
    await ask(france);
    expect(state.calls).toBe(1);
    await environment.advance(2_000);
    await ask(france);
    expect(state.calls).toBe(2);
    await ask(italy, {}, { hints: { cache: { ttl: '1s' } } });
    await environment.advance(1_500);
    await ask(italy);
    expect(state.calls).toBe(4);
  });

  it('is passed by, or refreshed with what says the same, when a call says so', async () => {
    const { ask, state } = setup();
    await ask(france);
    expect((await ask(tellFrance, {}, { hints: { cache: 'bypass' } })).text).toBe('answer 2');
    expect(state.embeds).toBe(1);
    expect((await ask(tellFrance, {}, { hints: { cache: 'refresh' } })).text).toBe('answer 3');
    expect((await ask(france)).text).toBe('answer 3');
    expect(state.calls).toBe(3);
  });

  it('does not keep again what it answered itself, nor does an exact cache outside of it', async () => {
    const { ai, state, environment } = setup({ ttl: '10m' });
    const both = ai.use();
    const exact = pipeline(both, { environment }).use(cache({ ttl: '1h' }));
    await exact.chat({ messages: [user(france)] });
    await exact.chat({ messages: [user(tellFrance)] });
    expect(state.calls).toBe(1);
    await environment.advance(601_000);
    await exact.chat({ messages: [user(tellFrance)] });
    expect(state.calls).toBe(2);
  });
});

describe('the partition', () => {
  const request: Partial<ChatRequest> = { model: 'm-1', messages: [system('Be brief.'), user('Hi'), user(france)] };
  const others: readonly [string, Partial<ChatRequest>, CallOptions][] = [
    ['model', { model: 'm-2' }, {}],
    ['system prompt', { messages: [system('Be long.'), user('Hi'), user(france)] }, {}],
    ['conversation', { messages: [system('Be brief.'), user('Ho'), user(france)] }, {}],
    ['name of the user', { messages: [system('Be brief.'), user('Hi'), { ...user(france), name: 'Ann' }] }, {}],
    ['tool', { tools: [{ name: 'clock' }] }, {}],
    ['output format', { output: { type: 'json' } }, {}],
    ['temperature', { temperature: 1 }, {}],
    ['number of answers', { n: 2 }, {}],
    ['vendor field', { vendor: { vendor: { extra: 1 } } }, {}],
    ['tenant', {}, { tenant: 'acme' }],
    ['credential', {}, { credentials: { apiKey: 'another' } }],
    ['endpoint', {}, { baseURL: 'http://127.0.0.1:1/v1' }],
    ['patch', {}, { patch: { '/a': 1 } }],
    ['header', {}, { headers: { 'anthropic-beta': 'x' } }],
    ['tag', {}, { tags: ['residency:eu'] }],
    ['hint', {}, { hints: { registry: 'eu' } }],
  ];
  it.each(others)('another %s is another question', async (_what, change, options) => {
    const { ask, state } = setup();
    await ask('', request);
    await ask('', { ...request, ...change }, options);
    expect(state.calls).toBe(2);
    await ask('', request);
    expect(state.calls).toBe(2);
  });

  it('is another for every pipeline, and for whatever `vary` names', async () => {
    const { vendor, embed, state } = setup();
    const shared = semanticCache({ embed, vary: ({ context }) => context.user });
    const [one, other] = [pipeline(vendor).use(shared), pipeline(vendor).use(shared)];
    await one.chat({ messages: [user(france)] });
    await other.chat({ messages: [user(france)] });
    await other.chat({ messages: [user(france)] }, { user: 'ann' });
    expect(state.calls).toBe(3);
  });

  it('never has vectors of two models, two lengths or two vendors in it', async () => {
    const { ask, state } = setup();
    await ask(france);
    state.embedModel = 'embedding-2';
    await ask(france);
    state.dimensions = 4;
    await ask(france);
    expect(state.calls).toBe(3);
    await ask(france);
    expect(state.calls).toBe(3);
  });

  it('tells apart what similarity cannot: numbers, names with digits, negations, opposites', async () => {
    const pairs: readonly [string, string][] = [
      ['What is 17 times 3?', 'What is 17 times 4?'],
      ['Where is order A-1041?', 'Where is order A-1042?'],
      ['Is it safe to eat?', 'Is it not safe to eat?'],
      ['Does it work?', "Doesn't it work?"],
      ['How do I turn it on?', 'How do I turn it off?'],
      ['How are alerts enabled?', 'How are alerts disabled?'],
    ];
    for (const [one, other] of pairs) {
      // All of them lie at the same place.
      const { ask, state } = setup();
      await ask(one);
      await ask(other);
      expect(state.calls, other).toBe(2);
      await ask(one.toUpperCase());
      expect(state.calls).toBe(2);
    }
  });

  it('asks `same`, if there is one, whether two questions are one', async () => {
    const heard: string[][] = [];
    const { ask, state } = setup({
      same: async (asked, kept) => {
        heard.push([asked, kept]);
        return !asked.includes('please');
      },
    });
    await ask(france);
    await ask(tellFrance);
    expect(state.calls).toBe(1);
    await ask(pleaseFrance);
    expect(state.calls).toBe(2);
    expect(heard).toEqual([
      [tellFrance, france],
      [pleaseFrance, france],
    ]);
    const broken = setup({ same: () => Promise.reject(new Error('down')) });
    await broken.ask(france);
    expect(hitOf(await broken.ask(tellFrance))).toBeUndefined();
  });
});

describe('what has no meaning to compare', () => {
  const cases: readonly [string, ChatRequest['messages']][] = [
    ['a picture', [user([textPart(france), image('https://example.com/a.png')])]],
    [
      'the result of a tool',
      [user(france), { role: 'assistant', content: [] }, toolResult({ id: '1', name: 'clock' }, 'noon')],
    ],
    ['the beginning of an answer', [user(france), { role: 'assistant', content: 'The' }]],
    ['nothing but white space', [user(' \n')]],
    ['a long text', [user(`${france} `.repeat(100))]],
  ];
  it.each(cases)('goes to the vendor, with nothing embedded: %s', async (_what, messages) => {
    const { ai, state } = setup();
    await ai.chat({ messages });
    await ai.chat({ messages });
    expect(state).toMatchObject({ calls: 2, embeds: 0 });
  });

  it('but a text in parts has', async () => {
    const { ai, ask, state } = setup();
    await ask(france);
    await ai.chat({ messages: [user([textPart(france)])] });
    expect(state.calls).toBe(1);
  });

  it('goes to the vendor for other operations', async () => {
    const { ai, state } = setup();
    await ai.embed({ input: france });
    expect(state.embeds).toBe(0);
  });
});

describe('when something fails', () => {
  const warned = (ai: ReturnType<typeof setup>['ai']) => {
    const details: string[] = [];
    ai.on('warning', ({ warning }) => details.push(`${warning.feature}: ${warning.detail}`));
    return details;
  };

  it('an embedding that fails costs a warning and no call', async () => {
    const { ai, ask, state } = setup();
    const details = warned(ai);
    state.embedFails = new KitError('authentication', 'wrong key sk-123');
    expect((await ask(france)).text).toBe('answer 1');
    expect((await ai.chat({ messages: [user(france)] })).text).toBe('answer 2');
    expect(details).toHaveLength(2);
    expect(details[0]).toMatch(/^semantic-cache: The question could not be embedded \(authentication\)/);
    expect(details.join()).not.toContain('sk-123');
    state.embedFails = undefined;
    await ask(france);
    expect(hitOf(await ask(france))).toMatchObject({ hit: 'semantic' });
  });

  it('so does one that takes too long, or has no direction', async () => {
    const { ai, ask, state, environment } = setup({ embedTimeoutMs: 300 });
    const details = warned(ai);
    state.embedDelayMs = 1_000;
    const slow = ask(france);
    await environment.advance(300);
    expect((await slow).text).toBe('answer 1');
    expect(details.join()).toContain('timeout');
    state.embedDelayMs = 0;
    for (const length of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      state.length = length;
      await ask(france);
    }
    expect(state.calls).toBe(4);
    expect(environment.pendingTimers).toBe(0);
  });

  it('an abort while it embeds ends the call, and the embedding', async () => {
    const { ask, state, environment } = setup();
    state.embedDelayMs = 1_000;
    const abort = new AbortController();
    const asked = ask(france, {}, { signal: abort.signal });
    asked.catch(() => {});
    await environment.advance(10);
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    await environment.settle();
    expect(state.calls).toBe(0);
    expect(environment.pendingTimers).toBe(0);
  });

  it('an index that fails, is silent or talks nonsense is a miss', async () => {
    const fail = () => Promise.reject(Object.assign(new Error('postgres://kit:secret@db'), { code: 'ECONNREFUSED' }));
    const failing = setup({ index: { nearest: fail, add: fail, remove: fail }, namespace: 'bot' });
    const details = warned(failing.ai);
    expect((await failing.ask(france)).text).toBe('answer 1');
    await failing.environment.settle();
    expect(details).toHaveLength(2);
    expect(details.join()).toContain('ECONNREFUSED');
    expect(details.join()).not.toContain('secret');

    const silent = setup({
      index: { nearest: () => new Promise(() => {}), add: () => {}, remove: () => {} },
      namespace: 'bot',
    });
    const answer = silent.ask(france);
    await silent.environment.advance(500);
    expect((await answer).text).toBe('answer 1');
    expect(silent.environment.pendingTimers).toBe(0);

    const nearest = () => [{ id: 'x', similarity: 1, entry: '{"not":"ours"}' }];
    const odd = setup({ index: { nearest, add: () => {}, remove: () => {} }, namespace: 'bot' });
    expect(hitOf(await odd.ask(france))).toBeUndefined();
  });

  it('refuses options and hints that mean nothing', async () => {
    const { embed, ask } = setup();
    expect(() => semanticCache({} as never)).toThrow(/embed/);
    expect(() => semanticCache({ embed: defineProvider({ id: 'x', operations: {} }) as never })).toThrow(/"embed"/);
    expect(() => semanticCache({ embed, threshold: 1.5 })).toThrow(/threshold/);
    expect(() => semanticCache({ embed, treshold: 0.9 } as never)).toThrow(/Did you mean `threshold`/);
    expect(() => semanticCache({ embed, index: new Map() as never })).toThrow(/index/);
    const index = { nearest: () => [], add: () => {}, remove: () => {} };
    expect(() => semanticCache({ embed, index })).toThrow(/namespace/);
    await expect(ask(france, {}, { hints: { cache: 'yes' } })).rejects.toMatchObject({ code: 'config' });
  });
});

describe('the embedding', () => {
  it('is a call of its own: for the tenant, with the model of the options, without the chat vendor’s credentials', async () => {
    const { ask, state } = setup({ model: 'e-1' });
    const { meta } = await ask(france, {}, { tenant: 'acme', credentials: { apiKey: 'for the chat' } });
    expect(state.embedOptions).toEqual({ model: 'e-1', tenant: 'acme', credentials: undefined });
    expect(meta.attempts.map(({ operation }) => operation)).toEqual(['chat']);
  });
});

describe('events', () => {
  it('tell of hits and misses without the prompt', async () => {
    const { ai, ask } = setup();
    const told: KitEvent[] = [];
    ai.on('*', (event) => told.push(event));
    await ask(france, { model: 'm-1' });
    await ask(tellFrance, { model: 'm-1' });
    expect(told.map(({ type }) => type)).toEqual(['cache-miss', 'cache-hit']);
    expect(told[1]).toMatchObject({ hit: 'semantic', similarity: expect.closeTo(0.978, 2), model: 'm-1' });
    expect(JSON.stringify(told)).not.toContain('France');
  });
});

describe('an index of one’s own', () => {
  it('gets vectors of length 1 in partitions, and is shared within a namespace', async () => {
    const items: { partition: string; item: VectorItem }[] = [];
    const index: VectorIndex = {
      nearest: async (partition) =>
        items
          .filter((kept) => kept.partition === partition)
          .map(({ item: { id, entry } }) => ({ id, entry, similarity: 0.96 })),
      add: async (partition, item) => items.push({ partition, item }),
      remove: async () => {},
    };
    const first = setup({ index, namespace: 'bot', ttl: '5m' });
    const second = setup({ index, namespace: 'bot' });
    const other = setup({ index, namespace: 'other' });
    await first.ask(france);
    expect(await second.ask(tellFrance)).toMatchObject({ text: 'answer 1', meta: { cache: { similarity: 0.96 } } });
    await other.ask(france);
    expect([first, second, other].map(({ state }) => state.calls)).toEqual([1, 0, 1]);
    const [kept] = items;
    expect(kept?.item.ttlMs).toBe(300_000);
    expect(Math.hypot(...(kept?.item.vector ?? []))).toBeCloseTo(1, 5);
    expect(kept?.partition).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('costs nothing for operations that are no chat', () => {
  const { vendor, embed } = setup();
  const ai = pipeline(vendor).use(semanticCache({ embed }));
  expect(ai.handlers.embed).toBe(vendor.handlers.embed);
});
