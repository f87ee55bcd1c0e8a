// Against a real Redis: everything a store has to do, and what happens when it goes away.
import { setTimeout as sleep } from 'node:timers/promises';
import { isKitError, type KitError } from '@kit/core';
import { storeChecks } from '@kit/store/conformance';
import { cutProxy, hasRedis, ownRedis, redisURL, skipped } from '@kit/store-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { redisStore } from './redis-store.ts';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: KitError) => error,
  );

describe.skipIf(!redisURL)(skipped('the Redis store', 'Redis', redisURL), () => {
  const url = redisURL as string;
  const checks = storeChecks(async () => ({ store: redisStore({ url }), wait: (ms) => sleep(ms) }));
  for (const { name, run } of checks) it(name, run);

  it('takes a client of your own, and leaves it open', async () => {
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    const store = redisStore({ send: ([name = '', ...words]) => client.call(name, ...words) });
    await store.set('own-client', 1, { ttlMs: 10_000 });
    expect(await store.get('own-client')).toBe(1);
    await store.close();
    expect(client.status).toBe('ready');
    await client.quit();
  });

  it('lets every key expire', async () => {
    const { Redis } = await import('ioredis');
    const prefix = `{expiry-${Date.now()}}:`;
    const store = redisStore({ url, prefix });
    const takes = [
      { kind: 'window', key: 'a', amount: 1, limit: 5, spanMs: 60_000 },
      { kind: 'total', key: 'b', amount: 1, limit: 5, spanMs: 60_000 },
      { kind: 'level', key: 'c', amount: 1, limit: 5 },
    ] as const;
    const one = await store.reserve({ id: 'one', takes, leaseMs: 1_000 });
    await store.reserve({ id: 'two', takes, leaseMs: 1_000 });
    await store.settle({ id: 'one', takes, at: one.granted ? one.at : 0, actual: [1, 1, 1] });
    await store.add('d', 1, { ttlMs: 1_000 });
    await store.set('e', 1, { ttlMs: 1_000 });
    const client = new Redis(url);
    const keys = await client.keys(`${prefix}*`);
    expect(keys.toSorted()).toEqual(['m:b', 'm:c', 'v:d', 'v:e', 'w:a', 'x:b', 'x:c'].map((key) => prefix + key));
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0);
    // Nobody asks for the level any more: it is gone by itself.
    await sleep(1_500);
    const left = await client.keys(`${prefix}*`);
    expect(left.toSorted()).toEqual(['m:b', 'w:a', 'x:b'].map((key) => prefix + key));
    await client.quit();
    await store.close();
  });

  it('says quickly that the server is away, and works again when it is back', async () => {
    const proxy = await cutProxy(url);
    const store = redisStore({ url: `redis://127.0.0.1:${proxy.port}`, timeoutMs: 300 });
    await store.set('before', 1, { ttlMs: 60_000 });
    await proxy.cut();
    const error = await failure(store.get('before'));
    expect(isKitError(error, 'store-unavailable')).toBe(true);
    const began = performance.now();
    for (let index = 0; index < 100; index++) await failure(store.get('before'));
    expect(performance.now() - began).toBeLessThan(100);
    await proxy.heal();
    await expect.poll(() => failure(store.get('before')), { timeout: 5_000 }).toBeUndefined();
    proxy.hang();
    const hung = performance.now();
    expect(await failure(store.get('before'))).toMatchObject({ code: 'store-unavailable' });
    expect(performance.now() - hung).toBeLessThan(600);
    await proxy.heal();
    await expect.poll(() => failure(store.get('before')), { timeout: 5_000 }).toBeUndefined();
    await store.close();
    await proxy.close();
  });
});

describe('a Redis that is killed and started again', () => {
  it.skipIf(!hasRedis())(skipped('has lost nothing that was answered', 'Redis', hasRedis()), async () => {
    const redis = await ownRedis();
    onTestFinished(redis.close);
    const store = redisStore({ url: redis.url });
    const takes = [{ kind: 'total', key: 'spent', amount: 40, limit: 100, spanMs: 3_600_000 }] as const;
    const first = await store.reserve({ id: 'first', takes, leaseMs: 60_000 });
    await store.reserve({ id: 'second', takes, leaseMs: 60_000 });
    await store.settle({ id: 'first', takes, at: first.granted ? first.at : 0, actual: [25] });
    await redis.kill();
    expect(await failure(store.get('x'))).toMatchObject({ code: 'store-unavailable' });
    await redis.start();
    await expect.poll(() => failure(store.get('x')), { timeout: 10_000 }).toBeUndefined();
    expect(await store.measure(takes[0])).toEqual({ used: 25, held: 40 });
    await store.close();
  });
});
