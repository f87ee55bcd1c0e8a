// The combinators over real sockets: losers end at once, streams fail over, and no answer reaches another call.
import { createContext, defineMiddleware, type KitEvent, pipeline, type StreamPart, target, user } from '@kit/core';
import { bearerAuth, httpProvider } from '@kit/http';
import { type Fault, type ReceivedRequest, type Simulator, type SimulatorOptions, simulator } from '@kit/testing';
import { compatibleChat, openaiErrors, openaiOperations } from '@kit/transformer-openai';
import { afterEach, describe, expect, it } from 'vitest';
import { balance } from './balance.ts';
import { fallback } from './fallback.ts';
import { hedge } from './hedge.ts';
import { router } from './router.ts';
import { failure } from './testing/vendors.ts';

const messages = [user('Hello')];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A vendor on a socket of its own. */
async function served(id: string, options: SimulatorOptions = {}) {
  const server = await simulator(options);
  const provider = httpProvider(
    {
      id,
      name: id,
      baseURL: server.openaiURL,
      auth: bearerAuth({ apiKey: 'any', environment: [], owner: id }),
      operations: openaiOperations({ chat: compatibleChat, embed: {} }, { operations: ['chat', 'stream', 'embed'] }),
      errors: openaiErrors,
    },
    { model: 'm' },
  );
  closers.push(async () => {
    await provider.close?.();
    await server.close();
  });
  return { server, provider };
}

const now = () => performance.timeOrigin + performance.now();

/** Milliseconds from `sinceMs` until the server saw its client go. */
async function goneAfter(request: ReceivedRequest, sinceMs: number): Promise<number> {
  const { at, aborted } = await request.closed;
  expect(aborted).toBe(true);
  return at - sinceMs;
}

describe('a hedge', () => {
  it.each<[string, Fault]>([
    ['that has not answered at all', { type: 'hang' }],
    ['that has sent its headers', { type: 'hang', after: 'headers' }],
    ['that has sent half an event', { type: 'hang', afterBytes: 20 }],
  ])('closes the socket of a loser %s within 50 ms, as the server sees it', async (_what, fault) => {
    const slow = await served('slow', { faults: () => fault });
    const quick = await served('quick');
    const ai = pipeline(hedge(slow.provider, quick.provider, { delayMs: 60, maxShare: 1 }));
    for (const streamed of [true, false]) {
      const answer = await (streamed ? ai.stream({ messages }).response : ai.chat({ messages }));
      const answeredAt = now();
      expect(answer.meta.provider).toBe('quick');
      expect(await goneAfter(slow.server.requests.at(-1) as ReceivedRequest, answeredAt)).toBeLessThan(50);
      const lost = answer.meta.attempts.find(({ provider }) => provider === 'slow');
      expect(lost?.outcome).toBe('cancelled');
    }
  });

  it('closes both sockets within 50 ms of an abort', async () => {
    const one = await served('one', { faults: () => ({ type: 'hang' }) });
    const two = await served('two', { faults: () => ({ type: 'hang', after: 'headers' }) });
    const ai = pipeline(hedge(one.provider, two.provider, { delayMs: 30, maxShare: 1 }));
    const controller = new AbortController();
    const ended = failure(ai.stream({ messages }, { signal: controller.signal }).response);
    await two.server.received(1);
    const abortedAt = now();
    controller.abort('enough');
    expect((await ended).code).toBe('aborted');
    for (const { server } of [one, two])
      expect(await goneAfter(server.requests[0] as ReceivedRequest, abortedAt)).toBeLessThan(50);
  });

  it('reads the winner to its end, long after the loser is gone', async () => {
    const slow = await served('slow', { faults: () => ({ type: 'hang' }) });
    const quick = await served('quick', { tokenPauseMs: 10, brain: () => 'one two three four five six seven eight' });
    const ai = pipeline(hedge(slow.provider, quick.provider, { delayMs: 20, maxShare: 1 }));
    const { text, usage } = await ai.stream({ messages }).response;
    expect([text, usage?.state]).toEqual(['one two three four five six seven eight', 'reported']);
  });

  it('tells what was used for nothing, as far as it is known', async () => {
    const slow = await served('slow', { faults: () => ({ type: 'hang', afterBytes: 20 }) });
    const quick = await served('quick');
    const ai = pipeline(hedge(slow.provider, quick.provider, { delayMs: 80, maxShare: 1 }));
    const heard: KitEvent<'hedge-settled'>[] = [];
    ai.on('hedge-settled', (event) => heard.push(event));
    const { meta, usage } = await ai.stream({ messages }).response;
    expect(meta.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'slow cancelled',
      'quick complete',
    ]);
    expect([meta.attempts[1]?.usage, usage?.state]).toEqual([usage, 'reported']);
    expect(heard).toMatchObject([
      { winner: 'quick', lost: [{ provider: 'slow', usage: { state: 'estimated', inputTokens: expect.any(Number) } }] },
    ]);
  });
});

describe('no answer reaches another call', () => {
  /** Calls that each say who they are, at once, through something that makes many requests of them. */
  async function crowd(ai: ReturnType<typeof pipeline<ReturnType<typeof all>>>, calls: number) {
    const said = Array.from({ length: calls }, (_, call) => `I am number ${call}.`);
    return Promise.all(
      said.map(async (words, call) => {
        const request = { messages: [user(words)] };
        const { text } = await (call % 2 ? ai.chat(request) : ai.stream(request).response);
        expect(text).toBe(`You said: ${words}`);
      }),
    );
  }
  const all = (...vendors: readonly Awaited<ReturnType<typeof served>>[]) =>
    balance(...vendors.map(({ provider }) => provider));

  /** Every third request is late, every fifth fails. */
  const trouble = (): SimulatorOptions => ({
    faults: ({ index }) =>
      index % 5 === 0 ? { status: 503 } : index % 3 === 0 ? { type: 'slow', delayMs: 40 + (index % 7) } : undefined,
  });

  it('through a balancer with failover', async () => {
    const [one, two, three] = [await served('one', trouble()), await served('two', trouble()), await served('three')];
    const strategies = ['round-robin', 'power-of-two', 'lowest-latency', 'least-connections'] as const;
    for (const strategy of strategies) {
      await crowd(pipeline(balance(one.provider, two.provider, three.provider, { strategy })), 60);
    }
  });

  it('through hedges, and nothing stays open behind them', async () => {
    const late = (): SimulatorOptions => ({
      faults: ({ index }) => (index % 3 === 0 ? { type: 'slow', delayMs: 40 } : undefined),
    });
    const [one, two] = [await served('one', late()), await served('two', late())];
    await crowd(pipeline(hedge(one.provider, two.provider, { delayMs: 15, maxShare: 1 })), 120);
    const requests = [...one.server.requests, ...two.server.requests];
    expect(requests.length).toBeGreaterThan(120);
    await Promise.all(requests.map(({ closed }) => closed));
  });
});

describe('a stream that dies before its first word', () => {
  const deaths: readonly (readonly [string, Fault])[] = [
    ['429', { status: 429, retryAfterMs: 30_000 }],
    ['503', { status: 503 }],
    ['reset', { type: 'reset' }],
    ['cut', { type: 'cut', afterBytes: 20 }],
    ['error event', { type: 'error-event' }],
  ];

  it.each(deaths)('by %s is answered by another target, and nobody sees it', async (_what, fault) => {
    const dying = await served('dying', { faults: () => fault });
    const living = await served('living');
    const routes = router({
      targets: { dying: dying.provider, living: living.provider },
      rules: [{ use: ['dying', 'living'] }],
    });
    const providers = [
      fallback(dying.provider, living.provider),
      balance(dying.provider, living.provider, {
        strategy: (candidates) => candidates[0] as (typeof candidates)[number],
      }),
      routes,
    ];
    for (const provider of providers) {
      const parts: StreamPart[] = [];
      for await (const part of pipeline(provider).stream({ messages })) parts.push(part);
      expect(parts[0]).toMatchObject({ type: 'start', meta: { provider: 'living' } });
      expect(parts.filter(({ type }) => type === 'start' || type === 'finish')).toHaveLength(2);
    }
  });

  it('fails over at once where a retry would have waited', async () => {
    const limited = await served('limited', { faults: () => ({ status: 429, retryAfterMs: 30_000 }) });
    const living = await served('living');
    const begun = now();
    const ai = pipeline(fallback(target(limited.provider, { id: 'limited' }), living.provider));
    expect((await ai.stream({ messages }).response).meta.provider).toBe('living');
    expect(now() - begun).toBeLessThan(2_000);
  });
});

describe('leaving a stream', () => {
  it.each(['fallback', 'balance', 'hedge', 'router'] as const)(
    'of a %s closes the socket within 50 ms',
    async (which) => {
      const endless: Simulator[] = [];
      const make = async (id: string) => {
        const { server, provider } = await served(id, { tokenPauseMs: 5, brain: () => 'word '.repeat(10_000) });
        endless.push(server);
        return provider;
      };
      const [a, b] = [await make('a'), await make('b')];
      const providers = {
        fallback: fallback(a, b),
        balance: balance(a, b),
        hedge: hedge(a, b, { delayMs: 10_000, maxShare: 1 }),
        router: router({ targets: { a, b }, rules: [{ balance: 'round-robin' }] }),
      };
      for await (const part of pipeline(providers[which]).stream({ messages })) if (part.type === 'text') break;
      const leftAt = now();
      const [request] = endless.flatMap(({ requests }) => requests);
      expect(await goneAfter(request as ReceivedRequest, leftAt)).toBeLessThan(50);
    },
  );
});

describe('a stream that a fallback has looked at', () => {
  it('tells those who observe it of an abort that no reader sees', async () => {
    const { provider } = await served('one', {
      brain: () => 'one two three four five six seven eight',
      tokenPauseMs: 5,
      faults: () => ({ type: 'hang', afterEvents: 7 }),
    });
    // It has begun before anything of it is to be seen: the look waits for more than one read.
    let texts = 0;
    const late = defineMiddleware({
      name: 'late',
      stream: (next) => async (call) =>
        (await next(call)).map((parts) => parts.filter(({ type }) => type !== 'text' || ++texts > 3)),
    });
    const both = fallback(pipeline(provider).use(late), provider);
    const context = createContext();
    const stream = await both.handlers.stream({ operation: 'stream', request: { messages }, context });
    const endings: string[] = [];
    stream.observe({ settled: ({ status }) => endings.push(status) });
    stream.read(() => {});
    context.scope.cancel('enough');
    expect(endings).toEqual(['cancelled']);
  });
});
