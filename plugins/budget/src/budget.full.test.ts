// Several processes and real stores: budgets hold whoever dies, and whatever happens to the server.
import { setTimeout as sleep } from 'node:timers/promises';
import { chatResponse, defineProvider, type KitError, pipeline, user } from '@kit/core';
import { postgresStore } from '@kit/store-postgres';
import { redisStore } from '@kit/store-redis';
import { hasRedis, ownRedis, postgresURL, redisURL, runScript, type Script, skipped } from '@kit/store-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { budget } from './budget.ts';

const script = new URL('../tests/replica.ts', import.meta.url);
/** In thousandths of a dollar, as the replicas say it. */
const limit = 2_000;
const dearest = 21;

const billedBy = (replicas: readonly Script[]) =>
  replicas
    .flatMap(({ lines }) => lines)
    .filter((line) => line.startsWith('billed'))
    .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);

describe.each([
  ['Redis', 'redis', redisURL],
  ['PostgreSQL', 'postgres', postgresURL],
] as const)('processes that share a budget in %s', (server, kind, url) => {
  it.skipIf(!url).each(['release', 'charge'] as const)(
    skipped('never spend more than it and one call each, some of them killed in mid-call (%s)', server, url),
    { timeout: 60_000 },
    async (lapsed) => {
      const name = `replicas-${lapsed}-${Date.now()}`;
      const start = () => runScript(script, kind, url as string, name, String(limit / 1_000), lapsed);
      const all = [start(), start(), start(), start()];
      let killed = 0;
      for (const victim of all.slice(0, 3)) {
        await victim.line('billed');
        await sleep(200 + Math.random() * 300);
        await victim.kill();
        if (!victim.lines.includes('used up')) killed++;
        all.push(start());
      }
      await Promise.all(all.map(({ ended }) => ended));
      expect(killed).toBeGreaterThan(0);
      const billed = billedBy(all);
      // Of each that was killed, one call is billed that nobody could settle.
      expect(billed).toBeLessThanOrEqual(limit + (lapsed === 'release' ? killed * dearest : 0));
      expect(billed).toBeGreaterThan(limit - (killed + 2) * dearest);
      // Nothing is held by those that died.
      const store = kind === 'redis' ? redisStore({ url }) : postgresStore({ url: url as string, timeoutMs: 5_000 });
      const key = `${name}//USD/year:${new Date().getUTCFullYear()}-01-01T00`;
      await sleep(1_100);
      const { used, held } = await store.measure({ kind: 'total', key, spanMs: 1 });
      expect(held).toBe(0);
      expect(used / 1e6).toBeLessThanOrEqual(limit);
      await store.close();
    },
  );
});

describe('a Redis that is killed and started again', () => {
  it.skipIf(!hasRedis())(
    skipped('stops spending meanwhile, and has forgotten nothing', 'Redis', hasRedis()),
    async () => {
      const redis = await ownRedis();
      onTestFinished(redis.close);
      let calls = 0;
      const vendor = defineProvider({
        id: 'vendor',
        operations: {
          chat: async () => {
            calls++;
            return chatResponse({
              choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
              meta: { provider: 'vendor', timings: {}, attempts: [] },
            });
          },
        },
      });
      const store = redisStore({ url: redis.url, timeoutMs: 500 });
      const spending = budget({ limit: 10, period: 'year', unit: 'requests', store });
      const ai = pipeline(vendor).use(spending);
      const ask = () =>
        ai.chat({ messages: [user('Hi')] }).then(
          () => undefined,
          (error: KitError) => error,
        );
      for (let call = 0; call < 6; call++) expect(await ask()).toBeUndefined();
      await redis.kill();
      expect(await ask()).toMatchObject({ code: 'store-unavailable' });
      expect(await ask()).toMatchObject({ code: 'store-unavailable' });
      await redis.start();
      await expect.poll(ask, { timeout: 10_000 }).toBeUndefined();
      while (!(await ask()));
      expect(calls).toBe(10);
      expect(await spending.status()).toMatchObject({ spent: 10, reserved: 0 });
      await ai.close();
      await store.close();
    },
  );
});
