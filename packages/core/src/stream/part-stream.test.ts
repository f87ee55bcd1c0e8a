import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collect, deferred, finish, opening, rejection, scriptedSource, text } from '../../testing/scripted.ts';
import { settle } from '../../testing/virtual-environment.ts';
import { KitError } from '../errors.ts';
import type { ChatResponse } from '../model/chat.ts';
import type { StreamPart } from '../model/stream-parts.ts';
import { ChatStream } from './chat-stream.ts';
import { PartStream } from './part-stream.ts';
import type { StreamOutcome } from './stream-outcome.ts';

const usage = { state: 'reported' as const, outputTokens: 2 };
const texts = (parts: readonly StreamPart[]) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));

/** An open stream over `batches`, its source and what its observer sees. */
async function open(...batches: StreamPart[][]) {
  const opened = opening(scriptedSource(...batches));
  const stream = await opened.stream;
  const outcomes: StreamOutcome<ChatResponse>[] = [];
  stream.observe({ settled: (outcome) => outcomes.push(outcome) });
  return { ...opened, stream, outcomes };
}

/** A stream that opens when it is used. */
function lazy(inner: () => Promise<ChatStream>) {
  const calls = { opened: 0, cancelled: [] as unknown[], settled: 0 };
  const stream = new ChatStream({
    open: () => {
      calls.opened++;
      return inner();
    },
    onCancel: (reason) => calls.cancelled.push(reason),
    onSettled: () => calls.settled++,
  });
  const outcomes: StreamOutcome<ChatResponse>[] = [];
  stream.observe({ settled: (outcome) => outcomes.push(outcome) });
  return { stream, calls, outcomes };
}

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', onUnhandled);
});
afterEach(async () => {
  await settle();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

describe('reading a stream', () => {
  it('gives the parts one by one, and then its end', async () => {
    const { stream, outcomes } = await open([text('a'), text('b')], [text('c'), { ...finish, usage } as StreamPart]);
    expect(texts(await collect(stream))).toEqual(['a', 'b', 'c']);
    expect(outcomes).toMatchObject([{ status: 'complete', usage, result: { text: 'abc', finishReason: 'stop' } }]);
  });

  it('answers overlapping next() calls in their order', async () => {
    const { stream, source } = await open([text('a')]);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const nexts = Array.from({ length: 6 }, () => iterator.next());
    const order: number[] = [];
    nexts.forEach((next, at) => void next.then(() => order.push(at)));
    await settle();
    source.push(text('b'));
    await settle();
    source.push(text('c'), text('d'));
    await settle();
    source.push(finish);
    const results = await Promise.all(nexts);
    expect(
      results.map(({ done, value }) => (done ? 'done' : value?.type === 'text' ? value.text : value?.type)),
    ).toEqual(['a', 'b', 'c', 'd', 'finish', 'done']);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('answers overlapping next() calls of a stream that is still opening', async () => {
    const { stream: inner } = await open([text('a'), text('b')], [finish]);
    const { stream } = lazy(async () => inner);
    const iterator = stream[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 5 }, () => iterator.next()));
    expect(results.map(({ value }) => value?.type)).toEqual(['start', 'text', 'text', 'finish', undefined]);
  });

  it('tells every waiting next() of a failure', async () => {
    const { stream, source } = await open([text('a')]);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const waiting = [iterator.next(), iterator.next()].map(rejection);
    source.fail(new KitError('network', 'cut'));
    expect(await Promise.all(waiting)).toMatchObject([{ code: 'network' }, { code: 'network' }]);
    expect(await rejection(iterator.next())).toMatchObject({ code: 'network' });
  });

  it('is possible once', async () => {
    const { stream } = await open([text('a'), finish]);
    await collect(stream);
    expect(() => stream[Symbol.asyncIterator]()).toThrow(
      expect.objectContaining({ code: 'invalid-request', message: expect.stringContaining('read once') }),
    );
  });

  it('reads nothing ahead', async () => {
    const { stream, source } = await open([text('a')], [text('b')], [finish]);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    await settle();
    expect(source.reads).toBe(1);
    await iterator.next();
    expect(source.reads).toBe(2);
  });

  it('wants to be opened first by layers', () => {
    const { stream } = lazy(() => new Promise(() => {}));
    for (const use of [() => stream.read(() => {}), () => stream.map((parts) => parts)]) {
      expect(use).toThrow('not open yet');
    }
    expect(stream.meta).toBeUndefined();
  });

  it('is never thenable', async () => {
    const { stream } = await open([text('a'), finish]);
    expect('then' in stream).toBe(false);
    expect(await (async () => stream)()).toBe(stream);
  });
});

describe('a reader of batches', () => {
  it('is woken once for each time that it found nothing, and not by an end that it reads itself', async () => {
    const { stream, source } = await open([text('a')]);
    const wakes: string[] = [];
    stream.read(() => wakes.push('first'));
    expect(stream.read(() => wakes.push('second'))).toBeUndefined();
    source.push(text('b'));
    await settle();
    expect(wakes).toEqual(['second']);
    expect(stream.read(() => wakes.push('third'))).toEqual([text('b')]);
    source.fail(new KitError('network', 'cut'));
    await settle();
    expect(() => stream.read(() => wakes.push('fourth'))).toThrow('cut');
    expect(wakes).toEqual(['second']);
  });
});

describe('how a stream ends', () => {
  it('failed: the iterator throws, with what had arrived', async () => {
    const { stream, source, outcomes } = await open([{ type: 'usage', usage }, text('a')]);
    source.fail(new KitError('server', 'x'));
    const error = await rejection(collect(stream));
    expect(error).toMatchObject({ code: 'server', partial: { text: 'a' } });
    expect(outcomes).toEqual([
      {
        status: 'failed',
        error,
        partial: expect.objectContaining({ text: 'a' }),
        usage: { ...usage, state: 'partial' },
      },
    ]);
  });

  it('cancelled by cancel(): the reader is told, the source freed', async () => {
    const { stream, source, outcomes, context } = await open([text('a')]);
    const reading = rejection(collect(stream));
    await settle();
    await stream.cancel('enough');
    await stream.cancel('again');
    expect(await reading).toMatchObject({ code: 'aborted', cause: 'enough', partial: { text: 'a' } });
    expect(outcomes).toMatchObject([{ status: 'cancelled', error: { cause: 'enough' }, partial: { text: 'a' } }]);
    expect(source.cancels).toHaveLength(1);
    expect(context.trace.attempts[0]?.outcome).toBe('cancelled');
  });

  it('cancelled with an error of its own', async () => {
    const { stream, outcomes } = await open([text('a')]);
    await stream.cancel(new KitError('budget-exceeded', 'spent'));
    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'budget-exceeded' } }]);
    expect(await rejection(collect(stream))).toMatchObject({ code: 'budget-exceeded' });
  });

  it('cancelled by the signal, also between two reads', async () => {
    const { stream, context, outcomes } = await open([text('a')]);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    context.scope.cancel('signal');
    expect(outcomes).toMatchObject([{ status: 'cancelled', partial: { text: 'a' } }]);
    expect(await rejection(iterator.next())).toMatchObject({ code: 'aborted', cause: 'signal' });
  });

  it('cancelled before anybody could listen', async () => {
    const { stream, context } = opening(scriptedSource([text('a')]));
    context.scope.cancel('early');
    const settled = vi.fn();
    (await stream).observe({ settled });
    expect(settled).toHaveBeenCalledOnce();
  });

  it.each([
    [
      'break',
      async (stream: ChatStream) => {
        for await (const _ of stream) break;
      },
    ],
    [
      'a throw in the loop',
      async (stream: ChatStream) => {
        await rejection(
          (async () => {
            for await (const _ of stream) throw new Error('mine');
          })(),
        );
      },
    ],
    [
      'await using',
      async (stream: ChatStream) => {
        await using _ = stream;
      },
    ],
    [
      'cancelling the web stream',
      async (stream: ChatStream) => {
        const reader = stream.toReadableStream().getReader();
        await reader.read();
        await reader.cancel();
      },
    ],
    [
      'leaving .text',
      async (stream: ChatStream) => {
        for await (const _ of stream.text) break;
      },
    ],
  ])('abandoned by %s', async (_how, leave) => {
    const { stream, source, outcomes, context } = await open([text('a')], [text('b')]);
    await leave(stream);
    expect(outcomes).toMatchObject([{ status: 'abandoned', error: { code: 'aborted' } }]);
    expect(source.cancels).toHaveLength(1);
    expect(context.trace.attempts[0]?.outcome).toBe('abandoned');
    expect(await rejection(stream.response)).toMatchObject({ code: 'aborted', partial: { text: 'a' } });
  });

  it('complete, once the finish is handed out, also for who does not ask again', async () => {
    const { stream, outcomes, source } = await open([text('a'), finish]);
    for await (const part of stream) if (part.type === 'finish') break;
    expect(outcomes).toMatchObject([{ status: 'complete' }]);
    expect((await stream.response).text).toBe('a');
    await stream.cancel();
    expect(source.cancels.length).toBeLessThanOrEqual(1);
  });

  it('abandoned, when it was left before the finish, though that had arrived', async () => {
    const { stream, outcomes } = await open([text('a'), text('b'), finish]);
    for await (const part of stream) if (part.type === 'text') break;
    expect(outcomes).toMatchObject([{ status: 'abandoned' }]);
  });

  it('quietly, for a next() that waits while its reader leaves', async () => {
    const { stream } = await open([text('a')]);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('once, even if its source fails to let go', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { stream: below } = await open([text('a')]);
    const stream = below.through(() => ({
      read: () => undefined,
      cancel() {
        throw new Error('stuck');
      },
    }));
    const settled = vi.fn();
    stream.observe({ settled });
    await stream.cancel();
    expect(settled).toHaveBeenCalledOnce();
    expect(reported).toHaveBeenCalledOnce();
    reported.mockRestore();
  });
});

describe('.response', () => {
  it('reads the stream when nobody else does', async () => {
    const { stream } = await open([text('a')], [text('b'), finish]);
    expect(await stream.response).toMatchObject({ text: 'ab' });
    expect(stream.response).toBe(stream.response);
  });

  it('can be asked for before, while and after somebody iterates', async () => {
    const { stream, source } = await open([text('a')]);
    const before = stream.response;
    const seen: StreamPart[] = [];
    let during: Promise<ChatResponse> | undefined;
    source.push(text('b'));
    for await (const part of stream) {
      seen.push(part);
      during ??= stream.response;
      if (seen.length === 3) source.push(text('c'), finish);
    }
    expect(texts(seen)).toEqual(['a', 'b', 'c']);
    expect([await before, await during, await stream.response].map((response) => response?.text)).toEqual([
      'abc',
      'abc',
      'abc',
    ]);
  });

  it('leaves every part to who iterates after it had begun to read', async () => {
    const { stream, source } = await open([text('a')], [text('b')]);
    const response = stream.response;
    await settle();
    const reading = collect(stream);
    await settle();
    source.push(text('c'), finish);
    expect(texts(await reading)).toEqual(['a', 'b', 'c']);
    expect((await response).text).toBe('abc');
  });

  it('leaves every part to who iterates after it has read everything', async () => {
    const { stream } = await open([text('a')], [text('b'), finish]);
    await stream.response;
    expect((await collect(stream)).map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish']);
  });

  it('leaves the parts before a failure too', async () => {
    const { stream, source } = await open([text('a')]);
    source.fail(new KitError('network', 'cut'));
    await rejection(stream.response);
    const seen: StreamPart[] = [];
    const error = await rejection(
      (async () => {
        for await (const part of stream) seen.push(part);
      })(),
    );
    expect(texts(seen)).toEqual(['a']);
    expect(error).toMatchObject({ code: 'network' });
  });

  it('never becomes an unhandled rejection', async () => {
    const { stream, source } = await open([text('a')]);
    void stream.response;
    source.fail(new KitError('network', 'cut'));
    await settle();
    expect(unhandled).toEqual([]);
    expect(await rejection(stream.response)).toMatchObject({ code: 'network', partial: { text: 'a' } });
  });
});

describe('a lazy stream', () => {
  it('opens when it is first used, once', async () => {
    const { stream: inner } = await open([text('a'), finish]);
    const { stream, calls, outcomes } = lazy(async () => inner);
    await settle();
    expect(calls.opened).toBe(0);
    expect((await stream.ready()).provider).toBe('scripted');
    await stream.ready();
    expect(stream.meta?.provider).toBe('scripted');
    expect(texts(await collect(stream))).toEqual(['a']);
    expect((await stream.response).text).toBe('a');
    expect(calls).toEqual({ opened: 1, cancelled: [], settled: 1 });
    expect(outcomes).toMatchObject([{ status: 'complete' }]);
  });

  it.each([
    ['iterated', (stream: ChatStream) => collect(stream)],
    ['asked for its response', (stream: ChatStream) => stream.response],
    ['waited for', (stream: ChatStream) => stream.ready()],
    ['read as text', (stream: ChatStream) => collect(stream.text)],
    ['read as a web stream', (stream: ChatStream) => stream.toReadableStream().getReader().read()],
  ])('that fails to open says so when it is %s', async (_how, use) => {
    const failure = new KitError('overloaded', 'Busy.');
    const { stream, calls, outcomes } = lazy(() => Promise.reject(failure));
    expect(await rejection(use(stream))).toBe(failure);
    expect(await rejection(stream.ready())).toBe(failure);
    expect(outcomes).toEqual([{ status: 'failed', error: failure, partial: undefined, usage: undefined }]);
    expect(calls).toEqual({ opened: 1, cancelled: [], settled: 1 });
  });

  it('that throws instead of rejecting fails all the same', async () => {
    const { stream } = lazy(() => {
      throw new KitError('config', 'x');
    });
    expect(await rejection(stream.ready())).toMatchObject({ code: 'config' });
  });

  it('may be started without waiting', async () => {
    const { stream } = lazy(() => Promise.reject(new KitError('server', 'x')));
    void stream.ready();
    await settle();
    expect(unhandled).toEqual([]);
  });

  it('that was never touched costs nothing to cancel, and does not open any more', async () => {
    for (const end of [
      (stream: ChatStream) => stream.cancel('no'),
      (stream: ChatStream) => stream[Symbol.asyncDispose](),
    ]) {
      const { stream, calls, outcomes } = lazy(() => new Promise(() => {}));
      await end(stream);
      expect(outcomes).toHaveLength(1);
      expect(await rejection(stream.ready())).toMatchObject({ code: 'aborted' });
      expect(await rejection(stream.response)).toMatchObject({ code: 'aborted' });
      expect(calls.opened).toBe(0);
    }
  });

  it('ends at once when it is cancelled while it opens, whatever opens it', async () => {
    const { promise, resolve } = deferred<ChatStream>();
    const { stream, calls, outcomes } = lazy(() => promise);
    const reading = rejection(collect(stream));
    const ready = rejection(stream.ready());
    await settle();
    await stream.cancel('too slow');
    expect(await reading).toMatchObject({ code: 'aborted', cause: 'too slow' });
    expect(await ready).toMatchObject({ code: 'aborted' });
    expect(outcomes).toMatchObject([{ status: 'cancelled' }]);
    expect(calls.cancelled).toMatchObject([{ cause: 'too slow' }]);
    // What opens after all is ended.
    const late = await open([text('a')]);
    resolve(late.stream);
    await settle();
    expect(late.source.cancels).toHaveLength(1);
  });

  it('ends quietly when its reader leaves while it opens', async () => {
    const { stream, outcomes } = lazy(() => new Promise(() => {}));
    const iterator = stream[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(outcomes).toMatchObject([{ status: 'abandoned' }]);
  });

  it('is told of an end inside that nobody reads', async () => {
    const inner = await open([text('a')]);
    const { stream, calls, outcomes } = lazy(async () => inner.stream);
    await stream.ready();
    inner.context.scope.cancel('gone');
    expect(outcomes).toMatchObject([{ status: 'cancelled', partial: { text: 'a' } }]);
    expect(calls.settled).toBe(1);
  });

  it('can be changed once it is open', async () => {
    const inner = await open([text('a'), finish]);
    const { stream } = lazy(async () => inner.stream);
    await stream.ready();
    const loud = stream.map((parts) =>
      parts.map((part) => (part.type === 'text' ? text(part.text.toUpperCase()) : part)),
    );
    expect(loud).toBeInstanceOf(ChatStream);
    expect((await loud.response).text).toBe('A');
  });
});

describe('an observer', () => {
  it('sees batches and the end, without a hop', async () => {
    const { stream } = await open([text('a')], [text('b'), finish]);
    const batches: (readonly StreamPart[])[] = [];
    expect(stream.observe({ batch: (batch) => batches.push(batch) })).toBe(stream);
    await collect(stream);
    expect(batches.map((batch) => batch.map(({ type }) => type))).toEqual([
      ['start', 'text'],
      ['text', 'finish'],
    ]);
  });

  it('that comes after the end is told at once', async () => {
    const { stream } = await open([text('a'), finish]);
    await collect(stream);
    const settled = vi.fn();
    stream.observe({ settled });
    expect(settled).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'complete' }));
  });

  it('that throws never alters the stream; who asked hears of it, else the console', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    const report = vi.fn();
    const { stream } = await open([text('a'), finish]);
    const bad = {
      batch() {
        throw new Error('batch');
      },
      settled() {
        throw new Error('settled');
      },
    };
    const good = vi.fn();
    stream.observe(bad).observe(bad, report).observe({ settled: good });
    expect(texts(await collect(stream))).toEqual(['a']);
    expect(reported).toHaveBeenCalledTimes(2);
    expect(report).toHaveBeenCalledTimes(2);
    expect(good).toHaveBeenCalledOnce();
    stream.observe(bad);
    expect(reported).toHaveBeenCalledTimes(3);
    reported.mockRestore();
  });

  it('that is async and rejects is reported, and is not an unhandled rejection', async () => {
    const report = vi.fn();
    const { stream } = await open([text('a'), finish]);
    const late = {
      batch: () => Promise.reject(new Error('batch')),
      settled: () => Promise.reject(new Error('settled')),
    };
    stream.observe(late, report);
    await collect(stream);
    expect(report.mock.calls).toEqual([[new Error('batch')], [new Error('settled')]]);
  });
});

describe('layers', () => {
  it('map changes batches, and the folded answer with them', async () => {
    const { stream, outcomes } = await open([text('a')], [text('b'), finish]);
    const mapped = stream.map((parts) => parts.filter((part) => part.type !== 'text' || part.text !== 'a'));
    expect(mapped).toBeInstanceOf(ChatStream);
    expect(texts(await collect(mapped))).toEqual(['b']);
    expect((await mapped.response).text).toBe('b');
    expect(outcomes).toMatchObject([{ status: 'complete', result: { text: 'ab' } }]);
  });

  it('map goes on when a whole batch disappears', async () => {
    const { stream } = await open([text('a')], [text('b')], [finish]);
    expect(
      (await collect(stream.map((parts) => parts.filter(({ type }) => type === 'finish')))).map(({ type }) => type),
    ).toEqual(['finish']);
  });

  it('a failing change is thrown and frees the source', async () => {
    const { stream, outcomes } = await open([text('a')]);
    const mapped = stream.map(() => {
      throw new KitError('guard-blocked', 'no');
    });
    expect(await rejection(collect(mapped))).toMatchObject({ code: 'guard-blocked' });
    await settle();
    expect(outcomes).toHaveLength(1);
  });

  it('what a layer took out is in no error', async () => {
    const { stream, source } = await open([text('secret')]);
    const guarded = stream.map((parts) => parts.map((part) => (part.type === 'text' ? text('***') : part)));
    source.fail(new KitError('network', 'cut'));
    const error = await rejection(collect(guarded));
    expect(error).toMatchObject({ code: 'network', partial: { text: '***' } });
    expect(await rejection(guarded.response)).toMatchObject({ partial: { text: '***' } });
  });

  it.each(['abandoned', 'cancelled'] as const)('tell those below that the stream was %s', async (status) => {
    const { stream, outcomes, source, context } = await open([text('a')]);
    const top = stream.map((parts) => parts).map((parts) => parts);
    const iterator = top[Symbol.asyncIterator]();
    await iterator.next();
    if (status === 'abandoned') await iterator.return?.();
    else await top.cancel('r');
    expect(outcomes).toMatchObject([{ status }]);
    expect(source.cancels).toHaveLength(1);
    expect(context.trace.attempts[0]?.outcome).toBe(status);
  });

  it('are told of an abort that nobody reads', async () => {
    const { stream, context } = await open([text('a')]);
    const settled = vi.fn();
    stream.map((parts) => parts).observe({ settled });
    context.scope.cancel();
    expect(settled).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'cancelled' }));
  });

  it('are told when what is below them is cancelled by somebody else', async () => {
    const { stream } = await open([text('a')]);
    const top = stream.map((parts) => parts);
    const settled = vi.fn();
    top.observe({ settled });
    await stream.cancel(new KitError('budget-exceeded', 'spent'));
    expect(settled).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'failed' }));
    expect(await rejection(collect(top))).toMatchObject({ code: 'budget-exceeded' });
  });

  it('may go on after a failure below them', async () => {
    const first = await open([text('a')]);
    first.source.fail(new KitError('network', 'cut'));
    const second = await open([text('b'), finish]);
    const resumed = first.stream.through((source) => {
      let from = source;
      return {
        read(wake) {
          try {
            return from.read(wake);
          } catch {
            from = {
              read: (wakeUp) => second.stream.read(wakeUp),
              cancel: (reason) => void second.stream.cancel(reason),
            };
            return [{ type: 'resumed', provider: 'scripted' }];
          }
        },
        cancel: (reason) => from.cancel(reason),
      };
    });
    expect((await collect(resumed)).map((part) => (part.type === 'text' ? part.text : part.type))).toEqual([
      'start',
      'a',
      'resumed',
      'start',
      'b',
      'finish',
    ]);
    expect((await resumed.response).text).toBe('ab');
    expect(first.outcomes).toMatchObject([{ status: 'failed' }]);
  });

  it('may hold back what they wake for later', async () => {
    const { stream, source } = await open([text('a')]);
    let release = () => {};
    const paced = stream.through((below) => {
      let due = false;
      return {
        read(wake) {
          if (due) return below.read(wake);
          release = () => {
            due = true;
            wake();
          };
          return undefined;
        },
        cancel: (reason) => below.cancel(reason),
      };
    });
    const reading = collect(paced);
    await settle();
    source.push(finish);
    release();
    expect(texts(await reading)).toEqual(['a']);
  });

  it('that hold back are left by a cancel all the same', async () => {
    const { stream } = await open([text('a')]);
    const stuck = stream.through(() => ({ read: () => undefined, cancel() {} }));
    const reading = rejection(collect(stuck));
    await settle();
    await stuck.cancel('enough');
    expect(await reading).toMatchObject({ cause: 'enough' });
  });
});

describe('as a web stream', () => {
  it('is pulled: nothing is read unless somebody asks', async () => {
    const { stream, source } = await open([text('a')], [text('b')], [finish]);
    const reader = stream.toReadableStream().getReader();
    await settle();
    expect(source.reads).toBe(1);
    expect((await reader.read()).value?.type).toBe('start');
    await reader.read();
    await settle();
    expect(source.reads).toBe(1);
    await reader.read();
    await reader.read();
    expect((await reader.read()).done).toBe(true);
  });

  it('passes a failure on', async () => {
    const { stream, source } = await open([text('a')]);
    source.fail(new KitError('network', 'cut'));
    expect(await rejection(collect(stream.toReadableStream() as unknown as AsyncIterable<StreamPart>))).toMatchObject({
      code: 'network',
    });
  });

  it('can be cancelled before it was read', async () => {
    const { stream, outcomes } = await open([text('a')]);
    await stream.toReadableStream().cancel();
    expect(outcomes).toMatchObject([{ status: 'abandoned' }]);
  });
});

it('streams of other parts work alike', async () => {
  const fold = { add() {}, usage: undefined, characters: 0, result: () => 'all' };
  const stream = new PartStream<number, string>({
    source: scriptedSource<number>([1, 2]),
    fold,
    newFold: () => fold,
    meta: { provider: 'p', timings: {}, attempts: [] },
  });
  const iterator = stream[Symbol.asyncIterator]();
  expect([await iterator.next(), await iterator.next()].map(({ value }) => value)).toEqual([1, 2]);
  await iterator.return?.();
  expect(await rejection(stream.response)).toMatchObject({ code: 'aborted', partial: 'all' });
});
