// Which of the other targets a fallback asks: named ones, larger ones; and what it says when nobody can answer.
import {
  type ChatResponse,
  defineMiddleware,
  defineProvider,
  observe,
  type Provider,
  pipeline,
  target,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { fallback } from './fallback.ts';
import { fails, failure, vendor } from './testing/vendors.ts';

const messages = [user('Hi')];
const ways: readonly (readonly [string, (from: Provider<'chat' | 'stream'>) => Promise<ChatResponse>])[] = [
  ['complete', (from) => pipeline(from).chat({ messages })],
  ['streamed', (from) => pipeline(from).stream({ messages }).response],
];

/** A target of one model with a context window. */
function sized(id: string, contextWindow: number | undefined, act?: Parameters<typeof fails>[0]) {
  const models = [{ id: 'm', ...(contextWindow !== undefined && { contextWindow }) }];
  const made = vendor(id, { models, ...(act && { act: fails(act) }) });
  return Object.assign(target(made, { id, model: 'm' }), { asked: made.asked });
}

describe.each(ways)('a fallback, %s', (_way, ask) => {
  it('goes on to the targets that a code names, in that order, and to no others', async () => {
    const [a, b] = [vendor('a', { act: fails('content-filter') }), vendor('b')];
    const [c, d] = [vendor('c', { act: fails('server') }), vendor('d')];
    const answer = await ask(fallback(a, b, c, d, { codes: { 'content-filter': ['c', 'd'] } }));
    expect([answer.text, b.asked, c.asked.length]).toEqual(['from d', [], 1]);
  });

  it('ends with the first error when the named target was asked already', async () => {
    const [a, b] = [vendor('a', { act: fails('server') }), vendor('b', { act: fails('context-length') })];
    const error = await failure(ask(fallback(a, b, vendor('c'), { codes: { 'context-length': 'a' } })));
    expect([error.code, error.provider]).toEqual(['server', 'a']);
  });

  it('leaves out targets whose context window is known to be no larger than the one that was too small', async () => {
    const [a, b, c] = [sized('a', 8_000, 'context-length'), sized('b', 8_000), sized('c', 200_000)];
    expect((await ask(fallback(a, b, c))).text).toBe('from c');
    expect(b.asked).toEqual([]);
  });

  it('asks targets whose window is not known', async () => {
    expect((await ask(fallback(sized('a', 8_000, 'context-length'), sized('b', undefined)))).text).toBe('from b');
    expect((await ask(fallback(sized('a', undefined, 'context-length'), sized('b', 8_000)))).text).toBe('from b');
  });

  it('says so when no larger one is left', async () => {
    const error = await failure(ask(fallback(sized('a', 8_000, 'context-length'), sized('b', 4_000))));
    expect(error.code).toBe('context-length');
    expect(error.message).toMatch(/No target that is left has a larger context window\.$/);
  });

  it('keeps smaller targets for other failures', async () => {
    expect((await ask(fallback(sized('a', 8_000, 'server'), sized('b', 4_000)))).text).toBe('from b');
  });

  it('says when the earliest of its targets is there again, if all of them said when', async () => {
    const limited = (id: string, retryAfterMs?: number) =>
      vendor(id, { act: fails('rate-limit', { ...(retryAfterMs !== undefined && { retryAfterMs }) }) });
    const error = await failure(ask(fallback(limited('a', 9_000), limited('b', 2_000), limited('c', 5_000))));
    expect([error.provider, error.retryAfterMs]).toEqual(['a', 2_000]);
    expect((await failure(ask(fallback(limited('a', 9_000), limited('b'))))).retryAfterMs).toBe(9_000);
  });
});

describe('a streamed fallback', () => {
  it('ends an answer by itself that has begun and is never read, and lets a slow reader have his time', async () => {
    const environment = virtualEnvironment();
    const ai = pipeline(fallback(vendor('a'), vendor('b')), { environment });
    const unread = ai.stream({ messages });
    await unread.ready();
    const read = ai.stream({ messages });
    const reader = read[Symbol.asyncIterator]();
    await reader.next();
    await environment.advance(130_000);
    expect((await failure(unread.response)).message).toContain('left before its end');
    expect((await reader.next()).value).toMatchObject({ type: 'text' });
    await read.cancel();
    expect(environment.pendingTimers).toBe(0);
  });

  it('ends an answer that was over when it began, too: who counts open streams has to hear of it', async () => {
    const environment = virtualEnvironment();
    const silent = defineProvider({
      id: 'silent',
      operations: {
        async *stream() {
          yield { type: 'finish' as const, finishReason: 'stop' as const };
        },
      },
    });
    const ended: string[] = [];
    const counting = defineMiddleware({
      name: 'counting',
      stream: (next) => observe(next, () => ({ settled: ({ status }) => void ended.push(status) })),
    });
    const ai = pipeline(fallback(silent, vendor('b')), { environment }).use(counting);
    await ai.stream({ messages }).ready();
    await environment.advance(130_000);
    expect(ended).toEqual(['abandoned']);
    expect(environment.pendingTimers).toBe(0);
  });
});

it('refuses codes that name no target', () => {
  expect(() => fallback(vendor('a'), vendor('b'), { codes: { server: ['c'] } })).toThrow(
    '`server` must be true, false, or ids of targets (a, b)',
  );
});
