import {
  type CallContext,
  chatResponse,
  createContext,
  defineMiddleware,
  defineProvider,
  type ErrorCode,
  type FilesRequest,
  KitError,
  type KitErrorOptions,
  type KitEvent,
  type Provider,
  pipeline,
  type StreamPart,
  user,
  withNote,
} from '@kit/core';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retry } from './retry.ts';
import type { RetryOptions } from './retry-options.ts';

const messages = [user('Hi')];
const fails = (code: ErrorCode, options: KitErrorOptions = {}) => new KitError(code, `it said ${code}`, options);
const answer = (text: string) =>
  chatResponse({
    choices: [{ message: { role: 'assistant', content: text }, finishReason: 'stop' }],
    meta: { provider: 'vendor', timings: {}, attempts: [] },
  });

/** A vendor that goes through `script`, one entry a call; its last entry stays. */
function vendor(...script: readonly (KitError | string)[]) {
  const environment = virtualEnvironment();
  const calledAt: number[] = [];
  const next = () => {
    calledAt.push(environment.monotonicMs());
    const entry = script[Math.min(calledAt.length, script.length) - 1] as KitError | string;
    if (entry instanceof KitError) throw entry;
    return entry;
  };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      chat: async () => answer(next()),
      async *stream(): AsyncGenerator<StreamPart> {
        yield { type: 'start', responseId: `r${calledAt.length}` };
        yield { type: 'text', text: next() };
        yield { type: 'finish', finishReason: 'stop' };
      },
      transcribe: async () => ({ text: next() }),
      files: async () => {
        const deleted = { id: next(), deleted: true, warnings: [] };
        return deleted;
      },
      batch: async () => {
        next();
        throw fails('unsupported');
      },
    },
  });
  const run = (options?: RetryOptions) => pipeline(provider, { environment }).use(retry(options));
  return { provider, environment, calledAt, run };
}

/** How a promise ended, while the clock runs on. */
async function settle<T>(environment: { advance(ms: number): Promise<void> }, promise: Promise<T>, ms = 600_000) {
  const settled = promise.then(
    (value) => ({ value, error: undefined }),
    (error: KitError) => ({ value: undefined, error }),
  );
  await environment.advance(ms);
  return settled;
}

describe('retry', () => {
  it('makes a failed call again until it succeeds', async () => {
    const { environment, calledAt, run } = vendor(fails('server'), fails('network'), 'Hello');
    const { value } = await settle(environment, run().chat({ messages }));
    expect(value?.text).toBe('Hello');
    expect(calledAt).toHaveLength(3);
    expect(value?.meta.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'complete']);
  });

  it('gives up after three attempts, with the last error and all attempts', async () => {
    const { environment, calledAt, run } = vendor(fails('server'), fails('server'), fails('overloaded'), 'too late');
    const { error } = await settle(environment, run().chat({ messages }));
    expect(error).toMatchObject({ code: 'overloaded', provider: 'vendor' });
    expect(error?.attempts).toHaveLength(3);
    expect(calledAt).toHaveLength(3);
  });

  it('waits between nothing and a bound that doubles, up to the longest delay', async () => {
    const { environment, calledAt, run } = vendor(fails('server'));
    await settle(environment, run({ attempts: 40, baseDelayMs: 100, maxDelayMs: 1_000 }).chat({ messages }));
    const pauses = calledAt.slice(1).map((at, index) => at - (calledAt[index] ?? 0));
    expect(pauses).toHaveLength(39);
    for (const [index, pause] of pauses.entries()) expect(pause).toBeLessThanOrEqual(Math.min(1_000, 100 * 2 ** index));
    // Jitter is full: both halves of the range are used.
    expect(pauses.some((pause) => pause < 300)).toBe(true);
    expect(pauses.some((pause) => pause > 700)).toBe(true);
  });

  it.each([
    'invalid-request',
    'not-found',
    'unsupported',
    'context-length',
    'content-filter',
    'guard-blocked',
    'circuit-open',
    'config',
  ] as const)('leaves %s alone: the same again would not help', async (code) => {
    const { environment, calledAt, run } = vendor(fails(code), 'Hello');
    expect((await settle(environment, run().chat({ messages }))).error?.code).toBe(code);
    expect(calledAt).toHaveLength(1);
  });

  it('believes the error over its code', async () => {
    const { environment, calledAt, run } = vendor(fails('rate-limit', { retry: 'never' }), 'Hello');
    await settle(environment, run().chat({ messages }));
    expect(calledAt).toHaveLength(1);
  });

  it('passes on what is no KitError', async () => {
    const strange = { ...vendor('x').provider, handlers: { chat: () => Promise.reject(new TypeError('a bug')) } };
    await expect(pipeline(strange).use(retry()).chat({ messages })).rejects.toThrow(TypeError);
  });
});

describe('retry of streams', () => {
  it('makes a stream again that fails before its first content, and nobody sees the first', async () => {
    const { environment, run } = vendor(fails('overloaded'), 'Hello');
    const parts: StreamPart[] = [];
    const reading = (async () => {
      for await (const part of run().stream({ messages })) parts.push(part);
    })();
    await settle(environment, reading);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
    expect(parts[1]).toMatchObject({ text: 'Hello' });
  });

  it('leaves a stream alone whose answer has begun', async () => {
    const environment = virtualEnvironment();
    let calls = 0;
    const provider = defineProvider({
      id: 'vendor',
      operations: {
        async *stream(): AsyncGenerator<StreamPart> {
          calls++;
          yield { type: 'text', text: 'Hel' };
          throw fails('network');
        },
      },
    });
    const stream = pipeline(provider, { environment }).use(retry()).stream({ messages });
    const { error } = await settle(environment, stream.response);
    expect(error).toMatchObject({ code: 'network', partial: { text: 'Hel' } });
    expect(calls).toBe(1);
  });
});

describe('Retry-After', () => {
  it('is obeyed, plus a little chance', async () => {
    const { environment, calledAt, run } = vendor(fails('rate-limit', { retryAfterMs: 7_000 }), 'Hello');
    expect((await settle(environment, run().chat({ messages }))).value?.text).toBe('Hello');
    expect(calledAt[1]).toBeGreaterThanOrEqual(7_000);
    expect(calledAt[1]).toBeLessThanOrEqual(7_700);
  });

  it('is not waited out when it is longer than allowed: the call fails at once', async () => {
    const { environment, calledAt, run } = vendor(fails('rate-limit', { retryAfterMs: 61_000 }), 'Hello');
    const { error } = await settle(environment, run().chat({ messages }), 0);
    expect(error).toMatchObject({ code: 'rate-limit', retryAfterMs: 61_000 });
    expect(calledAt).toHaveLength(1);
    const patient = vendor(fails('rate-limit', { retryAfterMs: 61_000 }), 'Hello');
    const options = { maxRetryAfterMs: 120_000 };
    expect((await settle(patient.environment, patient.run(options).chat({ messages }))).value?.text).toBe('Hello');
  });

  it('is waited out for a shorter time while a fallback has another target', async () => {
    const { environment, provider, calledAt } = vendor(fails('rate-limit', { retryAfterMs: 7_000 }), 'Hello');
    const hurry = defineMiddleware({
      name: 'hurry',
      every: (next) => (call) =>
        next({ ...call, context: withNote(call.context, 'fallback', { maxRetryAfterMs: 5_000 }) }),
    });
    const ai = pipeline(provider, { environment }).use(hurry, retry());
    expect((await settle(environment, ai.chat({ messages }), 0)).error?.code).toBe('rate-limit');
    expect(calledAt).toHaveLength(1);
  });
});

describe('other credentials', () => {
  const refused = (credential?: string) => fails('authentication', { ...(credential !== undefined && { credential }) });

  it('are tried at once, without a pause', async () => {
    const { environment, calledAt, run } = vendor(refused('a'), refused('b'), 'Hello');
    expect((await settle(environment, run().chat({ messages }), 0)).value?.text).toBe('Hello');
    expect(calledAt).toEqual([0, 0, 0]);
  });

  it('are not asked for again once the pool gives one that has failed', async () => {
    const { environment, calledAt, run } = vendor(refused('a'), refused('a'), 'Hello');
    expect((await settle(environment, run({ attempts: 5 }).chat({ messages }))).error?.code).toBe('authentication');
    expect(calledAt).toHaveLength(2);
  });

  it('do not wait for the Retry-After of the one that is used up', async () => {
    const used = fails('quota', { credential: 'a', retryAfterMs: 3_600_000 });
    const { environment, run } = vendor(used, 'Hello');
    expect((await settle(environment, run().chat({ messages }), 0)).value?.text).toBe('Hello');
  });
});

describe('policies', () => {
  it('can forbid, force and bound single codes', async () => {
    const calls = async (codes: RetryOptions['codes'], error: KitError) => {
      const { environment, calledAt, run } = vendor(error);
      await settle(environment, run({ codes }).chat({ messages }));
      return calledAt.length;
    };
    expect(await calls({ server: false }, fails('server'))).toBe(1);
    expect(await calls({ 'not-found': true }, fails('not-found'))).toBe(3);
    expect(await calls({ 'rate-limit': { attempts: 5 } }, fails('rate-limit'))).toBe(5);
    expect(await calls({ 'rate-limit': { attempts: 5 } }, fails('server'))).toBe(3);
  });

  it('can be a function, which sees the failure', async () => {
    const seen: [number, string, string][] = [];
    const { environment, calledAt, run } = vendor(fails('server'), fails('invalid-request'), fails('server'), 'Hello');
    const when: RetryOptions['when'] = ({ error, attempt, call }) => {
      seen.push([attempt, error.code, call.operation]);
      return error.code === 'invalid-request' || undefined;
    };
    const { value } = await settle(environment, run({ attempts: 4, when }).chat({ messages }));
    expect(value?.text).toBe('Hello');
    expect(calledAt).toHaveLength(4);
    expect(seen).toEqual([
      [1, 'server', 'chat'],
      [2, 'invalid-request', 'chat'],
      [3, 'server', 'chat'],
    ]);
  });
});

describe('the end of the call', () => {
  it('by its signal ends the pause at once, and nothing more is sent', async () => {
    const { environment, calledAt, run } = vendor(fails('rate-limit', { retryAfterMs: 10_000 }), 'Hello');
    const controller = new AbortController();
    const call = run().chat({ messages }, { signal: controller.signal });
    const ended = call.catch((error: KitError) => error);
    await environment.advance(100);
    controller.abort('enough');
    const error = (await ended) as KitError;
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(error.attempts).toHaveLength(1);
    await environment.advance(60_000);
    expect([calledAt.length, environment.pendingTimers]).toEqual([1, 0]);
  });

  it('by its total deadline ends the pause with a timeout that says what it waited for', async () => {
    const { environment, provider } = vendor(fails('rate-limit', { retryAfterMs: 10_000 }), 'Hello');
    // A deadline that the call's options do not tell: a bound around the retry.
    const bound = defineMiddleware({
      name: 'bound',
      every: (next) => (call) => {
        call.context.scope.expireAfter(2_000, environment);
        return next(call);
      },
    });
    const { error } = await settle(
      environment,
      pipeline(provider, { environment }).use(bound, retry()).chat({ messages }),
    );
    expect(error).toMatchObject({ code: 'timeout', phase: 'total', cause: { code: 'rate-limit' } });
  });

  it('is not waited for: a pause that would outlast its total deadline is not begun', async () => {
    const { environment, calledAt, run } = vendor(fails('rate-limit', { retryAfterMs: 1_500 }));
    const call = run({ attempts: 9, baseDelayMs: 10 }).chat({ messages }, { deadlines: { total: 4_000 } });
    const { error } = await settle(environment, call, 3_500);
    expect(error).toMatchObject({ code: 'rate-limit', retryAfterMs: 1_500 });
    // After 1.5 and 3 seconds (and a tenth): a third pause would end after the fourth.
    expect(calledAt).toHaveLength(3);
  });

  it('by an abort is never retried, whatever the policy says', async () => {
    const { environment, calledAt, run } = vendor(fails('aborted'), 'Hello');
    await settle(environment, run({ when: () => true, codes: { aborted: true } }).chat({ messages }));
    expect(calledAt).toHaveLength(1);
  });
});

describe('requests that cannot or must not be sent twice', () => {
  async function* recording() {
    yield new Uint8Array(1);
  }

  it('are not retried when their body is a stream, and the error says so', async () => {
    const failure = fails('server', { status: 503, requestId: 'q1', vendor: { error: 'x' } });
    const { environment, calledAt, run } = vendor(failure, 'Hello');
    const { error } = await settle(environment, run().transcribe({ audio: recording() }));
    expect(calledAt).toHaveLength(1);
    expect(error?.message).toBe("it said server Not retried: the request's body is a stream, which can be sent once.");
    expect(error).toMatchObject({ code: 'server', status: 503, requestId: 'q1', provider: 'vendor', retry: 'same' });
    expect(error?.vendor).toEqual({ error: 'x' });
    expect(error?.attempts).toHaveLength(1);
    const upload: FilesRequest = { action: 'upload', data: recording(), mediaType: 'text/plain' };
    const files = vendor(fails('rate-limit'), 'Hello');
    await settle(files.environment, files.run().files(upload));
    expect(files.calledAt).toHaveLength(1);
  });

  it('are retried when their body is bytes', async () => {
    const { environment, run } = vendor(fails('server'), 'Hello');
    expect((await settle(environment, run().transcribe({ audio: new Uint8Array(1) }))).value?.text).toBe('Hello');
  });

  it.each([
    [fails('server'), 1],
    [fails('timeout', { phase: 'headers' }), 1],
    [fails('timeout', { phase: 'connect' }), 3],
    [fails('rate-limit'), 3],
  ])('create a job once only, unless the vendor surely did not take it: %s', async (error, times) => {
    const { environment, calledAt, run } = vendor(error);
    await settle(environment, run().batch({ requests: [{ id: 'a', request: { messages } }] }));
    expect(calledAt).toHaveLength(times);
  });

  it('may be asked about a job they have created as often as is needed', async () => {
    const { environment, calledAt, run } = vendor(fails('server'));
    await settle(environment, run().batch({ attach: 'batch_1' }));
    expect(calledAt).toHaveLength(3);
  });
});

describe('a call', () => {
  const calls = async (hint: unknown, options: RetryOptions = {}) => {
    const { environment, calledAt, run } = vendor(fails('server'));
    await settle(environment, run(options).chat({ messages }, { hints: { retry: hint } }));
    return calledAt.length;
  };

  it('may have more attempts, fewer, or one, by a hint', async () => {
    expect(await calls({ attempts: 5 })).toBe(5);
    expect(await calls({ attempts: 2 }, { codes: { server: { attempts: 4 } } })).toBe(2);
    expect(await calls(false)).toBe(1);
  });

  it('that hints something else is retried as ever', async () => {
    expect([await calls(null), await calls('often'), await calls({ attempts: 'all' })]).toEqual([3, 3, 3]);
  });

  it('pauses no longer in all than it may', async () => {
    const { environment, calledAt, run } = vendor(fails('rate-limit', { retryAfterMs: 1_000 }));
    const { error } = await settle(
      environment,
      run({ attempts: 9, baseDelayMs: 10, maxWaitMs: 3_500 }).chat({ messages }),
    );
    expect(error?.code).toBe('rate-limit');
    // Three pauses of a second and up to a tenth.
    expect(calledAt).toHaveLength(4);
  });
});

describe('the budget', () => {
  it('keeps an outage from being multiplied', async () => {
    const { environment, calledAt, run } = vendor(fails('server'));
    const ai = run({ attempts: 3 });
    for (let call = 0; call < 1_000; call++) await settle(environment, ai.chat({ messages }), 5_000);
    expect(calledAt).toHaveLength(1_050);
  });

  it('is earned back by successes', async () => {
    const outcomes: (KitError | string)[] = [
      fails('server'),
      fails('server'),
      fails('server'),
      ...Array(10).fill('ok'),
    ];
    const { environment, calledAt, run } = vendor(...outcomes, fails('server'));
    const ai = run({ budget: { tokens: 2, perSuccess: 0.1 } });
    await settle(environment, ai.chat({ messages }));
    expect(calledAt).toHaveLength(3);
    for (let call = 0; call < 10; call++) await ai.chat({ messages });
    await settle(environment, ai.chat({ messages }));
    // One token was earned: one retry.
    expect(calledAt).toHaveLength(3 + 10 + 2);
  });

  it('is not used up by failures that a retry repairs, however many', async () => {
    const script = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? fails('overloaded') : 'ok'));
    const { environment, run } = vendor(...script);
    const ai = run({ budget: { tokens: 1 } });
    for (let call = 0; call < 200; call++) {
      expect((await settle(environment, ai.chat({ messages }), 1_000)).value?.text).toBe('ok');
    }
  });

  it('gets back what an aborted call had taken', async () => {
    const { environment, calledAt, run } = vendor(fails('server', { retryAfterMs: 5_000 }));
    const ai = run({ budget: { tokens: 1 } });
    for (let call = 0; call < 3; call++) {
      const controller = new AbortController();
      const ended = ai.chat({ messages }, { signal: controller.signal }).catch((error: KitError) => error.code);
      await environment.advance(10);
      controller.abort();
      expect(await ended).toBe('aborted');
    }
    await settle(environment, ai.chat({ messages }));
    expect(calledAt).toHaveLength(3 + 2);
  });

  it('can be left out', async () => {
    const { environment, calledAt, run } = vendor(fails('server'));
    const ai = run({ budget: false });
    for (let call = 0; call < 100; call++) await settle(environment, ai.chat({ messages }), 5_000);
    expect(calledAt).toHaveLength(300);
  });
});

describe('events', () => {
  it('tell of every retry before its pause', async () => {
    const { environment, run } = vendor(fails('server'), fails('rate-limit', { retryAfterMs: 2_000 }), 'Hello');
    const ai = run();
    const seen: KitEvent<'retry'>[] = [];
    ai.on('retry', (event) => seen.push(event));
    await settle(environment, ai.chat({ messages, model: 'm' }, { requestId: 'call-1' }));
    expect(seen).toMatchObject([
      { attempt: 2, error: { code: 'server' }, provider: 'vendor', model: 'm', operation: 'chat', requestId: 'call-1' },
      { attempt: 3, error: { code: 'rate-limit' } },
    ]);
    expect(seen[1]?.delayMs).toBeGreaterThanOrEqual(2_000);
  });
});

describe('nested retries', () => {
  const nested = (inner: Provider<'chat'>, environment: VirtualEnvironment) =>
    pipeline(inner, { environment }).use(retry());

  it('are one: the inner acts, the outer leaves it alone and warns once', async () => {
    const { environment, calledAt, run } = vendor(fails('server'));
    const ai = nested(run(), environment);
    const warnings: string[] = [];
    ai.on('warning', ({ warning }) => warnings.push(`${warning.feature}: ${warning.detail}`));
    for (let call = 0; call < 2; call++) await settle(environment, ai.chat({ messages }));
    expect(calledAt).toHaveLength(6);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^retry: .*Keep one of them/);
  });

  it('are one when a layer between them has made a copy of the error', async () => {
    const { environment, calledAt, run } = vendor(fails('server'));
    const copying = defineMiddleware({
      name: 'copying',
      every: (next) => (call) => next(call).catch((error: KitError) => Promise.reject(error.with({ credential: 'k' }))),
    });
    await settle(environment, nested(run().use(copying), environment).chat({ messages }));
    // `copying` stands inside of the inner retry; outside of it is another pipeline.
    await settle(environment, nested(pipeline(run()).use(copying), environment).chat({ messages }));
    expect(calledAt).toHaveLength(6);
  });

  it('do not warn where nothing would have been retried', async () => {
    const { environment, run } = vendor(fails('invalid-request'));
    const ai = nested(run(), environment);
    const warnings: unknown[] = [];
    ai.on('warning', (event) => warnings.push(event));
    await settle(environment, ai.chat({ messages }));
    expect(warnings).toEqual([]);
  });

  it('do not hinder one another side by side in one call', async () => {
    const first = vendor(fails('server'));
    const second = vendor(fails('server'), fails('server'), 'Hello');
    const one = first.run();
    const two = second.run();
    const context: CallContext = createContext({}, first.environment);
    const call = { operation: 'chat' as const, request: { messages }, context };
    const either = one.handlers.chat(call).catch(() => two.handlers.chat(call));
    const settled = settle(first.environment, either);
    expect((await settled).value?.text).toBe('Hello');
    expect([first.calledAt.length, second.calledAt.length]).toEqual([3, 3]);
  });
});

describe('options', () => {
  it.each([
    [{ attempts: 0 }, 'attempts'],
    [{ attempts: 1.5 }, 'attempts'],
    [{ baseDelayMs: -1 }, 'baseDelayMs'],
    [{ maxWaitMs: '1m' }, 'maxWaitMs'],
    [{ atempts: 2 }, 'atempts'],
    [{ codes: { servers: false } }, 'servers'],
    [{ codes: { server: 'no' } }, 'server'],
    [{ codes: { server: { attempts: 0 } } }, 'attempts'],
    [{ budget: true }, 'budget'],
    [{ budget: { token: 1 } }, 'token'],
    [{ when: true }, 'when'],
  ])('that are wrong are named: %j', (options, field) => {
    const make = () => retry(options as unknown as RetryOptions);
    expect(make).toThrow(KitError);
    try {
      make();
    } catch (error) {
      expect(error).toMatchObject({ code: 'config', field });
    }
  });
});

describe('for any run of failures', () => {
  const transient = fc.constantFrom<ErrorCode>(
    'server',
    'network',
    'overloaded',
    'rate-limit',
    'timeout',
    'invalid-response',
  );
  const permanent = fc.constantFrom<ErrorCode>('invalid-request', 'not-found', 'context-length', 'unsupported');

  it('the call is made until it succeeds, fails for good or has had its attempts', async () => {
    const run = fc.record({
      script: fc.array(fc.oneof(transient, permanent, fc.constant('ok' as const)), { minLength: 1, maxLength: 8 }),
      attempts: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ script, attempts }) => {
        const entries = script.map((entry) => (entry === 'ok' ? 'ok' : fails(entry)));
        const { environment, calledAt, run } = vendor(...entries);
        const { value, error } = await settle(environment, run({ attempts }).chat({ messages }));
        const isLast = (entry: KitError | string) => typeof entry === 'string' || !entry.retryable;
        const filled = [...entries, ...Array(attempts).fill(entries.at(-1))] as (KitError | string)[];
        const end = Math.min(filled.findIndex(isLast) === -1 ? attempts : filled.findIndex(isLast) + 1, attempts);
        expect(calledAt).toHaveLength(end);
        const last = filled[end - 1];
        if (typeof last === 'string') expect(value?.text).toBe('ok');
        else expect(error?.code).toBe(last?.code);
        expect(environment.pendingTimers).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a hint that says nothing', () => {
  it('leaves the number of attempts as it is', async () => {
    const { provider, environment, calledAt } = vendor(fails('overloaded'));
    const ai = pipeline(provider, { environment }).use(retry({ attempts: 3 }));
    const call = ai.chat({ messages }, { hints: { retry: { attempts: Number.NaN } } });
    const ended = Promise.allSettled([call]);
    await environment.advance(600_000);
    expect(await ended).toMatchObject([{ reason: { code: 'overloaded' } }]);
    expect(calledAt).toHaveLength(3);
  });
});
