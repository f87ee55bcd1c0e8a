import {
  type ChatResponse,
  defineProvider,
  type Environment,
  type KitEvent,
  type Provider,
  pipeline,
  target,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type HedgeOptions, hedge } from './hedge.ts';
import { fails, failure, vendor } from './testing/vendors.ts';

const messages = [user('Hi')];
type Answers = Provider<'chat' | 'stream'>;

const ways: readonly (readonly [string, (from: Answers, environment: Environment) => Promise<ChatResponse>])[] = [
  ['complete', (from, environment) => pipeline(from, { environment }).chat({ messages })],
  ['streamed', (from, environment) => pipeline(from, { environment }).stream({ messages }).response],
];

describe.each(ways)('a hedge, %s', (_way, askOnce) => {
  function two(slowMs: number, fastMs: number, options: HedgeOptions = { delayMs: 200, maxShare: 1 }) {
    const environment = virtualEnvironment();
    const [a, b] = [vendor('a', { delayMs: slowMs }), vendor('b', { delayMs: fastMs })];
    const ai = hedge(a, b, options);
    const ask = async (ms = 10_000) => {
      const [answer] = await Promise.all([askOnce(ai, environment), environment.advance(ms)]);
      return answer;
    };
    return { environment, a, b, ai, ask };
  }

  it('asks nobody else while the answer is in time', async () => {
    const { a, b, ask, environment } = two(199, 0);
    expect((await ask()).text).toBe('from a');
    expect([a.asked.length, b.asked.length, environment.pendingTimers]).toEqual([1, 0, 0]);
  });

  it('asks the next target when the answer is late, and takes what comes first', async () => {
    const { a, b, ask } = two(1_000, 100);
    const answer = await ask();
    expect([answer.text, a.asked.length, b.asked.length]).toEqual(['from b', 1, 1]);
  });

  it('cancels the loser at once', async () => {
    const { environment, a, ai } = two(60_000, 100);
    const answer = askOnce(ai, environment);
    await environment.advance(300);
    expect((await answer).text).toBe('from b');
    expect(a.cancelled).toMatchObject([{ code: 'aborted', message: 'Another target answered first.' }]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('keeps to the first target when that answers first after all', async () => {
    const { b, ask } = two(300, 5_000);
    expect((await ask()).text).toBe('from a');
    expect(b.cancelled).toHaveLength(1);
  });

  it('records both attempts, the lost one as cancelled, before the answer is handed out', async () => {
    const { ask } = two(1_000, 100);
    const { meta, usage } = await ask();
    expect(meta.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'a cancelled',
      'b complete',
    ]);
    expect(meta.attempts.at(-1)?.usage).toEqual(usage);
  });

  it('fails when the first target fails before it is late', async () => {
    const { a, b, ask } = two(100, 0);
    a.act = fails('server');
    const error = await failure(ask());
    expect([error.code, b.asked]).toEqual(['server', []]);
  });

  it('waits for the other one when one of two fails', async () => {
    const { a, ask } = two(300, 500);
    a.act = fails('server');
    expect((await ask()).text).toBe('from b');
  });

  it("throws the first target's error with the attempts of both when both fail", async () => {
    const { a, b, ask } = two(300, 500);
    a.act = fails('server');
    b.act = fails('overloaded');
    const error = await failure(ask());
    expect([error.code, error.provider]).toEqual(['server', 'a']);
    expect(error.attempts.map(({ provider, error: why }) => `${provider} ${why?.code}`)).toEqual([
      'a server',
      'b overloaded',
    ]);
  });

  it('cancels both with the call', async () => {
    const environment = virtualEnvironment();
    const [a, b] = [vendor('a', { delayMs: 9_000 }), vendor('b', { delayMs: 9_000 })];
    const ai = pipeline(hedge(a, b, { delayMs: 100, maxShare: 1 }), { environment });
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const call = _way === 'complete' ? ai.chat({ messages }, options) : ai.stream({ messages }, options).response;
    const ended = failure(call);
    await environment.advance(200);
    controller.abort('enough');
    await environment.settle();
    await environment.advance(0);
    expect(await ended).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect([a.cancelled.length, b.cancelled.length, environment.pendingTimers]).toEqual([1, 1, 0]);
  });

  it('asks one target alone a second time', async () => {
    const environment = virtualEnvironment();
    const a = vendor('a', { delayMs: 1_000 });
    const answer = askOnce(hedge(a, { delayMs: 200, maxShare: 1 }), environment);
    await environment.advance(200);
    expect(a.asked.length).toBe(2);
    await environment.advance(1_000);
    expect((await answer).meta.attempts.map(({ outcome }) => outcome).toSorted()).toEqual(['cancelled', 'complete']);
  });

  it('asks a third target when the second is late, too', async () => {
    const environment = virtualEnvironment();
    const [a, b, c] = [vendor('a', { delayMs: 9_000 }), vendor('b', { delayMs: 9_000 }), vendor('c')];
    const answer = askOnce(hedge(a, b, c, { delayMs: 100, maxShare: 1 }), environment);
    await environment.advance(200);
    expect((await answer).text).toBe('from c');
    expect([a.cancelled.length, b.cancelled.length]).toEqual([1, 1]);
  });

  it('learns what late means: later than 95 of 100 answers', async () => {
    const { a, b, ask } = two(100, 0, { maxShare: 1 });
    for (let call = 0; call < 20; call++) await ask(100);
    a.delayMs = 5_000;
    const answer = await ask(100);
    expect([answer.text, b.asked.length]).toEqual(['from b', 1]);
  });

  it('makes no more than its share of the calls twice', async () => {
    const { b, ask } = two(1_000, 0, { delayMs: 10, maxShare: 0.1 });
    for (let call = 0; call < 100; call++) await ask(1_000);
    expect(b.asked.length).toBeGreaterThanOrEqual(10);
    expect(b.asked.length).toBeLessThanOrEqual(11);
  });

  it('tells of a second request, and what was used for nothing', async () => {
    const environment = virtualEnvironment();
    const ai = pipeline(
      hedge(target(vendor('a', { delayMs: 900 }), { id: 'one' }), target(vendor('b'), { id: 'two' }), {
        delayMs: 200,
        maxShare: 1,
      }),
      { environment },
    );
    const heard: KitEvent[] = [];
    ai.on('*', (event) => heard.push(event));
    await Promise.all([
      _way === 'complete' ? ai.chat({ messages }) : ai.stream({ messages }).response,
      environment.advance(500),
    ]);
    expect(heard).toMatchObject([
      { type: 'hedge', target: 'two', delayMs: 200 },
      { type: 'hedge-settled', winner: 'two', lost: [{ target: 'one', outcome: 'cancelled' }] },
    ]);
  });
});

describe('a hedge', () => {
  it('ends a stream that answers after all, when it has lost', async () => {
    const environment = virtualEnvironment();
    let ended = false;
    const deaf = defineProvider({
      id: 'deaf',
      operations: {
        async *stream() {
          try {
            await new Promise<void>((resolve) => environment.setTimer(500, resolve));
            yield { type: 'text', text: 'too late' } as const;
          } finally {
            ended = true;
          }
        },
      },
    });
    const ai = pipeline(hedge(deaf, vendor('b', { delayMs: 50 }), { delayMs: 100, maxShare: 1 }), { environment });
    const [answer] = await Promise.all([ai.stream({ messages }).response, environment.advance(160)]);
    expect(answer.text).toBe('from b');
    await environment.advance(1_000);
    expect([ended, environment.pendingTimers]).toEqual([true, 0]);
  });

  it('leaves alone what would be there twice, and bodies that can be sent once', async () => {
    const environment = virtualEnvironment();
    const asked: string[] = [];
    const slow = (id: string) =>
      defineProvider({
        id,
        operations: {
          files: async () => {
            asked.push(`${id} files`);
            await new Promise<void>((resolve) => environment.setTimer(500, resolve));
            return { id, deleted: true };
          },
          transcribe: async () => {
            asked.push(`${id} transcribe`);
            await new Promise<void>((resolve) => environment.setTimer(500, resolve));
            return { text: id };
          },
        },
      });
    const ai = pipeline(hedge(slow('a'), slow('b'), { delayMs: 100, maxShare: 1 }), { environment });
    async function* audio() {
      yield new Uint8Array(1);
    }
    await Promise.all([ai.files({ action: 'delete', id: 'x' }), environment.advance(900)]);
    await Promise.all([ai.transcribe({ audio: audio() }), environment.advance(900)]);
    expect(asked).toEqual(['a files', 'a transcribe']);
    await Promise.all([ai.transcribe({ audio: new Uint8Array(1) }), environment.advance(900)]);
    expect(asked).toEqual(['a files', 'a transcribe', 'a transcribe', 'b transcribe']);
  });

  it('keeps a winning stream readable, and its scope, to the end', async () => {
    const environment = virtualEnvironment();
    const ai = pipeline(hedge(vendor('a', { delayMs: 1_000 }), vendor('b'), { delayMs: 10, maxShare: 1 }), {
      environment,
    });
    const stream = ai.stream({ messages });
    const [meta] = await Promise.all([stream.ready(), environment.advance(20)]);
    expect(meta.provider).toBe('b');
    const texts: string[] = [];
    for await (const text of stream.text) texts.push(text);
    expect(texts.join('')).toBe('from b');
    expect(environment.pendingTimers).toBe(0);
  });

  const wrong: readonly (readonly [string, () => unknown, string])[] = [
    ['no targets', () => hedge(), 'at least one provider'],
    ['a delay that is none', () => hedge(vendor('a'), { delayMs: 'p42' as 'p50' }), 'milliseconds, or one of p50'],
    ['a share above 1', () => hedge(vendor('a'), { maxShare: 2 }), '`maxShare` must be a number from 0 to 1'],
  ];
  it.each(wrong)('refuses %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });

  it('with a share of 0 is its first target', () => {
    const a = vendor('a');
    expect(hedge(a, vendor('b'), { maxShare: 0 }).handlers.chat).toBe(a.handlers.chat);
  });
});
