// Against a real PostgreSQL: everything a store has to do, and what happens when it goes away.
import { setTimeout as sleep } from 'node:timers/promises';
import type { KitError } from '@kit/core';
import { storeChecks } from '@kit/store/conformance';
import { cutProxy, postgresURL, skipped } from '@kit/store-testing';
import { describe, expect, it } from 'vitest';
import { postgresStore } from './postgres-store.ts';
import { postgresSchema, quoted } from './schema.ts';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: KitError) => error,
  );

describe.skipIf(!postgresURL)(skipped('the PostgreSQL store', 'PostgreSQL', postgresURL), () => {
  const url = postgresURL as string;
  const schema = 'kit "test"\'s';
  const checks = storeChecks(async () => ({ store: postgresStore({ url, schema }), wait: (ms) => sleep(ms) }));
  for (const { name, run } of checks) it(name, run);

  const withClient = async <T>(work: (query: (text: string) => Promise<{ rows: unknown[] }>) => Promise<T>) => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work((text) => client.query(text));
    } finally {
      await client.end();
    }
  };

  it('is set up once by many that begin at the same time', async () => {
    const fresh = `kit_${Date.now()}`;
    const stores = Array.from({ length: 8 }, () =>
      postgresStore({ url, schema: fresh, connections: 1, timeoutMs: 5_000 }),
    );
    await Promise.all(stores.map((store) => store.add('started', 1, { ttlMs: 60_000 })));
    expect(await stores[0]?.get('started')).toBe(8);
    await Promise.all(stores.map((store) => store.close()));
    await withClient((query) => query(`drop schema ${quoted(fresh)} cascade`));
  });

  it('leaves the setup to others where it is told to', async () => {
    const fresh = `kit_later_${Date.now()}`;
    const store = postgresStore({ url, schema: fresh, setup: false });
    expect((await failure(store.get('x')))?.message).toMatch(/run what postgresSchema\(\) answers/);
    await withClient((query) => query(postgresSchema(fresh)));
    await expect.poll(() => failure(store.get('x')), { timeout: 5_000 }).toBeUndefined();
    await store.close();
    await withClient((query) => query(`drop schema ${quoted(fresh)} cascade`));
  });

  it('sweeps what has expired and nobody asks for', async () => {
    const fresh = `kit_sweep_${Date.now()}`;
    const store = postgresStore({ url, schema: fresh });
    await store.set('value', 1, { ttlMs: 1 });
    const takes = [
      { kind: 'window', key: 'a', amount: 1, limit: 5, spanMs: 60 },
      { kind: 'level', key: 'c', amount: 1, limit: 5 },
    ] as const;
    await store.reserve({ id: 'one', takes, leaseMs: 1 });
    await store.reserve({
      id: 'two',
      takes: [{ ...takes[1], kind: 'total', spanMs: 1 }],
      leaseMs: 1,
      onLapse: 'charge',
    });
    await sleep(200);
    const left = await withClient(async (query) => {
      await query(`select ${quoted(fresh)}.sweep()`);
      const count = async (table: string) => (await query(`select * from ${quoted(fresh)}.${table}`)).rows.length;
      return [await count('entries'), await count('slots'), await count('leases'), await count('totals')];
    });
    // The lapsed lease of the total may still be settled, and what it was charged still counts.
    expect(left).toEqual([0, 0, 1, 1]);
    expect(await store.measure({ kind: 'total', key: 'c', spanMs: 1 })).toEqual({ used: 1, held: 0 });
    await store.close();
    await withClient((query) => query(`drop schema ${quoted(fresh)} cascade`));
  });

  it('says quickly that the server is away, and works again when it is back', async () => {
    const proxy = await cutProxy(url);
    const through = new URL(url);
    through.port = String(proxy.port);
    const store = postgresStore({ url: through.href, schema, timeoutMs: 300 });
    await store.set('before', 1, { ttlMs: 60_000 });
    await proxy.cut();
    expect(await failure(store.get('before'))).toMatchObject({ code: 'store-unavailable' });
    const began = performance.now();
    for (let index = 0; index < 100; index++) await failure(store.get('before'));
    expect(performance.now() - began).toBeLessThan(100);
    await proxy.heal();
    await expect.poll(() => failure(store.get('before')), { timeout: 10_000 }).toBeUndefined();
    proxy.hang();
    const hung = performance.now();
    expect(await failure(store.get('before'))).toMatchObject({ code: 'store-unavailable' });
    expect(performance.now() - hung).toBeLessThan(600);
    await proxy.heal();
    await expect.poll(() => failure(store.get('before')), { timeout: 10_000 }).toBeUndefined();
    await store.close();
    await proxy.close();
  });
});
