import { inspect as show } from 'node:util';
import { type CallOptions, createContext, type ErrorCode, KitError, type KitEvent } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { virtualEnvironment } from '../../testing/virtual-environment.ts';
import type { Grant } from './auth.ts';
import { bearerAuth } from './bearer.ts';
import { type CredentialPool, type CredentialPoolOptions, credentialPool } from './credential-pool.ts';

const keys = ['sk-aaaaaaaaaaaaaaaaaaaa-AAAA', 'sk-bbbbbbbbbbbbbbbbbbbb-BBBB', 'sk-cccccccccccccccccccc-CCCC'];

function bench(options: CredentialPoolOptions) {
  const environment = virtualEnvironment();
  const pool = credentialPool(options);
  const borrow = async (call: CallOptions = {}): Promise<Grant> => pool.acquire(createContext(call, environment));
  /** Borrows, and gives back with this outcome. */
  const use = async (code?: ErrorCode, retryAfterMs?: number, call?: CallOptions) => {
    const grant = await borrow(call);
    grant.settle?.(code ? { error: new KitError(code, 'It failed.', { retryAfterMs }) } : {});
    return grant.label?.slice(-1);
  };
  return { environment, pool, borrow, use };
}

const stateOf = (pool: CredentialPool) => pool.stats.map(({ state }) => state);

describe('choosing', () => {
  it('goes round', async () => {
    const { use } = bench({ keys });
    expect([await use(), await use(), await use(), await use()]).toEqual(['A', 'B', 'C', 'A']);
  });

  it('takes the first that is usable for failover', async () => {
    const { use } = bench({ keys, strategy: 'failover' });
    expect([await use(), await use('rate-limit'), await use(), await use('quota'), await use()]).toEqual([
      'A',
      'A',
      'B',
      'B',
      'C',
    ]);
  });

  it('takes the one with the fewest requests under way', async () => {
    const { borrow } = bench({ keys, strategy: 'least-used' });
    const [first, second, third] = [await borrow(), await borrow(), await borrow()];
    expect([first, second, third].map(({ label }) => label?.slice(-1))).toEqual(['A', 'B', 'C']);
    second.settle?.({});
    expect((await borrow()).label).toBe(second.label);
  });

  it('follows the weights', async () => {
    const environment = virtualEnvironment();
    let random = 0;
    const pool = credentialPool({
      members: [
        { apiKey: keys[0], weight: 3 },
        { apiKey: keys[1], weight: 1 },
      ],
      strategy: 'weighted',
    });
    const labels = [0, 0.5, 0.74, 0.76, 0.999, 1].map((next) => {
      random = next;
      return (pool.acquire(createContext({}, { ...environment, random: () => random })) as Grant).label?.slice(-1);
    });
    expect(labels.join('')).toBe('AAABBB');
  });

  it('gives the credential that a call asks for', async () => {
    const { use, borrow } = bench({
      members: [
        { apiKey: keys[0], label: 'team-a' },
        { apiKey: keys[1], label: 'team-b' },
      ],
    });
    expect((await borrow({ hints: { credential: 'team-b' } })).label).toBe('team-b');
    await use('rate-limit', 5_000, { hints: { credential: 'team-b' } });
    expect(await failed(borrow({ hints: { credential: 'team-b' } }))).toMatchObject({
      code: 'rate-limit',
      retryAfterMs: 5_000,
    });
    expect(await failed(borrow({ hints: { credential: 'nobody' } }))).toMatchObject({
      code: 'config',
      field: 'hints.credential',
      message: expect.stringContaining('team-a, team-b'),
    });
  });
});

describe('cooling down', () => {
  it('doubles from a second to a minute, and starts over after a success', async () => {
    const { use, pool, environment, borrow } = bench({ keys: [keys[0] as string] });
    const pauses: number[] = [];
    for (let strike = 0; strike < 8; strike++) {
      await use('rate-limit');
      const { retryAfterMs = 0 } = await failed(borrow());
      pauses.push(retryAfterMs);
      await environment.advance(retryAfterMs);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await use();
    await use('rate-limit');
    expect((await failed(borrow())).retryAfterMs).toBe(1_000);
    expect(pool.stats[0]).toMatchObject({ state: 'cooling', requests: 10, underWay: 0, failures: 9 });
  });

  it('lasts as long as the vendor says', async () => {
    const { use, pool, environment } = bench({ keys: keys.slice(0, 2) });
    await use('rate-limit', 90_000);
    expect(stateOf(pool)).toEqual(['cooling', 'ready']);
    await environment.advance(89_999);
    expect(await use()).toBe('B');
    expect(await use()).toBe('B');
    await environment.advance(1);
    expect(await use()).toBe('A');
  });

  it.each(['authentication', 'permission', 'billing', 'quota'] as const)(
    '%s sets a key aside for ten minutes',
    async (code) => {
      const { use, pool, environment } = bench({ keys: keys.slice(0, 2) });
      await use(code);
      expect(stateOf(pool)).toEqual(['set-aside', 'ready']);
      await environment.advance(599_999);
      expect([await use(), await use()]).toEqual(['B', 'B']);
      await environment.advance(1);
      expect(await use()).toBe('A');
    },
  );

  it.each(['server', 'timeout', 'invalid-request', 'aborted', 'overloaded'] as const)(
    '%s says nothing about a key',
    async (code) => {
      const { use, pool } = bench({ keys });
      await use(code);
      expect(stateOf(pool)).toEqual(['ready', 'ready', 'ready']);
    },
  );

  it('of all: the error says when the first is free, or why all are set aside', async () => {
    const { use, borrow, environment } = bench({ keys: keys.slice(0, 2) });
    await use('rate-limit', 8_000);
    await use('rate-limit', 5_000);
    expect(await failed(borrow())).toMatchObject({ code: 'rate-limit', retryAfterMs: 5_000 });
    await environment.advance(8_000);
    await use('billing');
    await use('authentication');
    expect(await failed(borrow())).toMatchObject({ code: 'billing', retry: 'other-provider', retryAfterMs: 600_000 });
  });

  it('is told as an event', async () => {
    const { use, pool } = bench({ keys });
    const heard: KitEvent[] = [];
    pool.events.on('*', (event) => heard.push(event));
    await use('rate-limit', 3_000);
    await use('server');
    expect(heard).toMatchObject([{ type: 'key-cooldown', credential: 'key …AAAA', cooldownMs: 3_000 }]);
  });

  it('counts a request once, however often it is given back', async () => {
    const { pool, borrow } = bench({ keys });
    const grant = await borrow();
    grant.settle?.({});
    grant.settle?.({ error: new KitError('quota', 'late') });
    expect(pool.stats[0]).toMatchObject({ state: 'ready', underWay: 0, failures: 0 });
  });
});

describe('members', () => {
  it('may be strategies of their own', async () => {
    const pool = credentialPool({
      members: [
        { auth: bearerAuth({ apiKey: 'inner-key' }), label: 'inner' },
        { auth: bearerAuth({ apiKey: () => Promise.resolve('later') }) },
        { auth: bearerAuth({}) },
      ],
    });
    const headers: Record<string, string> = {};
    const first = await pool.acquire(createContext());
    expect(first.label).toBe('inner');
    await first.apply({ method: 'POST', url: '', headers });
    expect(headers).toEqual({ authorization: 'Bearer inner-key' });
    const second = await pool.acquire(createContext());
    await second.apply({ method: 'POST', url: '', headers });
    expect(headers).toEqual({ authorization: 'Bearer later' });
    second.settle?.({});
    expect(await failed(() => pool.acquire(createContext()))).toMatchObject({ code: 'authentication' });
    expect(pool.stats.map(({ label, state, underWay }) => [label, state, underWay])).toEqual([
      ['inner', 'ready', 1],
      ['credential 2', 'ready', 0],
      ['credential 3', 'set-aside', 0],
    ]);
    await pool.close();
  });

  it.each([
    [{}, 'keys'],
    [{ members: [{}] }, 'members[0]'],
    [{ members: [{ apiKey: 'a', auth: bearerAuth({}) }] }, 'members[0]'],
    [{ keys: ['a b'] }, 'members[0].apiKey'],
    [{ members: [{ apiKey: 'a', weight: 0 }] }, 'members[0].weight'],
  ] as [CredentialPoolOptions, string][])('that are wrong are told: %j', async (options, field) => {
    expect(await failed(() => credentialPool(options))).toMatchObject({ code: 'config', field });
  });

  it('do not show their keys', async () => {
    const { pool, borrow } = bench({ keys: [...keys, 'short'] });
    const printed =
      show(pool, { depth: 9, showHidden: true }) +
      JSON.stringify(pool) +
      JSON.stringify(pool.stats) +
      show(await borrow(), { depth: 9 });
    expect(printed).not.toMatch(/aaaa|bbbb|short/);
    expect(pool.stats.map(({ label }) => label)).toEqual(['key …AAAA', 'key …BBBB', 'key …CCCC', 'key 4']);
  });
});
