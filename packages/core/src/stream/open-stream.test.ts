import { describe, expect, it, vi } from 'vitest';
import { collect, deferred, finish, opening, rejection, scriptedSource, text } from '../../testing/scripted.ts';
import { settle } from '../../testing/virtual-environment.ts';
import { KitError } from '../errors.ts';
import type { StreamPart } from '../model/stream-parts.ts';
import { commits } from './commit.ts';
import { sourceFromIterable } from './part-source.ts';

const vendor = { origin: { wire: 'w' }, data: 1 };
const reasoning: StreamPart = { type: 'reasoning', text: 'Hm.' };
const usage = { state: 'reported' as const, inputTokens: 5, outputTokens: 2 };
const cost = { amount: 1, currency: 'USD', source: 'catalogue' as const, includesLostAttempts: false };

describe('the commit point', () => {
  const content: StreamPart[] = [
    text('Hi'),
    reasoning,
    { type: 'tool-call-start', id: 'c', name: 'f' },
    { type: 'tool-call-delta', id: 'c', delta: '{' },
    { type: 'tool-call', id: 'c', name: 'f', arguments: '{}' },
    { type: 'file', file: { type: 'image', source: { url: 'https://x' } } },
    { type: 'citation', citation: { url: 'https://x' } },
    { type: 'resumed', provider: 'p' },
    finish,
  ];
  it.each(content.map((part) => [part.type, part] as const))('is a %s', async (_type, part) => {
    expect(commits(part)).toBe(true);
    const { stream, source } = opening();
    source.push(part);
    await expect(stream).resolves.toBeDefined();
  });

  const preamble: StreamPart[] = [
    { type: 'start', responseId: 'r' },
    text(''),
    { type: 'reasoning', text: '' },
    { type: 'warning', warning: { feature: 'f', detail: 'd' } },
    { type: 'progress', activity: 'search' },
    { type: 'usage', usage },
    { type: 'raw', data: '' },
    { type: 'block-end' },
    { type: 'vendor', vendor },
    { type: 'logprobs', logprobs: [] },
    { type: 'hosted-tool-call', id: 'h', name: 'search' },
    { type: 'tool-result', toolCallId: 'h', content: '', hosted: true },
    { type: 'choice-end', finishReason: 'stop' },
  ];
  it.each(preamble.map((part) => [part.type, part] as const))('is not a %s', async (_type, part) => {
    expect(commits(part)).toBe(false);
    const { stream, source } = opening();
    const committed = vi.fn();
    stream.then(committed, () => {});
    source.push(part);
    await settle();
    expect(committed).not.toHaveBeenCalled();
    source.push(text('Hi'));
    source.push(finish);
    const parts = await collect(await stream);
    expect(parts.filter(({ type }) => type !== 'start').slice(0, 2)).toContainEqual(text('Hi'));
    expect(parts).toContainEqual(part.type === 'start' ? expect.objectContaining(part) : part);
  });

  it('waits past reasoning when an answer is asked for', async () => {
    expect(commits(reasoning, 'answer')).toBe(false);
    expect(commits(text('Hi'), 'answer')).toBe(true);
    const { stream, source } = opening(scriptedSource([reasoning]), { commit: 'answer' });
    const committed = vi.fn();
    stream.then(committed, () => {});
    await settle();
    expect(committed).not.toHaveBeenCalled();
    source.push(text('Hi'));
    await expect(stream).resolves.toBeDefined();
  });

  it('comes at once when an unbounded preamble fills what may be held', async () => {
    const progress: StreamPart = { type: 'progress', activity: 'x' };
    const { stream, source } = opening(scriptedSource(), {}, { maxHeldParts: 3 });
    source.push(progress, progress, progress);
    const committed = vi.fn();
    stream.then(committed, () => {});
    await settle();
    expect(committed).not.toHaveBeenCalled();
    source.push(progress);
    await expect(stream).resolves.toBeDefined();
  });

  it('reads no further than it', async () => {
    const source = scriptedSource([text('a')], [text('b')], [finish]);
    const { stream } = opening(source);
    await stream;
    await settle();
    expect(source.reads).toBe(1);
  });

  it('works over a generator', async () => {
    async function* parts(): AsyncGenerator<StreamPart> {
      yield text('a');
      yield finish;
    }
    const { stream } = opening({ ...scriptedSource(), ...sourceFromIterable(parts()) });
    expect((await collect(await stream)).map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
  });
});

describe('a failure before the commit point', () => {
  it('rejects with the typed error, what is known of the call, and its attempts', async () => {
    const { stream, source, context } = opening();
    source.push({ type: 'start', responseId: 'r' });
    source.fail(new KitError('overloaded', 'Busy.', { status: 529 }));
    const error = await rejection(stream);
    expect(error).toMatchObject({
      code: 'overloaded',
      status: 529,
      provider: 'scripted',
      model: 'm-1',
      operation: 'stream',
    });
    expect((error as KitError).attempts).toBe(context.trace.attempts);
    expect(context.trace.attempts).toMatchObject([{ outcome: 'failed', error: { code: 'overloaded' } }]);
    expect(source.cancels).toHaveLength(1);
  });

  it('is also an end without anything', async () => {
    const { stream, source } = opening();
    source.end();
    expect(await rejection(stream)).toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('no finish'),
    });
  });

  it('is also what is no KitError', async () => {
    const { stream, source } = opening();
    source.fail(new TypeError('x is not a function'));
    expect(await rejection(stream)).toMatchObject({ code: 'server', message: 'x is not a function' });
  });

  it('accounts for what had been told of the usage', async () => {
    const { stream, source, context } = opening();
    source.push({ type: 'usage', usage });
    source.fail(new KitError('server', 'x'));
    await rejection(stream);
    expect(context.trace.attempts[0]?.usage).toEqual({ ...usage, state: 'partial' });
  });

  it('is the signal of the caller, at once', async () => {
    const controller = new AbortController();
    const { stream, source, environment } = opening(scriptedSource(), { signal: controller.signal });
    controller.abort('changed my mind');
    expect(await rejection(stream)).toMatchObject({ code: 'aborted', cause: 'changed my mind' });
    expect(source.cancels).toHaveLength(1);
    expect(environment.timers).toBe(0);
  });

  it('is a signal that fired before, without a read', async () => {
    const { stream, source, context } = opening(scriptedSource([text('a')]), { signal: AbortSignal.abort() });
    expect(await rejection(stream)).toMatchObject({ code: 'aborted' });
    expect(source.reads).toBe(0);
    expect(source.cancels).toHaveLength(1);
    expect(context.trace.attempts[0]?.outcome).toBe('cancelled');
  });
});

describe('a source that throws when it is cancelled', () => {
  it('keeps nobody waiting, and is reported', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    const bug = new Error('in cancel');
    const cancel = () => {
      throw bug;
    };
    const before = opening({ ...scriptedSource(), cancel }, { deadlines: { firstPart: 50 } });
    const lost = rejection(before.stream);
    await before.environment.advance(50);
    expect(await lost).toMatchObject({ code: 'timeout', phase: 'first-part' });
    const after = opening({ ...scriptedSource([text('a')]), cancel }, { deadlines: { idle: 50 } });
    const broken = rejection((await after.stream).response);
    await after.environment.advance(50);
    expect(await broken).toMatchObject({ code: 'timeout', phase: 'idle' });
    expect(reported).toHaveBeenCalledWith(expect.stringContaining('cancelled'), bug);
    reported.mockRestore();
  });
});

describe('after the commit point', () => {
  it('the parts of a batch are delivered before the failure after them', async () => {
    const { stream, source } = opening();
    source.push(text('a'));
    source.push(text('b'));
    source.fail(new KitError('network', 'cut'));
    const seen: string[] = [];
    const error = await rejection(
      (async () => {
        for await (const part of await stream) if (part.type === 'text') seen.push(part.text);
      })(),
    );
    expect(seen).toEqual(['a', 'b']);
    expect(error).toMatchObject({ code: 'network', partial: { text: 'ab' } });
  });

  it('an end without a finish is a failure', async () => {
    const { stream, source, context } = opening(scriptedSource([text('a')]));
    source.end();
    expect(await rejection(collect(await stream))).toMatchObject({ code: 'invalid-response' });
    expect(context.trace.attempts[0]?.outcome).toBe('failed');
  });

  it('a break accounts for what had arrived where the vendor had told clearly less', async () => {
    const atTheBeginning = { state: 'partial', inputTokens: 9, outputTokens: 1, outputDetails: { text: 1 } } as const;
    const { stream, source, context } = opening(
      scriptedSource([{ type: 'usage', usage: atTheBeginning }, text('abcd')]),
      {},
      { estimate: ({ characters }) => ({ state: 'estimated', inputTokens: 7, outputTokens: characters }) },
    );
    source.fail(new KitError('network', 'cut'));
    await rejection(collect(await stream));
    expect(context.trace.attempts[0]?.usage).toEqual({ state: 'estimated', inputTokens: 9, outputTokens: 4 });
  });

  it('a break accounts for the usage told, or else for an estimate of it', async () => {
    const told = opening(scriptedSource([{ type: 'usage', usage }, text('ab')]));
    told.source.fail(new KitError('network', 'cut'));
    await rejection(collect(await told.stream));
    expect(told.context.trace.attempts[0]?.usage).toEqual({ ...usage, state: 'partial' });

    const untold = opening(
      scriptedSource([text('abcd')]),
      {},
      { estimate: ({ characters }) => ({ state: 'estimated', outputTokens: characters }) },
    );
    untold.source.fail(new KitError('network', 'cut'));
    await rejection(collect(await untold.stream));
    expect(untold.context.trace.attempts[0]?.usage).toEqual({ state: 'estimated', outputTokens: 4 });
  });

  it('counts what had arrived and was not read', async () => {
    const { stream, context } = opening(
      scriptedSource([text('abcd')]),
      {},
      { estimate: ({ characters }) => ({ state: 'estimated', outputTokens: characters }) },
    );
    const opened = await stream;
    context.scope.cancel();
    expect(context.trace.attempts[0]?.usage).toEqual({ state: 'estimated', outputTokens: 4 });
    expect(await rejection(opened.response)).toMatchObject({ code: 'aborted', partial: { text: 'abcd' } });
  });
});

describe('the start', () => {
  it('is made where the vendor sends none', async () => {
    const { stream, environment, source } = opening();
    await environment.advance(30);
    source.push(text('a'));
    source.push(finish);
    const [first] = await collect(await stream);
    expect(first).toMatchObject({
      type: 'start',
      meta: { provider: 'scripted', requestedModel: 'm-1', timings: { firstPartMs: 30 } },
    });
  });

  it('comes first, with ids and model from the vendor', async () => {
    const warning: StreamPart = { type: 'warning', warning: { feature: 'f', detail: 'd' } };
    const { stream, context } = opening(
      scriptedSource([warning, { type: 'start', responseId: 'r', model: 'm-2' }], [text('a'), finish]),
    );
    const opened = await stream;
    expect(opened.meta).toMatchObject({ responseId: 'r', model: 'm-2', requestedModel: 'm-1' });
    expect(await collect(opened)).toMatchObject([
      { type: 'start', responseId: 'r', model: 'm-2', meta: { responseId: 'r', model: 'm-2' } },
      warning,
      text('a'),
      { type: 'finish' },
    ]);
    expect(context.trace.attempts[0]?.model).toBe('m-2');
  });
});

describe('the finish', () => {
  it('closes the attempt and carries timings, usage and cost', async () => {
    const { stream, source, environment, context } = opening(
      scriptedSource([{ type: 'usage', usage }, text('a')]),
      {},
      { cost: () => cost },
    );
    const opened = await stream;
    await environment.advance(70);
    source.push(finish);
    const last = (await collect(opened)).at(-1);
    expect(last).toEqual({
      ...finish,
      usage,
      cost,
      meta: expect.objectContaining({ timings: { firstPartMs: 0, totalMs: 70 } }),
    });
    expect(context.trace.attempts).toEqual([
      expect.objectContaining({ outcome: 'complete', usage, cost, timings: { firstPartMs: 0, totalMs: 70 } }),
    ]);
    expect(last?.type === 'finish' && last.meta?.attempts).toBe(context.trace.attempts);
    expect((await opened.response).cost).toEqual(cost);
  });

  it('takes usage that comes in its own batch, before or after it', async () => {
    for (const batch of [
      [{ type: 'usage', usage } as StreamPart, finish],
      [finish, { type: 'usage', usage } as StreamPart],
    ]) {
      const { stream } = opening(scriptedSource([text('a')], batch));
      const parts = await collect(await stream);
      expect(parts.at(-1)).toMatchObject({ type: 'finish', usage });
      expect(parts.filter(({ type }) => type === 'usage')).toHaveLength(1);
    }
  });

  it('prefers its own usage to one before it', async () => {
    const own = { ...usage, outputTokens: 9 };
    const { stream } = opening(
      scriptedSource([text('a'), { type: 'usage', usage }, { ...finish, usage: own } as StreamPart]),
    );
    expect((await collect(await stream)).at(-1)).toMatchObject({ usage: own });
  });

  it('is the last part and the only one, whatever the source says', async () => {
    const { stream } = opening(scriptedSource([text('a'), finish, text('b'), finish], [text('c')]));
    expect((await collect(await stream)).map((part) => (part.type === 'text' ? part.text : part.type))).toEqual([
      'start',
      'a',
      'b',
      'finish',
    ]);
  });

  it('waits for a price, and what stands before it does not', async () => {
    const { promise, resolve } = deferred<typeof cost>();
    const { stream } = opening(
      scriptedSource([text('a'), { ...finish, usage } as StreamPart]),
      {},
      { cost: () => promise },
    );
    const iterator = (await stream)[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.type).toBe('start');
    expect((await iterator.next()).value).toEqual(text('a'));
    const last = iterator.next();
    const arrived = vi.fn();
    void last.then(arrived);
    await settle();
    expect(arrived).not.toHaveBeenCalled();
    resolve(cost);
    expect((await last).value).toMatchObject({ type: 'finish', cost });
    expect((await iterator.next()).done).toBe(true);
  });

  it('waits for a price also when it comes alone', async () => {
    const { stream, source } = opening(scriptedSource([text('a')]), {}, { cost: async () => cost });
    const opened = await stream;
    source.push({ ...finish, usage } as StreamPart);
    expect((await collect(opened)).at(-1)).toMatchObject({ type: 'finish', cost });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no table');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no table'))],
    ['is unknown', () => undefined],
  ])('comes without a cost when the price %s', async (_how, price) => {
    const { stream } = opening(scriptedSource([text('a'), { ...finish, usage } as StreamPart]), {}, { cost: price });
    const last = (await collect(await stream)).at(-1);
    expect(last).toMatchObject({ type: 'finish', usage });
    expect(last && 'cost' in last).toBe(false);
  });

  it('keeps a cost that the vendor reports', async () => {
    const price = vi.fn();
    const { stream } = opening(
      scriptedSource([text('a'), { ...finish, usage, cost: { ...cost, source: 'vendor' } } as StreamPart]),
      {},
      { cost: price },
    );
    expect((await collect(await stream)).at(-1)).toMatchObject({ cost: { source: 'vendor' } });
    expect(price).not.toHaveBeenCalled();
  });

  it('can still be cancelled while it waits for its price', async () => {
    const { stream, context } = opening(
      scriptedSource([text('a'), { ...finish, usage } as StreamPart]),
      {},
      { cost: () => new Promise(() => {}) },
    );
    const opened = await stream;
    const reading = collect(opened);
    await settle();
    context.scope.cancel('enough');
    expect(await rejection(reading)).toMatchObject({ code: 'aborted' });
  });

  it('lets a generator come to its end', async () => {
    const cleaned = vi.fn();
    async function* parts(): AsyncGenerator<StreamPart> {
      try {
        yield text('a');
        yield finish;
      } finally {
        cleaned();
      }
    }
    const { stream } = opening({ ...scriptedSource(), ...sourceFromIterable(parts()) });
    await collect(await stream);
    await settle();
    expect(cleaned).toHaveBeenCalledOnce();
  });

  it('does not cancel a source that has ended, and forgives one that breaks after it', async () => {
    const ended = scriptedSource([text('a'), finish]);
    ended.end();
    await collect(await opening(ended).stream);
    expect(ended.cancels).toEqual([]);
    const broken = scriptedSource([text('a'), finish]);
    broken.fail(new Error('late'));
    expect(await collect(await opening(broken).stream)).toHaveLength(3);
    const open = scriptedSource([text('a'), finish]);
    await collect(await opening(open).stream);
    expect(open.cancels).toHaveLength(1);
  });
});
