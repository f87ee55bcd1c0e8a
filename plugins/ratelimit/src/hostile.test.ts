import { chatResponse, defineProvider, KitError, pipeline, type Usage, user } from '@kit/core';
import { memoryStore } from '@kit/store';
import { slowStore } from '@kit/store-testing';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { ratelimit } from './ratelimit.ts';
import type { RatelimitOptions } from './ratelimit-options.ts';

/** A vendor that says what it likes of its usage, and never looks at its scope. */
function vendor(options: RatelimitOptions, usage: (call: number) => Usage | undefined = () => undefined) {
  const virtual = virtualEnvironment();
  const wall = { jumpMs: 0 };
  const environment: VirtualEnvironment = Object.create(virtual, {
    now: { value: () => virtual.now() + wall.jumpMs },
  });
  const said: string[] = [];
  const state = { error: undefined as KitError | undefined };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      chat: async ({ messages }) => {
        const used = usage(said.length);
        said.push(String(messages[0]?.content));
        if (state.error) throw state.error;
        return chatResponse({
          choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
          meta: { provider: 'vendor', timings: {}, attempts: [] },
          ...(used && { usage: used }),
        });
      },
    },
  });
  const ai = pipeline(provider, { environment }).use(ratelimit(options));
  const ask = (text: string, signal?: AbortSignal) => ai.chat({ messages: [user(text)] }, { signal });
  return { ai, ask, environment, said, state, wall };
}

describe('ratelimit, with usage that is no number', () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1_000_000];
  it.each(odd)('keeps what was reserved for %s tokens, and goes on', async (inputTokens) => {
    const usage = (call: number): Usage => ({ state: 'reported', inputTokens: call === 0 ? inputTokens : 10 });
    const { ask, environment, said } = vendor({ tokensPerMinute: 1_000, tokens: () => 600, queue: false }, usage);
    await ask('a');
    // It counts as it was reserved: not as nothing, not as a credit, not for ever.
    await expect(ask('b')).rejects.toMatchObject({ code: 'rate-limit' });
    await environment.advance(62_000);
    await ask('c');
    await ask('d');
    expect(said).toEqual(['a', 'c', 'd']);
  });

  it.each([Number.NaN, -5])('refuses an estimate of %s tokens', async (tokens) => {
    const { ask, said } = vendor({ tokensPerMinute: 1_000, tokens: () => tokens, queue: false });
    await expect(ask('a')).rejects.toMatchObject({ code: 'config', field: 'tokens' });
    expect(said).toEqual([]);
  });

  it('gives a call of endless tokens the whole window', async () => {
    const { ask, said } = vendor({ tokensPerMinute: 1_000, tokens: () => Number.POSITIVE_INFINITY, queue: false });
    await ask('a');
    await expect(ask('b')).rejects.toMatchObject({ code: 'rate-limit' });
    expect(said).toEqual(['a']);
  });
});

describe('ratelimit, with callers who leave', () => {
  it('lets a small call go when the large one in front of it is aborted', async () => {
    const tokens = { tokensPerMinute: 1_000, tokens: ({ request }: never) => sizeOf(request) };
    const { ask, environment, said } = vendor({ ...tokens, queue: { maxWaitMs: 120_000 } } as RatelimitOptions);
    await ask('800');
    const abort = new AbortController();
    const large = ask('900', abort.signal);
    await environment.settle();
    const small = ask('100');
    const both = Promise.allSettled([large, small]);
    await environment.advance(1_000);
    expect(said).toEqual(['800']);
    abort.abort();
    await environment.settle();
    expect(said).toEqual(['800', '100']);
    expect(await both).toMatchObject([{ reason: { code: 'aborted' } }, { status: 'fulfilled' }]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('asks nobody for a call that was aborted while a slow store made up its mind', async () => {
    const environment = virtualEnvironment();
    const inner = memoryStore({ environment });
    const { store, answer } = slowStore(inner);
    const { ask, said } = vendor({ concurrency: 1, store });
    const abort = new AbortController();
    const call = ask('a', abort.signal);
    const ended = Promise.allSettled([call]);
    await environment.settle();
    abort.abort();
    answer();
    await environment.settle();
    expect(said).toEqual([]);
    expect(await ended).toMatchObject([{ reason: { code: 'aborted' } }]);
    expect(await inner.measure({ kind: 'level', key: 'ratelimit/provider=vendor/concurrency' })).toEqual({
      used: 0,
      held: 0,
    });
  });
});

describe('ratelimit, on a clock that jumps', () => {
  it('waits no longer for a limit of its own when the clock is set back', async () => {
    const { ask, environment, said, wall } = vendor({ requestsPerMinute: 1, queue: false });
    await ask('a');
    wall.jumpMs = -3_600_000;
    await environment.advance(62_000);
    await ask('b');
    expect(said).toEqual(['a', 'b']);
  });

  it('waits no longer for a vendor that was too busy', async () => {
    const { ask, environment, said, wall, state } = vendor({ queue: false });
    state.error = new KitError('rate-limit', 'slow down', { retryAfterMs: 5_000 });
    await expect(ask('a')).rejects.toMatchObject({ code: 'rate-limit' });
    state.error = undefined;
    wall.jumpMs = -3_600_000;
    await environment.advance(6_000);
    await ask('b');
    expect(said).toEqual(['a', 'b']);
  });

  it('lets no more through when it is set forward', async () => {
    const { ask, said, wall } = vendor({ requestsPerMinute: 1, queue: false });
    await ask('a');
    wall.jumpMs = 3_600_000;
    await expect(ask('b')).rejects.toMatchObject({ code: 'rate-limit' });
    expect(said).toEqual(['a']);
  });
});

const sizeOf = ({ messages }: { messages: readonly { content: unknown }[] }) => Number(messages[0]?.content);
