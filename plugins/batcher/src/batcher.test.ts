import {
  type CallOptions,
  defineMiddleware,
  defineProvider,
  type EmbedRequest,
  KitError,
  type KitEvent,
  pipeline,
  sleep,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batcher } from './batcher.ts';
import type { BatcherOptions } from './batcher-options.ts';
import { Shares } from './usage-share.ts';

/** A vendor whose vectors are the lengths of the texts. */
function setup(options?: BatcherOptions, { delayMs = 0, vectors = Number.POSITIVE_INFINITY } = {}) {
  const environment = virtualEnvironment();
  const requests: EmbedRequest[] = [];
  const state = { cancelled: 0, fails: undefined as KitError | undefined };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      embed: async (request, { scope }) => {
        requests.push(request);
        try {
          if (delayMs) await sleep(delayMs, environment, (listener) => scope.onCancel(listener));
        } catch (reason) {
          state.cancelled++;
          throw reason;
        }
        if (state.fails) throw state.fails;
        const inputs = typeof request.input === 'string' ? [request.input] : request.input;
        return {
          embeddings: inputs.slice(0, vectors).map((text) => [text.length]),
          usage: { state: 'reported', inputTokens: 100 },
          cost: { amount: 1, currency: 'USD', source: 'vendor', includesLostAttempts: false },
        };
      },
    },
  });
  const ai = pipeline(provider, { environment }).use(batcher(options));
  const embed = (input: EmbedRequest['input'], call?: CallOptions) => ai.embed({ model: 'm', input }, call);
  return { ai, embed, environment, requests, state };
}

describe('batcher', () => {
  it('makes one request of calls that come within the window, and gives each its own vectors', async () => {
    const { ai, embed, environment, requests } = setup();
    const told: KitEvent[] = [];
    ai.on('batched', (event) => told.push(event));
    const first = embed('a');
    await environment.advance(3);
    const others = [embed(['bb', 'ccc']), embed('dddd')];
    await environment.advance(2);
    expect((await first).embeddings).toEqual([[1]]);
    expect((await Promise.all(others)).map(({ embeddings }) => embeddings)).toEqual([[[2], [3]], [[4]]]);
    expect(requests.map(({ input }) => input)).toEqual([['a', 'bb', 'ccc', 'dddd']]);
    expect(told).toMatchObject([{ calls: 3, inputs: 4, model: 'm' }]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('splits usage and cost by length, so that the shares sum to the whole, and marks them', async () => {
    const { embed, environment } = setup();
    const all = Promise.all([embed('word '.repeat(30)), embed('word '.repeat(10)), embed('word '.repeat(20))]);
    await environment.advance(5);
    const answers = await all;
    const tokens = answers.map(({ usage }) => usage?.inputTokens as number);
    expect(tokens.reduce((sum, share) => sum + share)).toBe(100);
    expect(tokens[0]).toBeGreaterThan(tokens[2] as number);
    expect(answers.reduce((sum, { cost }) => sum + (cost?.amount ?? 0), 0)).toBeCloseTo(1, 10);
    expect(answers[1]).toMatchObject({
      usage: { state: 'estimated' },
      meta: { vendor: { batched: { calls: 3, inputs: 3 } } },
    });
  });

  it('leaves a call that is alone as it is', async () => {
    const { embed, environment, requests } = setup();
    const answer = embed('a');
    await environment.advance(5);
    expect((await answer).usage).toEqual({ state: 'reported', inputTokens: 100 });
    expect(requests).toEqual([{ model: 'm', input: 'a' }]);
  });

  it('keeps calls apart that differ in more than their input', async () => {
    const { ai, environment, requests } = setup();
    const all = Promise.all([
      ai.embed({ model: 'm', input: 'a' }),
      ai.embed({ model: 'n', input: 'a' }),
      ai.embed({ model: 'm', input: 'a', dimensions: 8 }),
      ai.embed({ model: 'm', input: 'a' }, { tenant: 'acme' }),
      ai.embed({ model: 'm', input: 'a' }, { credentials: { apiKey: 'own' } }),
      ai.embed({ input: 'b', model: 'm' }),
    ]);
    await environment.advance(5);
    await all;
    expect(requests).toHaveLength(5);
  });

  it('sends at once what is full, and never more than the limits', async () => {
    const { embed, environment, requests } = setup({ maxInputs: 4 });
    const all = Promise.all([
      embed(['a', 'b', 'c']),
      embed(['d', 'e']),
      embed(['f', 'g']),
      embed(['h', 'i', 'j', 'k']),
    ]);
    await environment.settle();
    expect(requests.map(({ input }) => input)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f', 'g'],
      ['h', 'i', 'j', 'k'],
    ]);
    await all;
    expect(environment.pendingTimers).toBe(0);
  });

  it('counts tokens, too', async () => {
    const { embed, environment, requests } = setup({ maxTokens: 100 });
    const all = Promise.all([embed('word '.repeat(60)), embed('word '.repeat(60))]);
    await environment.advance(5);
    await all;
    expect(requests).toHaveLength(2);
  });

  it('goes on for the others when one is aborted, the first one too', async () => {
    const { embed, environment, requests, state } = setup({}, { delayMs: 100 });
    const early = new AbortController();
    const late = new AbortController();
    const calls = [embed('a', { signal: early.signal }), embed('bb', { signal: late.signal }), embed('ccc')];
    const ended = Promise.allSettled(calls);
    await environment.advance(1);
    early.abort();
    await environment.advance(10);
    expect(requests.map(({ input }) => input)).toEqual([['bb', 'ccc']]);
    late.abort();
    await environment.advance(100);
    expect(await ended).toMatchObject([
      { reason: { code: 'aborted' } },
      { reason: { code: 'aborted' } },
      { value: { embeddings: [[3]] } },
    ]);
    expect(state.cancelled).toBe(0);
  });

  it('ends the request when everybody is aborted', async () => {
    const { embed, environment, state } = setup({}, { delayMs: 100 });
    const abort = new AbortController();
    const ended = Promise.allSettled([1, 2].map(() => embed('a', { signal: abort.signal })));
    await environment.advance(50);
    abort.abort();
    await environment.advance(1);
    expect(await ended).toMatchObject([{ reason: { code: 'aborted' } }, { reason: { code: 'aborted' } }]);
    expect(state.cancelled).toBe(1);
    expect(environment.pendingTimers).toBe(0);
  });

  it('sends nothing when everybody left before the window closed', async () => {
    const { embed, environment, requests } = setup();
    const abort = new AbortController();
    const ended = Promise.allSettled([embed('a', { signal: abort.signal })]);
    abort.abort();
    await environment.advance(10);
    await ended;
    expect(requests).toHaveLength(0);
    expect(environment.pendingTimers).toBe(0);
  });

  it('tells everybody of a failure', async () => {
    const { embed, environment, state } = setup();
    state.fails = new KitError('overloaded', 'busy');
    const ended = Promise.allSettled([embed('a'), embed('b')]);
    await environment.advance(5);
    expect(await ended).toMatchObject([{ reason: { code: 'overloaded' } }, { reason: { code: 'overloaded' } }]);
  });

  it('hands out no vector of another when the vendor answers too few', async () => {
    const { embed, environment } = setup({}, { vectors: 1 });
    const ended = Promise.allSettled([embed('a'), embed('b')]);
    await environment.advance(5);
    expect(await ended).toMatchObject([
      { reason: { code: 'invalid-response' } },
      { reason: { code: 'invalid-response' } },
    ]);
  });

  it('refuses options that mean nothing', () => {
    expect(() => batcher({ windowMs: -1 })).toThrow(/windowMs/);
    expect(() => batcher({ maxInputs: 0 })).toThrow(/maxInputs/);
  });
});

it('shares of whole numbers always sum to the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), fc.nat(1_000_000), (weights, whole) => {
      const shares = new Shares(weights);
      const parts = weights.map((_, at) => shares.count(whole, at));
      expect(parts.reduce((sum, part) => sum + part)).toBe(whole);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    }),
  );
});

describe('calls that carry more than text', () => {
  class Token {
    readonly #secret: string;
    constructor(secret: string) {
      this.#secret = secret;
    }
    read() {
      return this.#secret;
    }
  }

  it('are never joined where what they carry cannot be compared', async () => {
    const { embed, environment, requests } = setup();
    const calls: CallOptions[] = ['a', 'b'].flatMap((secret) => [
      { credentials: { token: new Token(secret) } },
      { hints: { order: new Map([[secret, 1]]) } },
      { hints: { at: Number.NaN } },
      { hints: { at: Symbol(secret) } },
    ]);
    const answers = Promise.all(calls.map((call) => embed('text', call)));
    await environment.advance(5);
    expect(await answers).toHaveLength(calls.length);
    expect(requests).toHaveLength(calls.length);
  });

  it('go alone, and do not fail, when they cannot be written down', async () => {
    const circle: Record<string, unknown> = {};
    circle.again = circle;
    const { embed, requests } = setup();
    await embed('a', { hints: { circle } });
    expect(requests).toHaveLength(1);
  });
});

describe('what a joined request used', () => {
  it('is in the traces of its calls once, not as a whole in the first and as shares in the others', async () => {
    const environment = virtualEnvironment();
    const provider = defineProvider({
      id: 'vendor',
      operations: {
        embed: async ({ input }) => {
          const usage = { state: 'reported', inputTokens: 100 } as const;
          const cost = { amount: 1, currency: 'USD', source: 'vendor', includesLostAttempts: false } as const;
          return { embeddings: [input].flat().map(() => [1]), usage, cost };
        },
      },
    });
    let tokens = 0;
    let dollars = 0;
    let attempts = 0;
    const counting = defineMiddleware({
      name: 'counting',
      embed: (next) => async (call) => {
        const answer = await next(call);
        const made = call.context.trace.attempts;
        attempts += made.length;
        const spent = made.length > 0 ? made : [answer];
        for (const { usage, cost } of spent) {
          tokens += usage?.inputTokens ?? 0;
          dollars += cost?.amount ?? 0;
        }
        return answer;
      },
    });
    const ai = pipeline(provider, { environment }).use(counting, batcher());
    const answers = Promise.all(['a', 'b', 'c', 'd'].map((input) => ai.embed({ model: 'm', input })));
    await environment.advance(5);
    await answers;
    expect({ attempts, tokens, dollars }).toEqual({ attempts: 1, tokens: 100, dollars: 1 });
  });
});
