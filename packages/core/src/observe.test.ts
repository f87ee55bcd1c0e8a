import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { collect, finish, rejection, scriptedSource, streamingProvider, text } from '../testing/scripted.ts';
import { settle, virtualEnvironment } from '../testing/virtual-environment.ts';
import { chatResponse } from './chat-response.ts';
import { KitError } from './errors.ts';
import { user } from './message-helpers.ts';
import { defineMiddleware } from './middleware.ts';
import type { StreamPart } from './model/stream-parts.ts';
import { type Outcome, observe } from './observe.ts';
import type { Operation } from './operations.ts';
import { pipeline } from './pipeline.ts';
import { defineProvider, type Provider } from './provider.ts';

const messages = [user('Hi')];
const usage = { state: 'reported' as const, outputTokens: 1 };
const answer = () =>
  chatResponse({ choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }], usage });

/** A pipeline that is observed, and what its observer saw in its order. */
function observed<O extends Operation>(
  provider: Provider<O>,
  options: { environment?: ReturnType<typeof virtualEnvironment> } = {},
) {
  const events: string[] = [];
  const outcomes: Outcome[] = [];
  const watch = defineMiddleware({
    name: 'watch',
    every: (next) =>
      observe(next, () => ({
        committed: (meta) => events.push(`committed ${meta?.provider}`),
        batch: (parts) => events.push(`batch ${parts.length}`),
        settled: (outcome) => {
          events.push(outcome.status);
          outcomes.push(outcome as Outcome);
        },
      })),
  });
  return { ai: pipeline(provider, options).use(watch), events, outcomes };
}

let reported: MockInstance;
beforeEach(() => {
  reported = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => reported.mockRestore());

describe('a complete reply', () => {
  it('is told when it is there', async () => {
    const { ai, events, outcomes } = observed(defineProvider({ id: 'p', operations: { chat: async () => answer() } }));
    const response = await ai.chat({ messages });
    expect(events).toEqual(['committed p', 'complete']);
    expect(outcomes).toEqual([{ status: 'complete', result: response, usage }]);
  });

  it('is told when it failed', async () => {
    const { ai, outcomes } = observed(
      defineProvider({ id: 'p', operations: { chat: () => Promise.reject(new KitError('overloaded', 'Busy.')) } }),
    );
    const error = await rejection(ai.chat({ messages }));
    expect(outcomes).toEqual([{ status: 'failed', error, partial: undefined, usage: undefined }]);
  });

  it('is told when it was cancelled', async () => {
    const controller = new AbortController();
    const { ai, outcomes } = observed(
      defineProvider({ id: 'p', operations: { chat: () => new Promise<never>(() => {}) } }),
    );
    const waiting = rejection(ai.chat({ messages }, { signal: controller.signal }));
    controller.abort('bye');
    expect(await waiting).toMatchObject({ code: 'aborted', cause: 'bye' });
    expect(outcomes).toMatchObject([{ status: 'cancelled', error: { cause: 'bye' } }]);
  });

  it('is told when a handler throws instead of rejecting, or throws what is no error', async () => {
    const throwing: Provider<'chat'> = {
      id: 'p',
      handlers: {
        chat: () => {
          throw 'a string';
        },
      },
    };
    const { ai, outcomes } = observed(throwing);
    expect(await rejection(ai.chat({ messages }))).toBe('a string');
    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'server', message: 'a string' } }]);
  });

  it('is told also when it is nothing at all', async () => {
    const { ai, outcomes } = observed({
      id: 'p',
      handlers: { chat: async () => undefined as never },
    } as Provider<'chat'>);
    await ai.chat({ messages });
    expect(outcomes).toMatchObject([{ status: 'complete', usage: undefined }]);
  });
});

describe('a streamed reply is settled exactly once', () => {
  const streaming = (environment = virtualEnvironment()) => {
    const source = scriptedSource();
    return {
      source,
      environment,
      ...observed(
        streamingProvider(() => source),
        { environment },
      ),
    };
  };

  it('when it is complete', async () => {
    const { ai, source, events, outcomes } = streaming();
    source.push(text('a'));
    source.push(text('b'), { ...finish, usage } as never);
    await collect(ai.stream({ messages }));
    expect(events).toEqual(['committed scripted', 'batch 2', 'batch 2', 'complete']);
    expect(outcomes).toMatchObject([{ result: { text: 'ab' }, usage }]);
  });

  it('when it failed before the commit point', async () => {
    const { ai, source, events } = streaming();
    source.fail(new KitError('server', 'x'));
    await rejection(collect(ai.stream({ messages })));
    expect(events).toEqual(['failed']);
  });

  it('when it failed after it', async () => {
    const { ai, source, events, outcomes } = streaming();
    source.push(text('a'));
    source.fail(new KitError('server', 'x'));
    await rejection(collect(ai.stream({ messages })));
    expect(events).toEqual(['committed scripted', 'batch 2', 'failed']);
    expect(outcomes).toMatchObject([{ partial: { text: 'a' } }]);
  });

  type Reading = AsyncIterator<StreamPart>;
  it.each<[phase: string, reach: (reading: Reading, arrive: () => void) => Promise<unknown>]>([
    ['opening', async (reading) => reading.next()],
    [
      'committed',
      async (reading, arrive) => {
        arrive();
        await reading.next();
      },
    ],
    [
      'between two batches',
      async (reading, arrive) => {
        arrive();
        await reading.next();
        await reading.next();
      },
    ],
    [
      'waiting for a batch',
      async (reading, arrive) => {
        arrive();
        await reading.next();
        await reading.next();
        await reading.next();
      },
    ],
  ])('when the signal fires while it is %s', async (_phase, reach) => {
    const controller = new AbortController();
    const { ai, source, events } = streaming();
    const reading = ai.stream({ messages }, { signal: controller.signal })[Symbol.asyncIterator]();
    const reached = reach(reading, () => source.push(text('a'))).catch((error: unknown) => error);
    await settle();
    controller.abort('bye');
    await reached;
    expect(events.filter((event) => /cancelled|abandoned|complete|failed/.test(event))).toEqual(['cancelled']);
    expect(source.cancels).toHaveLength(1);
    const error = await rejection(
      (async () => {
        for (;;) await reading.next();
      })(),
    );
    expect(error).toMatchObject({ code: 'aborted', cause: 'bye' });
  });

  it('when it is cancelled', async () => {
    const { ai, source, events } = streaming();
    source.push(text('a'));
    const stream = ai.stream({ messages });
    await stream.ready();
    await stream.cancel();
    expect(events).toEqual(['committed scripted', 'cancelled']);
  });

  it('when it is cancelled while it opens', async () => {
    const { ai, events, source } = streaming();
    const stream = ai.stream({ messages });
    const ready = rejection(stream.ready());
    await settle();
    await stream.cancel('no');
    await ready;
    await settle();
    expect(events).toEqual(['cancelled']);
    expect(source.cancels).toHaveLength(1);
  });

  it('when its reader leaves', async () => {
    const { ai, source, events } = streaming();
    source.push(text('a'));
    for await (const _ of ai.stream({ messages })) break;
    expect(events).toEqual(['committed scripted', 'batch 2', 'abandoned']);
  });

  it('when its reader leaves while it opens', async () => {
    const { ai, events } = streaming();
    const iterator = ai.stream({ messages })[Symbol.asyncIterator]();
    const next = iterator.next();
    await settle();
    await iterator.return?.();
    await next;
    await settle();
    expect(events).toEqual(['abandoned']);
  });

  it('when it is committed and never read', async () => {
    const { ai, source, events, environment } = streaming();
    source.push(text('a'));
    await ai.stream({ messages }, { deadlines: { idle: 1000 } }).ready();
    await environment.advance(1000);
    expect(events).toEqual(['committed scripted', 'abandoned']);
    expect(environment.timers).toBe(0);
  });

  it('not at all when it is never touched: nothing has begun', async () => {
    const { ai, events, environment } = streaming();
    ai.stream({ messages });
    await environment.advance(1_000_000);
    expect(events).toEqual([]);
  });

  it('when its total deadline passes', async () => {
    const { ai, source, events, outcomes, environment } = streaming();
    source.push(text('a'));
    const reading = rejection(collect(ai.stream({ messages }, { deadlines: { total: 100 } })));
    await environment.advance(100);
    expect(await reading).toMatchObject({ code: 'timeout', phase: 'total' });
    expect(events.at(-1)).toBe('failed');
    expect(outcomes).toHaveLength(1);
    expect(environment.timers).toBe(0);
  });
});

describe('an observer that throws', () => {
  const broken = defineMiddleware({
    name: 'broken',
    every: (next) =>
      observe(next, () => ({
        committed() {
          throw new Error('committed');
        },
        batch() {
          throw new Error('batch');
        },
        settled() {
          throw new Error('settled');
        },
      })),
  });

  it('alters nothing, and is told to who listens', async () => {
    const source = scriptedSource([text('a'), finish]);
    const ai = pipeline({
      id: 'both',
      handlers: { ...streamingProvider(() => source).handlers, chat: async () => answer() as never },
    } as Provider<'chat' | 'stream'>).use(broken);
    const heard: string[] = [];
    ai.on('observer-error', ({ error }) => heard.push((error as Error).message));
    expect((await ai.chat({ messages })).text).toBe('Hello');
    expect(await collect(ai.stream({ messages }).text)).toEqual(['a']);
    expect(heard).toEqual(['committed', 'settled', 'committed', 'batch', 'settled']);
    expect(reported).not.toHaveBeenCalled();
  });

  it('is told to the console when nobody listens', async () => {
    const ai = pipeline(
      defineProvider({ id: 'p', operations: { chat: () => Promise.reject(new KitError('server', 'x')) } }),
    ).use(broken);
    expect(await rejection(ai.chat({ messages }))).toMatchObject({ code: 'server' });
    expect(reported).toHaveBeenCalledOnce();
  });
});

it('what begin throws refuses the call', async () => {
  const refuse = defineMiddleware({
    name: 'refuse',
    every: (next) =>
      observe(next, () => {
        throw new KitError('budget-exceeded', 'spent');
      }),
  });
  const chat = vi.fn();
  const ai = pipeline({ id: 'p', handlers: { chat } } as unknown as Provider<'chat'>).use(refuse);
  expect(await rejection(ai.chat({ messages }))).toMatchObject({ code: 'budget-exceeded' });
  expect(chat).not.toHaveBeenCalled();
});

it('what an async observer rejects with is reported, and is no unhandled rejection', async () => {
  const error = new Error('later');
  const slow = defineMiddleware({
    name: 'slow',
    every: (next) => observe(next, () => ({ settled: () => Promise.reject(error) as unknown as undefined })),
  });
  const ai = pipeline(defineProvider({ id: 'p', operations: { chat: async () => answer() } })).use(slow);
  const heard = vi.fn();
  ai.on('observer-error', heard);
  await ai.chat({ messages });
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(expect.objectContaining({ error })));
});
