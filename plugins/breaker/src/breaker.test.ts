import {
  type CallOptions,
  chatResponse,
  defineMiddleware,
  defineProvider,
  type ErrorCode,
  type Handler,
  KitError,
  type KitErrorOptions,
  type KitEvent,
  pipeline,
  type StreamPart,
  target,
  user,
  type WrapPoint,
} from '@kit/core';
import { memoryStore, type Store } from '@kit/store';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { breaker } from './breaker.ts';
import type { BreakerOptions } from './breaker-options.ts';
import { RecentCircuits } from './recent-circuits.ts';

const messages = [user('Hi')];
const fails = (code: ErrorCode, options: KitErrorOptions = {}) => new KitError(code, `it said ${code}`, options);
const choices = [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }] as const;

/** A vendor that fails with `failure` while there is one; for streams after their first content if `late`. */
function vendor(environment: VirtualEnvironment = virtualEnvironment()) {
  const world = { failure: undefined as KitError | undefined, late: false, asked: 0 };
  const failOrGo = () => {
    if (world.failure) throw world.failure;
  };
  const provider = defineProvider({
    id: 'vendor',
    operations: {
      chat: async () => {
        world.asked++;
        failOrGo();
        return chatResponse({ choices, meta: { provider: 'vendor', timings: {}, attempts: [] } });
      },
      async *stream(): AsyncGenerator<StreamPart> {
        world.asked++;
        if (!world.late) failOrGo();
        yield { type: 'text', text: 'Hello' };
        failOrGo();
        yield { type: 'finish', finishReason: 'stop' };
      },
      embed: async () => {
        world.asked++;
        failOrGo();
        return { embeddings: [[1]] };
      },
      health: async () => ({ status: 'ok' as const, latencyMs: 1 }),
    },
  });
  const run = (options?: BreakerOptions) => pipeline(provider, { environment }).use(breaker(options));
  return { environment, world, provider, run };
}

type Ai = ReturnType<ReturnType<typeof vendor>['run']>;

/** The code that each of so many calls failed with, or `ok`. */
async function ask(ai: Ai, times = 1, options?: CallOptions, model = 'm'): Promise<string[]> {
  const codes: string[] = [];
  for (let call = 0; call < times; call++) {
    codes.push(
      await ai.chat({ model, messages }, options).then(
        () => 'ok',
        (error: KitError) => error.code,
      ),
    );
  }
  return codes;
}

const refusal = (ai: Ai, model = 'm'): Promise<KitError> =>
  ai.chat({ model, messages }).then(
    () => Promise.reject(new Error('it was not refused')),
    (error: KitError) => error,
  );

describe('breaker', () => {
  it('refuses calls after five failures in a row, without asking the vendor', async () => {
    const { world, run } = vendor();
    const ai = run();
    world.failure = fails('server');
    expect(await ask(ai, 7)).toEqual([...Array(5).fill('server'), 'circuit-open', 'circuit-open']);
    expect(world.asked).toBe(5);
  });

  it('says what is refused, why, and when to come again', async () => {
    const { environment, world, run } = vendor();
    const ai = run({ openMs: 10_000 });
    world.failure = fails('server');
    await ask(ai, 5);
    await environment.advance(4_000);
    const error = await refusal(ai);
    expect(error).toMatchObject({ code: 'circuit-open', retry: 'other-provider', retryable: false, httpStatus: 503 });
    expect(error).toMatchObject({ provider: 'vendor', model: 'm', operation: 'chat', retryAfterMs: 6_000 });
    expect(error.message).toMatch(/provider=vendor\/model=m.*open.*6000 ms/);
  });

  it('is not misled by calls that hung while others succeeded, and end all together', async () => {
    const { environment, provider } = vendor();
    const hung: ((error: KitError) => void)[] = [];
    let hangs = true;
    const hang = defineMiddleware({
      name: 'hang',
      every: (next) => (call) => (hangs ? new Promise((_resolve, reject) => hung.push(reject)) : next(call)),
    });
    const ai = pipeline(provider, { environment }).use(breaker({ failureRate: false }), hang) as unknown as Ai;
    const hanging = Promise.all(Array.from({ length: 19 }, () => ask(ai)));
    await environment.advance(1_000);
    hangs = false;
    expect(await ask(ai)).toEqual(['ok']);
    for (const reject of hung) reject(fails('timeout', { phase: 'first-part' }));
    expect((await hanging).flat()).toEqual(Array(19).fill('timeout'));
    expect(await ask(ai)).toEqual(['ok']);
  });

  it('opens when half of the calls of the last minute failed, if there were twenty', async () => {
    const { environment, world, run } = vendor();
    const ai = run({ consecutiveFailures: false });
    await ask(ai, 10);
    await environment.advance(20_000);
    world.failure = fails('overloaded');
    expect(await ask(ai, 11)).toEqual([...Array(10).fill('overloaded'), 'circuit-open']);
  });

  it('forgets what was longer ago than a minute', async () => {
    const { environment, world, run } = vendor();
    const ai = run({ consecutiveFailures: false });
    world.failure = fails('overloaded');
    await ask(ai, 19);
    await environment.advance(60_000);
    expect(await ask(ai, 20)).toEqual(Array(20).fill('overloaded'));
    expect(await ask(ai)).toEqual(['circuit-open']);
  });

  it('closes after two probes that succeed, one at a time', async () => {
    const { environment, world, run } = vendor();
    const ai = run();
    world.failure = fails('server');
    await ask(ai, 5);
    await environment.advance(30_000);
    world.failure = undefined;
    const both = await Promise.all([ask(ai), ask(ai)]);
    expect(both.flat().toSorted()).toEqual(['circuit-open', 'ok']);
    expect(await ask(ai, 3)).toEqual(['ok', 'ok', 'ok']);
  });

  it('tells those who come while a probe is under way to come again soon', async () => {
    const { environment, world, run } = vendor();
    const ai = run();
    world.failure = fails('server');
    await ask(ai, 5);
    await environment.advance(30_000);
    const probe = ask(ai);
    const error = await refusal(ai);
    expect(error).toMatchObject({ code: 'circuit-open', retryAfterMs: 1_000 });
    expect(error.message).toContain('half-open');
    expect(await probe).toEqual(['server']);
  });

  it('stays open twice as long each time that a probe fails, up to five minutes', async () => {
    const { world, environment, run } = vendor();
    const ai = run();
    world.failure = fails('server');
    await ask(ai, 5);
    for (const openMs of [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]) {
      expect((await refusal(ai)).retryAfterMs).toBe(openMs);
      await environment.advance(openMs);
      expect(await ask(ai)).toEqual(['server']);
    }
  });

  it('obeys a Retry-After that is longer, up to the longest', async () => {
    const opensFor = async (retryAfterMs: number) => {
      const { world, run } = vendor();
      const ai = run();
      world.failure = fails('overloaded', { retryAfterMs });
      await ask(ai, 5);
      return (await refusal(ai)).retryAfterMs;
    };
    expect([await opensFor(1_000), await opensFor(90_000), await opensFor(9e6)]).toEqual([30_000, 90_000, 300_000]);
  });

  it('lets another probe go when one does not end', async () => {
    const { environment, world, provider } = vendor();
    let hangs = false;
    const ai = pipeline(provider, { environment }).use(
      breaker(),
      defineMiddleware({ name: 'hang', every: (next) => (call) => (hangs ? new Promise(() => {}) : next(call)) }),
    );
    world.failure = fails('server');
    await ask(ai as unknown as Ai, 5);
    world.failure = undefined;
    await environment.advance(30_000);
    hangs = true;
    void ai.chat({ model: 'm', messages });
    hangs = false;
    await environment.advance(29_999);
    expect(await ask(ai as unknown as Ai)).toEqual(['circuit-open']);
    await environment.advance(1);
    expect(await ask(ai as unknown as Ai, 3)).toEqual(['ok', 'ok', 'ok']);
  });
});

describe('what counts', () => {
  const state = (ai: { states(): readonly { readonly state: string }[] }) => ai.states()[0]?.state;
  const opensBy = async (failure: KitError, options: BreakerOptions = {}, callOptions?: CallOptions) => {
    const { environment, world, provider } = vendor();
    const plugin = breaker({ consecutiveFailures: 3, ...options });
    world.failure = failure;
    await ask(pipeline(provider, { environment }).use(plugin) as Ai, 3, callOptions);
    return state(plugin) === 'open';
  };

  it.each(['server', 'overloaded', 'network', 'timeout', 'invalid-response'] as const)(
    '%s speaks against the target',
    async (code) => {
      expect(await opensBy(fails(code))).toBe(true);
    },
  );

  it.each([
    'invalid-request',
    'authentication',
    'permission',
    'not-found',
    'unsupported',
    'context-length',
    'content-filter',
    'billing',
    'quota',
    'rate-limit',
    'aborted',
    'circuit-open',
    'queue-full',
    'budget-exceeded',
    'guard-blocked',
    'config',
  ] as const)('%s does not', async (code) => {
    expect(await opensBy(fails(code))).toBe(false);
  });

  it('is, of time that is over, what the target took and not what the caller gave', async () => {
    expect(await opensBy(fails('timeout', { phase: 'queue' }))).toBe(false);
    expect(await opensBy(fails('timeout', { phase: 'first-part' }))).toBe(true);
    // A bound around the target leaves the call's own scope alone.
    expect(await opensBy(fails('timeout', { phase: 'total' }))).toBe(true);
    const { environment, provider } = vendor();
    const plugin = breaker({ consecutiveFailures: 1 });
    const hang = defineMiddleware({ name: 'hang', every: () => () => new Promise(() => {}) });
    const late = defineMiddleware({
      name: 'late',
      every: (next) => (call) =>
        new Promise((_resolve, reject) => {
          call.context.scope.onCancel(reject);
          void next(call);
        }),
    });
    const ai = pipeline(provider, { environment }).use(plugin, late, hang);
    const ended = ai.chat({ messages }, { deadlines: { total: 10 } }).catch((error: KitError) => error.phase);
    await environment.advance(20);
    expect([await ended, state(plugin)]).toEqual(['total', 'closed']);
  });

  it('can be decided', async () => {
    const counts: BreakerOptions['counts'] = ({ error, call }) =>
      call.operation === 'chat' && error.code === 'rate-limit' ? true : error.code === 'server' ? false : undefined;
    expect(await opensBy(fails('rate-limit'), { counts })).toBe(true);
    expect(await opensBy(fails('server'), { counts })).toBe(false);
    expect(await opensBy(fails('network'), { counts })).toBe(true);
    expect(await opensBy(fails('aborted'), { counts: () => true })).toBe(false);
  });

  it('is told when deciding goes wrong, and the call ends as it would have', async () => {
    const { world, run } = vendor();
    const ai = run({
      counts: () => {
        throw new TypeError('a slip');
      },
    });
    const told: unknown[] = [];
    ai.on('observer-error', ({ error }) => told.push(error));
    world.failure = fails('server');
    expect(await ask(ai, 6)).toEqual(Array(6).fill('server'));
    expect(told).toHaveLength(6);
  });

  it('is not what happens at an address that a call names itself; nor is that refused', async () => {
    const { world, run } = vendor();
    const ai = run();
    world.failure = fails('network');
    const elsewhere = { baseURL: 'http://127.0.0.1:9' };
    expect(await ask(ai, 9, elsewhere)).toEqual(Array(9).fill('network'));
    expect(await ask(ai, 6)).toEqual([...Array(5).fill('network'), 'circuit-open']);
    expect(await ask(ai, 1, elsewhere)).toEqual(['network']);
  });
});

describe('streams', () => {
  const read = async (ai: Ai) => {
    const stream = ai.stream({ model: 'm', messages });
    return stream.response.then(
      () => 'ok',
      ({ code }: KitError) => code,
    );
  };

  it('count when they end: one that breaks off has failed, though its answer had begun', async () => {
    const { world, run } = vendor();
    const ai = run();
    Object.assign(world, { failure: fails('network'), late: true });
    for (let call = 0; call < 5; call++) expect(await read(ai)).toBe('network');
    expect(await read(ai)).toBe('circuit-open');
  });

  it('count when they fail before, and are refused as a rejection', async () => {
    const { world, run } = vendor();
    const ai = run();
    world.failure = fails('overloaded');
    for (let call = 0; call < 5; call++)
      await ai
        .stream({ model: 'm', messages })
        .ready()
        .catch(() => {});
    const failed = await ai
      .stream({ model: 'm', messages })
      .ready()
      .catch((error: KitError) => error);
    expect(failed).toMatchObject({ code: 'circuit-open', operation: 'stream' });
    expect(world.asked).toBe(5);
  });

  it('that are left early say nothing, and give back the place of their probe', async () => {
    const { environment, world, run } = vendor();
    const ai = run();
    world.failure = fails('server');
    await ask(ai, 5);
    world.failure = undefined;
    await environment.advance(30_000);
    for (let call = 0; call < 3; call++) {
      for await (const part of ai.stream({ model: 'm', messages })) if (part.type === 'text') break;
    }
    expect([await read(ai), await read(ai), await read(ai)]).toEqual(['ok', 'ok', 'ok']);
  });
});

describe('keys', () => {
  it('are provider and model: another model is not refused', async () => {
    const { world, run } = vendor();
    const ai = run();
    world.failure = fails('server');
    await ask(ai, 6);
    expect(await ask(ai, 1, {}, 'other')).toEqual(['server']);
    expect((await refusal(ai)).code).toBe('circuit-open');
  });

  it('can be anything of the call', async () => {
    const { world, run } = vendor();
    const ai = run({ key: 'provider' });
    world.failure = fails('server');
    await ask(ai, 5);
    expect(await ask(ai, 1, {}, 'other')).toEqual(['circuit-open']);
    const byTenant = run({ key: ({ context }) => context.tenant ?? 'nobody' });
    await ask(byTenant, 5, { tenant: 'a' });
    expect(await ask(byTenant, 1, { tenant: 'b' })).toEqual(['server']);
    expect(await ask(byTenant, 1, { tenant: 'a' })).toEqual(['circuit-open']);
  });

  it('follow the model that a target gives', async () => {
    const { environment, world, provider } = vendor();
    const plugin = breaker();
    world.failure = fails('server');
    const ai = pipeline(target(pipeline(provider, { environment }).use(plugin), { model: 'own' }), { environment });
    await ask(ai as unknown as Ai, 5, {}, 'asked');
    expect(plugin.states().map(({ key }) => key)).toEqual(['provider=vendor/model=own']);
  });

  it('are shared by all pipelines of one breaker, and not by two breakers', async () => {
    const { environment, world, provider } = vendor();
    const plugin = breaker();
    const two = [1, 2].map(() => pipeline(provider, { environment }).use(plugin) as Ai);
    world.failure = fails('server');
    await ask(two[0] as Ai, 5);
    expect(await ask(two[1] as Ai)).toEqual(['circuit-open']);
    expect(await ask(pipeline(provider, { environment }).use(breaker()) as Ai)).toEqual(['server']);
  });

  it('are forgotten when they were not used for long: memory is bounded', () => {
    const circuits = new RecentCircuits({
      failureRate: 0.5,
      minCalls: 20,
      windowMs: 60_000,
      consecutiveFailures: 5,
      openMs: 30_000,
      maxOpenMs: 300_000,
      probes: 1,
      successes: 2,
    });
    const used = circuits.get('used');
    for (let at = 0; at < 50_000; at++) {
      circuits.get(`${at}`);
      if (at % 1_000 === 0) expect(circuits.get('used')).toBe(used);
    }
    expect([...circuits].length).toBeLessThanOrEqual(10_000);
  });
});

describe('the state', () => {
  it('can be looked at', async () => {
    const { environment, world, provider } = vendor();
    const plugin = breaker();
    expect(plugin.states()).toEqual([]);
    const ai = pipeline(provider, { environment }).use(plugin) as Ai;
    await ask(ai, 3);
    world.failure = fails('server');
    await ask(ai, 2);
    const key = 'provider=vendor/model=m';
    expect(plugin.states()).toEqual([{ key, state: 'closed', calls: 5, failures: 2, consecutiveFailures: 2 }]);
    await environment.advance(60_000);
    expect(plugin.states()).toMatchObject([{ calls: 0, failures: 0, consecutiveFailures: 2 }]);
    await ask(ai, 3);
    await environment.advance(1_000);
    expect(plugin.states()).toMatchObject([{ state: 'open', probeInMs: 29_000 }]);
    await environment.advance(29_000);
    await ask(ai);
    expect(plugin.states()).toMatchObject([{ state: 'open', probeInMs: 60_000 }]);
  });

  it('is told by an event at each transition', async () => {
    const { environment, world, run } = vendor();
    const ai = run();
    const seen: KitEvent<'breaker-transition'>[] = [];
    ai.on('breaker-transition', (event) => seen.push(event));
    world.failure = fails('server');
    await ask(ai, 5, { requestId: 'r1' });
    await environment.advance(30_000);
    world.failure = undefined;
    await ask(ai, 2, { requestId: 'r2' });
    const about = { key: 'provider=vendor/model=m', provider: 'vendor', model: 'm', operation: 'chat' };
    expect(seen).toMatchObject([
      { ...about, from: 'closed', to: 'open', requestId: 'r1' },
      { ...about, from: 'open', to: 'half-open', requestId: 'r2' },
      { ...about, from: 'half-open', to: 'closed', requestId: 'r2' },
    ]);
  });

  it('is told of no model where a key is for several', async () => {
    const { world, run } = vendor();
    const ai = run({ key: 'provider' });
    const seen: KitEvent<'breaker-transition'>[] = [];
    ai.on('breaker-transition', (event) => seen.push(event));
    world.failure = fails('server');
    await ask(ai, 5);
    expect(seen.map(({ model }) => model)).toEqual([undefined]);
  });

  it('does not matter to health checks', () => {
    const next: Handler = () => new Promise(() => {});
    expect(breaker().wrap(next, { operation: 'health' } as unknown as WrapPoint)).toBe(next);
  });
});

describe('a shared state', () => {
  /** Two processes, as far as breakers can tell: two plugins over one store. */
  function two(store: (environment: VirtualEnvironment) => Store, options: BreakerOptions = {}) {
    const environment = virtualEnvironment();
    const shared = store(environment);
    const make = () => {
      const { world, run } = vendor(environment);
      const ai = run({ store: shared, ...options });
      const transitions: string[] = [];
      ai.on('breaker-transition', ({ from, to }) => transitions.push(`${from} → ${to}`));
      return { world, ai, transitions };
    };
    return { environment, shared, one: make(), other: make() };
  }
  const memory = (environment: VirtualEnvironment) => memoryStore({ environment });

  it('opens the circuits of others, within a second, for as long as one’s own', async () => {
    const { environment, one, other } = two(memory);
    await ask(other.ai);
    one.world.failure = fails('server');
    await ask(one.ai, 5);
    await environment.advance(1_000);
    // This call looks, and does not wait for what it finds.
    expect(await ask(other.ai)).toEqual(['ok']);
    await environment.settle();
    expect(await refusal(other.ai)).toMatchObject({ code: 'circuit-open', retryAfterMs: 29_000 });
    expect(other.transitions).toEqual(['closed → open']);
    await environment.advance(29_000);
    expect(await ask(other.ai, 3)).toEqual(['ok', 'ok', 'ok']);
    expect(other.transitions.slice(1)).toEqual(['open → half-open', 'half-open → closed']);
  });

  it('never closes or shortens what a process knows itself', async () => {
    const { environment, shared, one } = two(memory);
    one.world.failure = fails('server');
    await ask(one.ai, 5);
    await environment.settle();
    await shared.delete('breaker/provider=vendor/model=m');
    await environment.advance(10_000);
    expect(await refusal(one.ai)).toMatchObject({ retryAfterMs: 20_000 });
    await shared.set('breaker/provider=vendor/model=m', true, { ttlMs: 5_000 });
    await environment.advance(2_000);
    await refusal(one.ai);
    await environment.settle();
    expect(await refusal(one.ai)).toMatchObject({ retryAfterMs: 18_000 });
  });

  it('is kept by the longest word', async () => {
    const { environment, shared, one } = two(memory);
    await shared.set('breaker/provider=vendor/model=m', true, { ttlMs: 200_000 });
    one.world.failure = fails('server');
    await ask(one.ai, 5);
    await environment.settle();
    const reserved = await shared.reserve({
      id: 'x',
      takes: [],
      leaseMs: 1,
      gates: ['breaker/provider=vendor/model=m'],
    });
    expect(reserved).toMatchObject({ granted: false, waitMs: 200_000 });
  });

  it('is asked once a second for a circuit in use, not with every call', async () => {
    let asked = 0;
    const counting = (environment: VirtualEnvironment): Store => {
      const store = memory(environment);
      const reserve: Store['reserve'] = (reservation) => {
        asked++;
        return store.reserve(reservation);
      };
      return { ...store, reserve };
    };
    const { environment, one } = two(counting);
    await ask(one.ai, 100);
    expect(asked).toBe(1);
    await environment.advance(1_000);
    await ask(one.ai, 100);
    expect(asked).toBe(2);
  });

  it('that is away changes nothing: each process goes by what it sees, and says so once', async () => {
    let away = true;
    const failing = (environment: VirtualEnvironment): Store => {
      const store = memory(environment);
      const reserve: Store['reserve'] = (reservation) =>
        away ? Promise.reject(new KitError('store-unavailable', 'It is away.')) : store.reserve(reservation);
      return { ...store, reserve };
    };
    const { environment, one, other } = two(failing);
    const told: string[] = [];
    one.ai.on('*', ({ type }) => told.push(type));
    one.world.failure = fails('server');
    expect(await ask(one.ai, 6)).toEqual([...Array(5).fill('server'), 'circuit-open']);
    expect(await ask(other.ai, 3)).toEqual(['ok', 'ok', 'ok']);
    await environment.advance(1_000);
    away = false;
    await refusal(one.ai);
    await environment.settle();
    expect(told).toEqual(['store-unavailable', 'breaker-transition', 'store-back']);
  });

  it('is apart for breakers of other names', async () => {
    const environment = virtualEnvironment();
    const store = memoryStore({ environment });
    const { world, run } = vendor(environment);
    world.failure = fails('server');
    await ask(run({ store, name: 'a' }), 5);
    await environment.settle();
    const other = run({ store, name: 'b' });
    world.failure = undefined;
    await ask(other);
    await environment.settle();
    expect(await ask(other)).toEqual(['ok']);
  });
});

describe('options', () => {
  it.each([
    [{ key: 'modell' }, 'key'],
    [{ failureRate: 0 }, 'failureRate'],
    [{ failureRate: 50 }, 'failureRate'],
    [{ minCalls: 0 }, 'minCalls'],
    [{ consecutiveFailures: true }, 'consecutiveFailures'],
    [{ openMs: 0 }, 'openMs'],
    [{ probes: 0 }, 'probes'],
    [{ counts: 'all' }, 'counts'],
    [{ store: {} }, 'store'],
    [{ openMS: 5 }, 'openMS'],
  ])('that are wrong are named: %j', (options, field) => {
    expect(() => breaker(options as unknown as BreakerOptions)).toThrow(KitError);
    try {
      breaker(options as unknown as BreakerOptions);
    } catch (error) {
      expect(error).toMatchObject({ code: 'config', field });
    }
  });
});
