import {
  chatResponse,
  defineProvider,
  type Handler,
  type HealthResponse,
  KitError,
  type KitEvent,
  type Provider,
  pipeline,
  type StreamPart,
  sleep,
  user,
  type WrapPoint,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { health } from './health.ts';
import type { HealthOptions, HealthProbe } from './health-options.ts';
import { HealthRecord, type HealthState, type HealthVerdict } from './health-state.ts';
import type { HealthSubject } from './health-subject.ts';

const messages = [user('Hi')];

/** A vendor whose health is what the test says. */
function vendor() {
  const environment = virtualEnvironment();
  const world = {
    status: 'ok' as HealthVerdict,
    detail: undefined as string | undefined,
    failure: undefined as unknown,
    takesMs: 0,
    askedAt: [] as number[],
    models: [] as (string | undefined)[],
  };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      health: async ({ model }, { scope }) => {
        world.askedAt.push(environment.monotonicMs());
        world.models.push(model);
        const { takesMs, failure, status, detail } = world;
        if (takesMs > 0) await sleep(takesMs, environment, (listener) => scope.onCancel(listener));
        if (failure) throw failure;
        return { status, latencyMs: takesMs, ...(detail !== undefined && { detail }) };
      },
      chat: async () =>
        chatResponse({
          choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
          meta: { provider: 'vendor', timings: {}, attempts: [] },
        }),
      async *stream(): AsyncGenerator<StreamPart> {
        yield { type: 'text', text: 'Hello' };
        yield { type: 'finish', finishReason: 'stop' };
      },
    },
  });
  const watch = (options: HealthOptions = {}) => health(provider, { environment, ...options });
  return { environment, world, provider, watch };
}

describe('health', () => {
  it('asks at once when it is started, and then again and again', async () => {
    const { environment, world, watch } = vendor();
    const checks = watch({ intervalMs: 10_000 });
    expect(checks.status).toEqual({ state: 'unknown', failures: 0 });
    checks.start();
    await environment.settle();
    expect(checks.status).toMatchObject({ state: 'ok', checkedAt: environment.now(), failures: 0 });
    await environment.advance(100_000);
    // Give or take a tenth: 9 to 11 seconds apart.
    const pauses = world.askedAt.slice(1).map((at, index) => at - (world.askedAt[index] as number));
    expect(world.askedAt.length).toBeGreaterThanOrEqual(10);
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(9_000);
      expect(pause).toBeLessThanOrEqual(11_000);
    }
    expect(new Set(pauses).size).toBeGreaterThan(3);
    await checks.close();
  });

  it('goes down after three checks that fail, which follow quickly, and says why', async () => {
    const { environment, world, watch } = vendor();
    const checks = watch();
    checks.start();
    await environment.settle();
    Object.assign(world, { status: 'down', detail: 'no route' });
    await environment.advance(33_000);
    expect(checks.status).toMatchObject({ state: 'ok', failures: 1, detail: 'no route' });
    await environment.advance(11_000);
    expect(checks.status).toMatchObject({ state: 'down', failures: 3 });
    expect(environment.now() - (checks.status.since ?? 0)).toBeLessThan(11_000);
    await checks.close();
  });

  it('comes back by way of degraded, and is ok after two good checks', async () => {
    const { environment, world, watch } = vendor();
    const changes: string[] = [];
    const checks = watch({ onChange: ({ from, to }) => changes.push(`${from} → ${to}`) });
    world.failure = new KitError('network', 'refused');
    for (let check = 0; check < 4; check++) await checks.check();
    world.failure = undefined;
    for (let check = 0; check < 3; check++) await checks.check();
    expect(changes).toEqual(['unknown → down', 'down → degraded', 'degraded → ok']);
    expect(environment.pendingTimers).toBe(0);
  });

  it('is degraded when it says so, when it is slow and when it has too much to do', async () => {
    const state = async (change: object, options: HealthOptions = {}) => {
      const { environment, world, watch } = vendor();
      Object.assign(world, change);
      const checks = watch({ failures: 1, ...options });
      const checked = checks.check();
      await environment.advance(20_000);
      return [(await checked).state, checks.status.detail];
    };
    expect(await state({ status: 'degraded', detail: 'busy' })).toEqual(['degraded', 'busy']);
    expect(await state({ takesMs: 3_000 }, { slowMs: 2_000 })).toEqual(['degraded', 'It took 3000 ms.']);
    expect(await state({ takesMs: 2_000 }, { slowMs: 2_000 })).toEqual(['ok', undefined]);
    expect(await state({ failure: new KitError('overloaded', 'too busy') })).toEqual(['degraded', 'too busy']);
  });

  it.each([
    ['an error', { failure: new KitError('authentication', 'wrong key') }, 'wrong key'],
    ['something that is no error', { failure: 'oops' }, 'oops'],
    ['silence', { takesMs: 60_000 }, /10000 ms/],
  ])('takes %s for down', async (_name, change, detail) => {
    const { environment, world, watch } = vendor();
    Object.assign(world, change);
    const checks = watch({ failures: 1 });
    const checked = checks.check();
    await environment.advance(10_000);
    expect(await checked).toMatchObject({ state: 'down', detail: expect.stringMatching(detail) });
    expect(environment.pendingTimers).toBe(0);
  });

  it('makes one check at a time: who asks meanwhile joins it', async () => {
    const { environment, world, watch } = vendor();
    world.takesMs = 1_000;
    const checks = watch({ intervalMs: 500 });
    checks.start();
    const joined = [checks.check(), checks.check()];
    await environment.advance(1_000);
    expect((await Promise.all(joined)).map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(world.askedAt).toHaveLength(1);
    await checks.close();
  });

  it('asks about a model', async () => {
    const { world, watch } = vendor();
    await watch({ model: 'large' }).check();
    expect(world.models).toEqual(['large']);
  });

  it('ends with close(): the check under way, and those to come', async () => {
    const { environment, world, watch } = vendor();
    const seen: string[] = [];
    const checks = watch({ onCheck: ({ status }) => seen.push(status) });
    checks.start();
    await environment.settle();
    world.takesMs = 5_000;
    await environment.advance(34_000);
    expect(world.askedAt).toHaveLength(2);
    await checks.close();
    expect(environment.pendingTimers).toBe(0);
    await environment.advance(100_000);
    expect(world.askedAt).toHaveLength(2);
    // The check that was ended says nothing.
    expect(seen).toEqual(['ok']);
    checks.start();
    expect((await checks.check()).state).toBe('ok');
    expect(world.askedAt).toHaveLength(2);
  });
});

describe('a probe', () => {
  const probed = async (probe: HealthProbe) => {
    const environment = virtualEnvironment();
    const checks = health(probe, { environment, failures: 1, timeoutMs: 100 });
    const checked = checks.check();
    await environment.advance(100);
    const { state, detail } = await checked;
    return [state, detail];
  };

  it('says what it likes, or nothing where all is well', async () => {
    expect(await probed(async () => {})).toEqual(['ok', undefined]);
    expect(await probed(async () => ({ status: 'degraded', detail: 'half of it' }))).toEqual([
      'degraded',
      'half of it',
    ]);
    expect(await probed(async () => ({ status: 'fine' as 'ok' }))).toEqual(['down', expect.stringContaining('"fine"')]);
    expect(await probed(async () => Promise.reject(new Error('nobody there')))).toEqual(['down', 'nobody there']);
  });

  it('has a signal that ends it in time', async () => {
    let ended: unknown;
    const [state] = await probed(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            ended = signal.reason;
            reject(signal.reason);
          });
        }),
    );
    expect([state, ended]).toEqual(['down', expect.objectContaining({ code: 'timeout' })]);
    expect((await probed(() => new Promise(() => {})))[0]).toBe('down');
  });

  it('names itself in events', async () => {
    const seen: (string | undefined)[] = [];
    const checks = health(async () => {}, { id: 'database', onCheck: ({ provider }) => seen.push(provider) });
    await checks.check();
    await health(async () => {}, { onCheck: ({ provider }) => seen.push(provider) }).check();
    expect(seen).toEqual(['database', 'probe']);
  });
});

describe('in a pipeline', () => {
  it('begins with the first call, tells by events of the pipeline, and ends with it', async () => {
    const { environment, world, provider } = vendor();
    const checks = health(provider, { failures: 1 });
    const ai = pipeline(provider, { environment }).use(checks);
    const events: KitEvent[] = [];
    ai.on('*', (event) => events.push(event));
    await environment.advance(100_000);
    expect(world.askedAt).toHaveLength(0);
    expect((await ai.chat({ messages })).text).toBe('Hello');
    await environment.settle();
    world.status = 'down';
    await environment.advance(33_000);
    const about = { provider: 'vendor', latencyMs: 0 };
    expect(events).toMatchObject([
      { type: 'health-check', status: 'ok', state: 'ok', ...about },
      { type: 'health-transition', from: 'unknown', to: 'ok', ...about },
      { type: 'health-check', status: 'down', state: 'down', ...about },
      { type: 'health-transition', from: 'ok', to: 'down', ...about },
    ]);
    await ai.close();
    expect(environment.pendingTimers).toBe(0);
  });

  it('leaves calls as they are, down or not: it costs them nothing', async () => {
    const { world, provider, environment } = vendor();
    const checks = health(provider, { failures: 1, environment });
    const next: Handler = () => new Promise(() => {});
    const { events } = pipeline(provider, { environment });
    const at = (operation: string) => ({ operation, environment, events }) as unknown as WrapPoint;
    expect(checks.wrap(next, at('chat'))).toBe(next);
    world.status = 'down';
    const ai = pipeline(provider, { environment }).use(checks);
    await ai.chat({ messages });
    await checks.close();
  });

  it('refuses calls while it is down, if asked to, complete and streamed', async () => {
    const { environment, world, provider } = vendor();
    const checks = health(provider, { refuse: true, failures: 2 });
    const ai = pipeline(provider, { environment }).use(checks);
    await ai.chat({ messages });
    await environment.settle();
    Object.assign(world, { status: 'down', detail: 'no route' });
    await checks.check();
    expect((await ai.chat({ messages })).text).toBe('Hello');
    await checks.check();
    const error = await ai.chat({ messages }).catch((thrown: KitError) => thrown);
    expect(error).toMatchObject({
      code: 'circuit-open',
      retry: 'other-provider',
      provider: 'vendor',
      operation: 'chat',
    });
    expect((error as KitError).retryAfterMs).toBeGreaterThan(4_000);
    expect((error as KitError).message).toContain('no route');
    const stream = await ai.stream({ messages }).response.catch((thrown: KitError) => thrown);
    expect(stream).toMatchObject({ code: 'circuit-open', operation: 'stream' });
    // Whoever asks how it is gets an answer.
    expect(((await ai.health()) as HealthResponse).status).toBe('down');
    world.status = 'ok';
    await checks.check();
    expect((await ai.chat({ messages })).text).toBe('Hello');
    await ai.close();
  });

  it('is heard by all of several', async () => {
    const { environment, provider } = vendor();
    const checks = health(provider);
    const heard: number[] = [];
    for (const at of [0, 1]) {
      const ai = pipeline(provider, { environment }).use(checks);
      ai.on('health-check', () => heard.push(at));
      await ai.chat({ messages });
    }
    await checks.check();
    expect(heard.toSorted()).toEqual(expect.arrayContaining([0, 1]));
    await checks.close();
  });

  it('remembers a bounded number of them', async () => {
    const { environment, provider } = vendor();
    const checks = health(provider);
    let heard = 0;
    for (let at = 0; at < 150; at++) {
      const ai = pipeline(provider, { environment }).use(checks);
      await ai.chat({ messages });
      await environment.settle();
      ai.on('health-check', () => heard++);
    }
    await checks.check();
    expect(heard).toBe(100);
    await checks.close();
  });
});

describe('listeners', () => {
  it('that throw harm nobody', async () => {
    const told: unknown[] = [];
    const checks = health(async () => {}, {
      onCheck: () => {
        throw new TypeError('a slip');
      },
    });
    checks.on('observer-error', ({ error }) => told.push(error));
    expect((await checks.check()).state).toBe('ok');
    expect(told).toEqual([new TypeError('a slip')]);
  });
});

describe('options', () => {
  it.each([
    [async () => {}, { failures: 0 }, 'failures'],
    [async () => {}, { intervalMs: 0 }, 'intervalMs'],
    [async () => {}, { interval: 5 }, 'interval'],
    [async () => {}, { refuse: 'yes' }, 'refuse'],
    [undefined, {}, 'subject'],
    [{ id: 'bare', handlers: { chat: async () => {} } }, {}, 'subject'],
  ])('that are wrong are named: %#', (subject, options, field) => {
    const make = () => health(subject as HealthSubject, options as HealthOptions);
    expect(make).toThrow(KitError);
    try {
      make();
    } catch (error) {
      expect(error).toMatchObject({ code: 'config', field });
    }
  });

  it('name what a provider without health does offer', () => {
    const bare = { id: 'bare', handlers: { chat: async () => {} } } as unknown as Provider<'health'>;
    expect(() => health(bare)).toThrow(/bare has no operation "health".*chat.*probe/);
  });
});

describe('for any run of checks', () => {
  const verdicts = fc.array(fc.constantFrom<HealthVerdict>('ok', 'degraded', 'down'), { maxLength: 60 });
  const thresholds = fc.record({ failures: fc.integer({ min: 1, max: 4 }), successes: fc.integer({ min: 1, max: 4 }) });
  const tail = (run: readonly HealthVerdict[], of: (verdict: HealthVerdict) => boolean) =>
    run.length - 1 - run.findLastIndex((verdict) => !of(verdict));

  it('the state follows its thresholds, and no other way', () => {
    fc.assert(
      fc.property(verdicts, thresholds, (run, { failures, successes }) => {
        const record = new HealthRecord({ failures, successes });
        let before: HealthState = 'unknown';
        for (let at = 0; at < run.length; at++) {
          const past = run.slice(0, at + 1);
          const verdict = past.at(-1) as HealthVerdict;
          record.add(verdict);
          const { state } = record;
          // Down exactly when the last ones all failed.
          expect(state === 'down').toBe(tail(past, (one) => one === 'down') >= failures);
          if (state === 'ok' && before !== 'ok')
            expect(before === 'unknown' || tail(past, (one) => one === 'ok') >= successes).toBe(true);
          if (state === 'degraded' && before === 'ok')
            expect(tail(past, (one) => one !== 'ok')).toBeGreaterThanOrEqual(failures);
          if (before === 'down' && verdict !== 'down') expect(state).not.toBe('down');
          if (state === 'unknown') expect(past.every((one) => one === 'down')).toBe(true);
          before = state;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
