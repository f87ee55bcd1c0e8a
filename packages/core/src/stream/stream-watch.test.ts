import { describe, expect, it } from 'vitest';
import { collect, finish, type Opening, opening, rejection, scriptedSource, text } from '../../testing/scripted.ts';
import type { StreamOutcome } from './stream-outcome.ts';

const start = { type: 'start' as const };

/** Reads a stream to its end in the background. */
async function reading({ stream }: Opening) {
  const result: { error?: unknown; parts?: unknown[] } = {};
  void stream.then(collect).then(
    (parts) => {
      result.parts = parts;
    },
    (error: unknown) => {
      result.error = error;
    },
  );
  return result;
}

describe('firstPart', () => {
  it('ends a stream that says nothing, counted from the start of the attempt', async () => {
    const { stream, environment, source } = opening(
      scriptedSource(),
      { deadlines: { firstPart: 1000 } },
      { startedAtMs: -400 },
    );
    await environment.advance(599);
    expect(source.cancels).toEqual([]);
    await environment.advance(1);
    expect(await rejection(stream)).toMatchObject({
      code: 'timeout',
      phase: 'first-part',
      message: expect.stringContaining('1000 ms'),
    });
    expect(source.cancels).toHaveLength(1);
    expect(environment.timers).toBe(0);
  });

  it('ends a preamble and then silence', async () => {
    const { stream, environment, source } = opening(scriptedSource(), { deadlines: { firstPart: 1000 } });
    source.push(start);
    await environment.advance(1000);
    expect(await rejection(stream)).toMatchObject({ code: 'timeout', phase: 'first-part' });
  });

  it('is extended by hidden activity', async () => {
    const { stream, environment, source } = opening(scriptedSource(), { deadlines: { firstPart: 1000 } });
    for (let turn = 0; turn < 5; turn++) {
      await environment.advance(900);
      source.push({ type: 'progress', activity: 'reasoning' });
    }
    await environment.advance(999);
    source.push(text('a'));
    await expect(stream).resolves.toBeDefined();
  });

  it('is two minutes unless it is set, and can be switched off', async () => {
    const usual = opening();
    await usual.environment.advance(120_000);
    expect(await rejection(usual.stream)).toMatchObject({ phase: 'first-part' });
    const off = opening(scriptedSource(), { deadlines: { firstPart: false } });
    expect(off.environment.timers).toBe(0);
  });
});

describe('idle', () => {
  it('ends a stream that falls silent', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { idle: 500 } });
    const result = await reading(open);
    await open.environment.advance(499);
    expect(result.error).toBeUndefined();
    await open.environment.advance(1);
    expect(result.error).toMatchObject({
      code: 'timeout',
      phase: 'idle',
      partial: { text: 'a' },
      attempts: [{ outcome: 'failed' }],
    });
    expect(open.source.cancels).toHaveLength(1);
  });

  it('begins anew with every read', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { idle: 500 } });
    const result = await reading(open);
    for (let turn = 0; turn < 10; turn++) {
      await open.environment.advance(499);
      open.source.push(text('b'));
    }
    await open.environment.advance(100);
    open.source.push(finish);
    await open.environment.advance(0);
    expect(result.parts).toHaveLength(13);
  });

  it('does not run while the consumer is busy', async () => {
    const { stream, environment, source } = opening(scriptedSource([text('a')]), { deadlines: { idle: 500 } });
    const iterator = (await stream)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    await environment.advance(60_000);
    source.push(text('b'));
    expect((await iterator.next()).value).toEqual(text('b'));
    await environment.advance(60_000);
    source.push(finish);
    expect((await iterator.next()).value?.type).toBe('finish');
    expect(environment.timers).toBe(0);
  });

  it('leaves no timer behind, however the stream ends', async () => {
    const complete = opening(scriptedSource([text('a')], [finish]));
    await collect(await complete.stream);
    const left = opening(scriptedSource([text('a')]));
    await (await left.stream)[Symbol.asyncIterator]().return?.();
    const broken = opening(scriptedSource([text('a')]));
    broken.source.fail(new Error('x'));
    await rejection(collect(await broken.stream));
    expect([complete, left, broken].map(({ environment }) => environment.timers)).toEqual([0, 0, 0]);
  });
});

describe('drip', () => {
  const drip = { windowMs: 1000, minParts: 5 };

  it('ends a stream of which too little comes, while it is waited for', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { drip, idle: false } });
    const result = await reading(open);
    await open.environment.advance(400);
    open.source.push(text('b'));
    await open.environment.advance(400);
    open.source.push(text('c'));
    await open.environment.advance(199);
    expect(result.error).toBeUndefined();
    await open.environment.advance(1);
    expect(result.error).toMatchObject({ code: 'timeout', phase: 'drip', message: expect.stringContaining('1000 ms') });
  });

  it('also while idle bounds the single wait', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { drip, idle: 600 } });
    const result = await reading(open);
    await open.environment.advance(599);
    open.source.push(text('b'));
    await open.environment.advance(401);
    expect(result.error).toMatchObject({ phase: 'drip' });
  });

  it('lets a stream go on of which enough comes in every window', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { drip, idle: 600 } });
    const result = await reading(open);
    for (let turn = 0; turn < 40; turn++) {
      await open.environment.advance(100);
      open.source.push(text('b'));
    }
    expect(result.error).toBeUndefined();
    await open.environment.advance(600);
    expect(result.error).toMatchObject({ phase: 'idle' });
  });

  it('begins a new window in the middle of a wait', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { drip, idle: false } });
    const result = await reading(open);
    open.source.push(text('1'), text('2'), text('3'), text('4'), text('5'));
    await open.environment.advance(1999);
    expect(result.error).toBeUndefined();
    await open.environment.advance(1);
    expect(result.error).toMatchObject({ phase: 'drip' });
  });

  it('notices a window that closed just as a part came', async () => {
    const { stream, environment, source } = opening(scriptedSource([text('a')]), { deadlines: { drip, idle: false } });
    const iterator = (await stream)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    for (const turn of [1, 2]) {
      const next = iterator.next();
      // The clock moves on without its timers, as it does when the process is busy.
      Object.assign(environment, { monotonicMs: () => turn * 500 });
      source.push(text('b'));
      await next;
    }
    expect(await rejection(iterator.next())).toMatchObject({ phase: 'drip' });
  });

  it('does not count the time that the consumer takes', async () => {
    const { stream, environment, source } = opening(scriptedSource([text('a')]), { deadlines: { drip } });
    const iterator = (await stream)[Symbol.asyncIterator]();
    for (let turn = 0; turn < 6; turn++) {
      await iterator.next();
      await environment.advance(5000);
      source.push(text('b'));
    }
    source.push(finish);
    expect((await iterator.next()).value).toEqual(text('b'));
  });
});

describe('an answer that nobody reads', () => {
  const settledOf = async ({ stream }: Opening) => {
    const outcomes: StreamOutcome<unknown>[] = [];
    (await stream).observe({ settled: (outcome) => outcomes.push(outcome) });
    return outcomes;
  };

  it('is abandoned after the idle time, and its socket freed', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { idle: 500 } });
    const outcomes = await settledOf(open);
    await open.environment.advance(499);
    expect(outcomes).toEqual([]);
    await open.environment.advance(1);
    expect(outcomes).toMatchObject([{ status: 'abandoned', partial: { text: 'a' }, error: { code: 'aborted' } }]);
    expect(open.source.cancels).toHaveLength(1);
    expect(open.context.trace.attempts[0]?.outcome).toBe('abandoned');
    expect(await rejection(collect(await open.stream))).toMatchObject({
      code: 'aborted',
      message: expect.stringContaining('nobody read it'),
    });
  });

  it('is abandoned after two minutes where idle is switched off', async () => {
    const open = opening(scriptedSource([text('a')]), { deadlines: { idle: false } });
    const outcomes = await settledOf(open);
    await open.environment.advance(120_000);
    expect(outcomes).toMatchObject([{ status: 'abandoned' }]);
  });

  it('is not one that is read slowly', async () => {
    const open = opening(scriptedSource([text('a')], [text('b'), finish]), { deadlines: { idle: 500 } });
    const outcomes = await settledOf(open);
    const iterator = (await open.stream)[Symbol.asyncIterator]();
    await open.environment.advance(400);
    await iterator.next();
    await open.environment.advance(100_000);
    expect(outcomes).toEqual([]);
    await iterator.next();
    await iterator.next();
    expect((await iterator.next()).value?.type).toBe('finish');
  });
});
