// Several processes and real stores: what one has found out the others know, and nobody who dies leaves anything behind.
import { setTimeout as sleep } from 'node:timers/promises';
import { chatResponse, defineProvider, KitError, type KitEvent, pipeline, user } from '@kit/core';
import type { Store } from '@kit/store';
import { postgresStore } from '@kit/store-postgres';
import { redisStore } from '@kit/store-redis';
import { ownRedis, postgresURL, redisURL, runScript, skipped } from '@kit/store-testing';
import { afterAll, describe, expect, it } from 'vitest';
import { breaker } from './breaker.ts';
import type { BreakerOptions } from './breaker-options.ts';

const script = new URL('../tests/replica.ts', import.meta.url);
const choices = [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }] as const;

/** A process's own breaker before a vendor that is well, or not. */
function here(options: BreakerOptions) {
  const world = { down: false };
  const vendor = defineProvider({
    id: 'vendor',
    operations: {
      chat: async () => {
        if (world.down) throw new KitError('server', 'down');
        return chatResponse({ choices, meta: { provider: 'vendor', timings: {}, attempts: [] } });
      },
    },
  });
  const ai = pipeline(vendor).use(breaker(options));
  const events: KitEvent[] = [];
  ai.on('*', (event) => events.push(event));
  const ask = () =>
    ai.chat({ model: 'm', messages: [user('Hi')] }).then(
      () => 'ok',
      (error: KitError) => error.code,
    );
  return { world, ask, events };
}

describe.each([
  ['Redis', 'redis', redisURL],
  ['PostgreSQL', 'postgres', postgresURL],
] as const)('processes that share circuits in %s', (server, kind, url) => {
  it.skipIf(!url)(skipped('refuse what another has found failing, until its time is over', server, url), async () => {
    const name = `breaker-${Date.now()}`;
    const options = { url: url as string };
    const store: Store = kind === 'redis' ? redisStore(options) : postgresStore(options);
    const { ask, events } = here({ store, name, shareEveryMs: 100 });
    expect(await ask()).toBe('ok');
    const other = runScript(script, kind, url as string, name, '3000');
    await other.line('open');
    const openedAt = Date.now();
    await expect.poll(ask, { timeout: 2_000 }).toBe('circuit-open');
    // Whoever opened it is gone; what it has said goes with its time.
    await other.kill();
    await expect.poll(ask, { timeout: 8_000, interval: 20 }).toBe('ok');
    expect(Date.now() - openedAt).toBeGreaterThan(2_500);
    expect(await ask()).toBe('ok');
    expect(events.flatMap((event) => (event.type === 'breaker-transition' ? event.to : []))).toEqual([
      'open',
      'half-open',
      'closed',
    ]);
    await store.close();
  });
});

describe('a Redis that is killed and started again', async () => {
  const redis = await ownRedis();
  afterAll(() => redis?.close());

  it.skipIf(!redis)(skipped('takes nothing from what a process knows itself', 'Redis', redis), async () => {
    if (!redis) return;
    const store = redisStore({ url: redis.url, timeoutMs: 300 });
    const { ask, world, events } = here({ store, shareEveryMs: 50, openMs: 500, maxOpenMs: 500 });
    expect(await ask()).toBe('ok');
    await redis.kill();
    await sleep(100);
    expect([await ask(), await ask()]).toEqual(['ok', 'ok']);
    world.down = true;
    for (let call = 0; call < 5; call++) expect(await ask()).toBe('server');
    expect(await ask()).toBe('circuit-open');
    await sleep(600);
    world.down = false;
    expect([await ask(), await ask(), await ask()]).toEqual(['ok', 'ok', 'ok']);
    await redis.start();
    const told = async () => {
      await ask();
      return events.map(({ type }) => type);
    };
    await expect.poll(told, { timeout: 10_000 }).toContain('store-back');
    expect((await told()).filter((type) => type.startsWith('store-'))).toEqual(['store-unavailable', 'store-back']);
    await store.close();
  });
});
