import {
  type CallContext,
  type CallOptions,
  chatResponse,
  type Deadlines,
  defineMiddleware,
  defineProvider,
  type Handler,
  KitError,
  type Operation,
  type Provider,
  pipeline,
  type StreamPart,
  sleep,
  user,
  type WrapPoint,
} from '@kit/core';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeout } from './timeout.ts';
import type { TimeoutOptions } from './timeout-options.ts';

const messages = [user('Hi')];
const answer = (text: string) =>
  chatResponse({
    choices: [{ message: { role: 'assistant', content: text }, finishReason: 'stop' }],
    meta: { provider: 'vendor', timings: {}, attempts: [] },
  });

/** A vendor whose complete replies take `replyMs`, and whose streams pause so long before each part. */
function vendor({ replyMs = 0, pausesMs = [0] }: { replyMs?: number; pausesMs?: readonly number[] } = {}) {
  const environment = virtualEnvironment();
  const seen: Deadlines[] = [];
  // By their names: what a plugin notes on them for itself is its own.
  const see = ({ deadlines }: CallContext) => seen.push(Object.fromEntries(Object.entries(deadlines ?? {})));
  const wait = (context: CallContext, ms: number) =>
    ms > 0 && sleep(ms, environment, (listener) => context.scope.onCancel(listener));
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      async chat(_request, context) {
        see(context);
        await wait(context, replyMs);
        return answer('Hello');
      },
      async *stream(_request, context): AsyncGenerator<StreamPart> {
        see(context);
        for (const [index, pauseMs] of pausesMs.entries()) {
          await wait(context, pauseMs);
          yield { type: 'text', text: `${index}` };
        }
        yield { type: 'finish', finishReason: 'stop' };
      },
      async embed() {
        await sleep(replyMs, environment);
        return { embeddings: [[1]] };
      },
    },
  });
  return { environment, seen, provider };
}

type Run = (environment: VirtualEnvironment, provider: Provider<'chat' | 'stream' | 'embed'>) => Promise<unknown>;

const chat =
  (options: TimeoutOptions, callOptions?: CallOptions): Run =>
  (environment, provider) =>
    pipeline(provider, { environment }).use(timeout(options)).chat({ messages }, callOptions);
const stream =
  (options: TimeoutOptions, callOptions?: CallOptions): Run =>
  (environment, provider) =>
    pipeline(provider, { environment }).use(timeout(options)).stream({ messages }, callOptions).response;

/** How a call ended, when, and what it left behind. */
async function outcome(
  { environment, provider }: ReturnType<typeof vendor>,
  run: Run,
): Promise<{ error?: KitError; atMs: number }> {
  let atMs = Number.NaN;
  const settled = run(environment, provider).then(
    () => {
      atMs = environment.monotonicMs();
      return {};
    },
    (error: KitError) => {
      atMs = environment.monotonicMs();
      return { error };
    },
  );
  await environment.advance(1_000_000);
  const ended = await settled;
  expect(environment.pendingTimers).toBe(0);
  return { ...ended, atMs };
}

describe('the total of a timeout', () => {
  it('ends a complete reply that takes longer, with an error that can be retried', async () => {
    const { error, atMs } = await outcome(vendor({ replyMs: 60_000 }), chat({ total: '5s' }));
    expect(error).toMatchObject({ code: 'timeout', phase: 'total', retryable: true, operation: 'chat' });
    expect(error).toMatchObject({ provider: 'vendor', attempts: [{ outcome: 'failed' }] });
    expect(error?.message).toContain('5000 ms');
    expect(atMs).toBe(5_000);
  });

  it('leaves one alone that is quicker', async () => {
    expect(await outcome(vendor({ replyMs: 4_999 }), chat({ total: 5_000 }))).toEqual({ atMs: 4_999 });
  });

  it('ends a stream whose answer has not begun, as a rejection', async () => {
    const { environment, provider } = vendor({ pausesMs: [60_000] });
    const ready = pipeline(provider, { environment })
      .use(timeout({ total: '5s' }))
      .stream({ messages })
      .ready();
    const failed = ready.catch((error: KitError) => error);
    await environment.advance(5_000);
    expect(await failed).toMatchObject({ code: 'timeout', phase: 'total', retryable: true });
    expect(environment.pendingTimers).toBe(0);
  });

  it('ends a stream whose answer has begun: its reader gets what has come, then the error', async () => {
    const { environment, provider } = vendor({ pausesMs: [0, 2_000, 2_000, 2_000] });
    const read: string[] = [];
    const reading = (async () => {
      for await (const text of pipeline(provider, { environment })
        .use(timeout({ total: '5s' }))
        .stream({ messages }).text)
        read.push(text);
    })().catch((error: KitError) => error);
    await environment.advance(100_000);
    expect(await reading).toMatchObject({ code: 'timeout', phase: 'total', partial: { text: '012' } });
    expect(read).toEqual(['0', '1', '2']);
    expect(environment.pendingTimers).toBe(0);
  });

  it('ends a call whose handler never looks at its scope', async () => {
    const deaf: Provider<'chat'> = { id: 'deaf', handlers: { chat: () => new Promise(() => {}) } };
    const environment = virtualEnvironment();
    const ai = pipeline(deaf, { environment }).use(
      defineMiddleware({ name: 'outer', every: (next) => next }),
      timeout({ total: 10 }),
    );
    const failed = ai.chat({ messages }).catch((error: KitError) => error);
    await environment.advance(20);
    expect(await failed).toMatchObject({ code: 'timeout', phase: 'total' });
    expect(environment.pendingTimers).toBe(0);
  });

  it('ends a stream that comes too late from such a handler, and one that goes on', async () => {
    const environment = virtualEnvironment();
    const { provider } = vendor({ pausesMs: [0, 50_000] });
    const inner = provider.handlers.stream;
    const cancelled: string[] = [];
    const deaf = (delayMs: number): Provider<'stream'> => ({
      id: 'deaf',
      handlers: {
        stream: async (call) => {
          await sleep(delayMs, environment);
          // Another scope: what goes through here is not cancelled with the call.
          const scope = new (call.context.scope.constructor as new () => typeof call.context.scope)();
          const opened = await inner({ ...call, context: Object.assign(Object.create(call.context), { scope }) });
          return opened.observe({ settled: ({ status }) => cancelled.push(status) });
        },
      },
    });
    for (const delayMs of [0, 10_000]) {
      const failed = pipeline(deaf(delayMs), { environment })
        .use(timeout({ total: '5s' }))
        .stream({ messages })
        .response.catch((error: KitError) => error);
      await environment.advance(5_001);
      expect(await failed).toMatchObject({ code: 'timeout', phase: 'total' });
      await environment.advance(20_000);
    }
    expect(cancelled).toEqual(['failed', 'failed']);
  });

  it('does not wait for the reader of a stream that is over', async () => {
    const { environment, provider } = vendor();
    const opened = pipeline(provider, { environment })
      .use(timeout({ total: '5s' }))
      .stream({ messages });
    await opened.response;
    expect(environment.pendingTimers).toBe(0);
  });

  it('bounds what stands inside: an attempt inside of a retry, all of them outside of it', async () => {
    const again = defineMiddleware({
      name: 'again',
      every: (next) => (call) =>
        next(call).catch((error: KitError) => (error.retryable ? next(call) : Promise.reject(error))),
    });
    const attempts = async (inside: boolean) => {
      const slow = vendor({ replyMs: 60_000 });
      const layers = inside ? [again, timeout({ total: '5s' })] : [timeout({ total: '5s' }), again];
      const { error, atMs } = await outcome(slow, (environment, provider) =>
        pipeline(provider, { environment })
          .use(...layers)
          .chat({ messages }),
      );
      expect(error).toMatchObject({ code: 'timeout', phase: 'total' });
      return [slow.seen.length, atMs];
    };
    expect(await attempts(true)).toEqual([2, 10_000]);
    const [, endedMs] = await attempts(false);
    expect(endedMs).toBe(5_000);
  });

  it("holds beside the call's own: what passes first ends it", async () => {
    const ends = async (totalMs: number, own: number | false) =>
      (await outcome(vendor({ replyMs: 60_000 }), chat({ total: totalMs }, { deadlines: { total: own } }))).atMs;
    expect(await ends(5_000, 3_000)).toBe(3_000);
    expect(await ends(5_000, 9_000)).toBe(5_000);
    expect(await ends(5_000, false)).toBe(5_000);
  });

  it("is not lengthened by the provider's own", async () => {
    const slow = vendor({ replyMs: 60_000 });
    const generous = defineMiddleware({
      name: 'generous',
      every: (next) => (call) => {
        call.context.scope.expireAfter(30_000, call.context.environment);
        return next(call);
      },
    });
    const { atMs } = await outcome(slow, (environment, provider) =>
      pipeline(provider, { environment })
        .use(timeout({ total: '5s' }), generous)
        .chat({ messages }),
    );
    expect(atMs).toBe(5_000);
  });
});

describe('the deadlines of a timeout', () => {
  it('are enforced where they pass: silence before the first part, between two, and too little of them', async () => {
    const phase = async (pausesMs: readonly number[], options: TimeoutOptions) => {
      const { error, atMs } = await outcome(vendor({ pausesMs }), stream(options));
      return [error?.phase, error?.retryable, atMs];
    };
    expect(await phase([9_000], { firstPart: '2s' })).toEqual(['first-part', true, 2_000]);
    expect(await phase([0, 100, 9_000], { idle: '2s' })).toEqual(['idle', true, 2_100]);
    const drip = { windowMs: 1_000, minParts: 4 };
    expect(await phase([0, ...Array(100).fill(400)], { idle: '2s', drip })).toEqual(['drip', true, 1_000]);
    expect(await phase([0, ...Array(100).fill(200)], { drip })).toEqual([undefined, undefined, 20_000]);
  });

  it('reach the provider in milliseconds, without the total', async () => {
    const { environment, provider, seen } = vendor();
    await pipeline(provider, { environment })
      .use(timeout({ connect: '500ms', headers: '1m', idle: false, queue: '1h', firstPart: 20, total: '2m' }))
      .chat({ messages });
    expect(seen).toEqual([{ connect: 500, headers: 60_000, idle: false, queue: 3_600_000, firstPart: 20 }]);
  });

  it("give way to the call's own, field by field", async () => {
    const { environment, provider, seen } = vendor();
    await pipeline(provider, { environment })
      .use(timeout({ firstPart: '20s', idle: '10s' }))
      .chat({ messages }, { deadlines: { idle: 1_000, total: 60_000 } });
    expect(seen).toEqual([{ firstPart: 20_000, idle: 1_000, total: 60_000 }]);
  });

  it('are those of the timeout nearest to the provider', async () => {
    const { environment, provider, seen } = vendor();
    const ai = pipeline(provider, { environment }).use(
      timeout({ firstPart: '20s', headers: '30s', idle: '10s' }),
      timeout({ firstPart: '5s', idle: '5s' }),
    );
    await ai.chat({ messages });
    await ai.chat({ messages }, { deadlines: { idle: 1_000 } });
    expect(seen).toEqual([
      { firstPart: 5_000, headers: 30_000, idle: 5_000 },
      { firstPart: 5_000, headers: 30_000, idle: 1_000 },
    ]);
  });

  it('differ by operation', async () => {
    const options: TimeoutOptions = { total: '5s', operations: { chat: { total: '1s' }, embed: false } };
    expect((await outcome(vendor({ replyMs: 60_000 }), chat(options))).atMs).toBe(1_000);
    expect((await outcome(vendor({ pausesMs: [60_000] }), stream(options))).atMs).toBe(5_000);
    const embed: Run = (environment, provider) =>
      pipeline(provider, { environment }).use(timeout(options)).embed({ input: 'a' });
    expect(await outcome(vendor({ replyMs: 60_000 }), embed)).toEqual({ atMs: 60_000 });
  });

  it('cost nothing where there are none: the handler is left as it is', () => {
    const next: Handler = () => new Promise(() => {});
    const at = (operation: Operation) => ({ operation }) as unknown as WrapPoint;
    const { wrap } = timeout({ operations: { chat: { total: '1s' } } });
    expect(wrap(next, at('embed'))).toBe(next);
    expect(wrap(next, at('chat'))).not.toBe(next);
    expect(timeout({ total: 1, operations: { chat: { total: false } } }).wrap(next, at('chat'))).toBe(next);
  });
});

describe('a call', () => {
  it('may lengthen, shorten or leave out its timeouts by a hint', async () => {
    const ends = (timeoutHint: unknown) =>
      outcome(vendor({ replyMs: 60_000 }), chat({ total: '5s', idle: '1s' }, { hints: { timeout: timeoutHint } }));
    expect((await ends({ total: '30s' })).atMs).toBe(30_000);
    expect((await ends({ total: 100 })).atMs).toBe(100);
    expect((await ends({ total: false })).error).toBeUndefined();
    expect((await ends(false)).error).toBeUndefined();
    expect((await ends({ idle: '2s' })).atMs).toBe(5_000);
    expect((await ends({ totl: '30s' })).error).toMatchObject({ code: 'config', field: 'totl' });
    expect((await ends('30s')).error).toMatchObject({ code: 'config', field: 'hints.timeout' });
  });

  it('that hints keeps its deadlines', async () => {
    const { environment, provider, seen } = vendor();
    const ai = pipeline(provider, { environment }).use(timeout({ total: '5s' }));
    await ai.chat({ messages }, { hints: { timeout: { total: false } }, deadlines: { idle: 7 } });
    await ai.chat({ messages }, { hints: { timeout: { idle: 9, headers: 8 } }, deadlines: { idle: 7 } });
    expect(seen).toEqual([{ idle: 7 }, { idle: 7, headers: 8 }]);
  });

  it.each(['chat', 'stream'] as const)('ends at once by its signal: %s', async (operation) => {
    const { environment, provider } = vendor({ replyMs: 60_000, pausesMs: [60_000] });
    const controller = new AbortController();
    const ai = pipeline(provider, { environment }).use(timeout({ total: '5s', firstPart: '4s' }));
    const { signal } = controller;
    const running =
      operation === 'chat' ? ai.chat({ messages }, { signal }) : ai.stream({ messages }, { signal }).response;
    const failed = (running as Promise<unknown>).catch((error: KitError) => error);
    await environment.advance(100);
    controller.abort('enough');
    await environment.settle();
    expect(await failed).toMatchObject({ code: 'aborted', cause: 'enough', retryable: false });
    await environment.advance(0);
    expect(environment.pendingTimers).toBe(0);
  });

  it('that is aborted before it begins sends nothing', async () => {
    const { environment, provider, seen } = vendor();
    const { wrap } = timeout({ total: '5s' });
    const ai = pipeline(provider, { environment }).use({ name: 'timeout', wrap });
    const failed = ai.chat({ messages }, { signal: AbortSignal.abort('no') }).catch((error: KitError) => error);
    expect(await failed).toMatchObject({ code: 'aborted', cause: 'no' });
    expect([seen.length, environment.pendingTimers]).toEqual([0, 0]);
  });

  it('that is left by its reader leaves nothing behind', async () => {
    const { environment, provider } = vendor({ pausesMs: [0, 1_000] });
    const ai = pipeline(provider, { environment }).use(timeout({ total: '5s', idle: '1s' }));
    for await (const part of ai.stream({ messages })) if (part.type === 'text') break;
    await environment.settle();
    expect(environment.nextTimerMs).toBeUndefined();
  });
});

describe('options', () => {
  it.each([
    [{}, 'total'],
    [{ operations: { embed: false } }, 'total'],
    [{ total: '5 minutes' }, 'total'],
    [{ total: -1 }, 'total'],
    [{ totl: 5 }, 'totl'],
    [{ drip: { windowMs: 5 } }, 'drip'],
    [{ operations: { embed: { idle: 'x' } } }, 'idle'],
    [{ operations: { embed: 5 } }, 'operations.embed'],
  ])('that are wrong are named: %j', (options, field) => {
    expect(() => timeout(options as TimeoutOptions)).toThrow(KitError);
    try {
      timeout(options as TimeoutOptions);
    } catch (error) {
      expect(error).toMatchObject({ code: 'config', field });
    }
  });
});

describe('for any reply and any deadlines', () => {
  it('the call ends with the reply or with the first deadline that passed, whichever is sooner', async () => {
    const limit = fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined });
    const run = fc.record({
      replyMs: fc.integer({ min: 0, max: 1_000 }),
      total: limit,
      own: limit,
      streamed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ replyMs, total, own, streamed }) => {
        const options = { total: total ?? false, firstPart: false } as const;
        const callOptions = { deadlines: { ...(own !== undefined && { total: own }) } };
        const slow = vendor({ replyMs, pausesMs: [replyMs] });
        const { error, atMs } = await outcome(slow, (streamed ? stream : chat)(options, callOptions));
        const limitMs = Math.min(total ?? Number.POSITIVE_INFINITY, own ?? Number.POSITIVE_INFINITY);
        expect(atMs).toBe(Math.min(replyMs, limitMs));
        // At the very same millisecond either may come first.
        if (replyMs !== limitMs) expect(error?.phase).toBe(replyMs < limitMs ? undefined : 'total');
      }),
      { numRuns: 150 },
    );
  });
});
