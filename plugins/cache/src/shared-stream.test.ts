import {
  type CallOptions,
  defineMiddleware,
  defineProvider,
  deriveContext,
  observe,
  pipeline,
  Scope,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { cache } from './cache.ts';
import type { CacheOptions } from './cache-options.ts';

const messages = [user('Hi')];
const words = Array.from({ length: 20 }, (_, at) => `word ${at} `);

/** A vendor that thinks for a while and then says twenty words, one after the other. */
function slow(options: CacheOptions = {}, { thinksMs = 100, pauseMs = 0, says = async (_word: number) => {} } = {}) {
  const environment = virtualEnvironment();
  let calls = 0;
  let ended = 0;
  const pause = (ms: number) => new Promise<void>((resolve) => environment.setTimer(ms, resolve));
  const provider = defineProvider({
    id: 'slow',
    operations: {
      async *stream() {
        calls++;
        try {
          await pause(thinksMs);
          for (const [at, text] of words.entries()) {
            await says(at);
            yield { type: 'text' as const, text };
            if (pauseMs > 0) await pause(pauseMs);
          }
          yield { type: 'finish' as const, finishReason: 'stop' as const };
        } finally {
          ended++;
        }
      },
    },
  });
  const ai = pipeline(provider, { environment }).use(cache(options));
  const text = (call?: CallOptions) => ai.stream({ messages }, call).response.then((answer) => answer.text);
  return { ai, provider, environment, text, calls: () => calls, ended: () => ended };
}

const passing = async (turns: number) => {
  for (let turn = 0; turn < turns; turn++) await undefined;
};

describe('a shared stream', () => {
  it('is whole for whoever came at the moment in which it became too long to be kept', async () => {
    for (let turns = 0; turns < 60; turns++) {
      let second: Promise<string> | undefined;
      const comes = async () => {
        await passing(turns);
        return text();
      };
      const says = async (word: number) => {
        if (word !== 1) return;
        second ??= comes();
        await passing(30);
      };
      const { ai, environment, text } = slow({ maxEntryBytes: 150 }, { pauseMs: 1, says });
      const first = (async () => {
        let said = '';
        for await (const part of ai.stream({ messages })) if (part.type === 'text') said += part.text;
        return said;
      })();
      await environment.advance(1_000);
      expect([await first, await second], `${turns} turns later`).toEqual([words.join(''), words.join('')]);
    }
  });

  it('does not end by a deadline that another caller has set', async () => {
    const { environment, text, calls } = slow({}, { thinksMs: 200 });
    const hasty = text({ deadlines: { firstPart: 50 } });
    const patient = text({ deadlines: { firstPart: 10_000 } });
    const both = Promise.allSettled([hasty, patient]);
    await environment.advance(1_000);
    expect(await both).toMatchObject([
      { status: 'rejected', reason: { code: 'timeout', phase: 'first-part' } },
      { status: 'fulfilled', value: words.join('') },
    ]);
    expect(calls()).toBe(2);
  });

  it('ends at the vendor when those who read have left and the others never read', async () => {
    const { ai, environment, ended } = slow({}, { pauseMs: 10 });
    const reader = (async () => {
      for await (const part of ai.stream({ messages })) if (part.type === 'text') break;
    })();
    const unread = ai.stream({ messages });
    const begun = Promise.all([reader, unread.ready(), ai.stream({ messages }).ready()]);
    await environment.advance(100);
    await begun;
    expect(ended()).toBe(0);
    await environment.advance(120_000);
    expect(ended()).toBe(1);
    expect(environment.pendingTimers).toBe(0);
    await expect(unread.response).rejects.toMatchObject({ code: 'aborted' });
  });

  it('does not wait for ever for whoever never reads what was kept', async () => {
    const { ai, environment, text } = slow();
    const first = text();
    await environment.advance(100);
    await first;
    const kept = ai.stream({ messages });
    expect((await kept.ready()).cache?.hit).toBe('exact');
    await environment.advance(120_000);
    await expect(kept.response).rejects.toMatchObject({ code: 'aborted' });
    expect(environment.pendingTimers).toBe(0);
  });

  it('ends when everybody has left, also where what is inside waits for something else just then', async () => {
    const { provider, environment } = slow({}, { pauseMs: 10 });
    const ended: string[] = [];
    const counting = defineMiddleware({
      name: 'counting',
      stream: (next) => observe(next, () => ({ settled: ({ status }) => void ended.push(status) })),
    });
    // As one does that asks for the rest of a broken answer: nothing comes, whatever becomes of the scope.
    const pausing = defineMiddleware({
      name: 'pausing',
      stream: (next) => async (call) => {
        const stream = await next({ ...call, context: deriveContext(call.context, { scope: new Scope() }) });
        return stream.through((source) => ({ read: () => undefined, cancel: (reason) => source.cancel(reason) }));
      },
    });
    const abort = new AbortController();
    const ai = pipeline(provider, { environment }).use(cache(), counting, pausing);
    const reading = Promise.allSettled([ai.stream({ messages }, { signal: abort.signal }).response]);
    await environment.advance(150);
    abort.abort();
    await environment.advance(10);
    expect(await reading).toMatchObject([{ reason: { code: 'aborted' } }]);
    expect(ended).toEqual(['cancelled']);
    expect(environment.pendingTimers).toBe(0);
  });

  it('is there for many at once, of whom some leave, some never read and some come late', async () => {
    const { ai, environment, calls } = slow({}, { pauseMs: 10 });
    const results: string[] = [];
    const ended: Promise<unknown>[] = [];
    for (let caller = 0; caller < 100; caller++) {
      const abort = new AbortController();
      const stream = ai.stream({ messages }, { signal: abort.signal });
      ended.push(
        (async () => {
          await new Promise<void>((resolve) => environment.setTimer(caller * 2, resolve));
          if (caller % 4 === 1) return abort.abort();
          if (caller % 4 === 2) return stream.ready().then(() => {});
          let said = '';
          for await (const part of stream) {
            if (part.type === 'text') said += part.text;
            if (caller % 4 === 3 && said.length > 20) return;
          }
          results.push(said);
        })(),
      );
    }
    await environment.advance(1_000_000);
    await Promise.all(ended);
    expect(new Set(results)).toEqual(new Set([words.join('')]));
    expect(results).toHaveLength(25);
    expect(calls()).toBe(1);
    expect(environment.pendingTimers).toBe(0);
  });
});
