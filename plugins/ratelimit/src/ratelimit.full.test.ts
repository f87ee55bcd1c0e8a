// Several processes and real stores: limits hold for all of them together, whoever dies.
import { setTimeout as sleep } from 'node:timers/promises';
import { chatResponse, defineProvider, type KitError, type KitEvent, pipeline, user } from '@kit/core';
import { redisStore } from '@kit/store-redis';
import { hasRedis, ownRedis, postgresURL, redisURL, runScript, type Script, skipped } from '@kit/store-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ratelimit } from './ratelimit.ts';
import type { RatelimitOptions } from './ratelimit-options.ts';

const script = new URL('../tests/replica.ts', import.meta.url);

const times = (replicas: readonly Script[], what: 'began' | 'ended') =>
  replicas
    .flatMap(({ lines }) => lines)
    .filter((line) => line.startsWith(what))
    .map((line) => Number(line.split(' ')[1]))
    .sort((left, right) => left - right);

describe.each([
  ['Redis', 'redis', redisURL],
  ['PostgreSQL', 'postgres', postgresURL],
] as const)('processes that share limits in %s', (server, kind, url) => {
  const start = (limits: RatelimitOptions, takesMs: number, lastsMs: number, name: string) =>
    runScript(script, kind, url as string, name, JSON.stringify(limits), String(takesMs), String(lastsMs));

  it.skipIf(!url)(skipped('make no more requests together than one may', server, url), async () => {
    const name = `requests-${Date.now()}`;
    const replicas = [1, 2, 3].map(() => start({ requestsPerDay: 200, queue: false }, 1, 30_000, name));
    await Promise.all(replicas.map(({ ended }) => ended));
    expect(times(replicas, 'began')).toHaveLength(200);
  });

  it.skipIf(!url)(skipped('keep to one pace together', server, url), async () => {
    const name = `pace-${Date.now()}`;
    const replicas = [1, 2, 3].map(() => start({ requestsPerSecond: 30 }, 1, 3_000, name));
    await Promise.all(replicas.map(({ ended }) => ended));
    const began = times(replicas, 'began');
    // From being let through to saying so passes some time, in each process another: half a second is a lot.
    const lastedMs = (began.at(-1) ?? 0) - (began[0] ?? 0) + 500;
    expect(began.length).toBeLessThanOrEqual(30 * (Math.floor(lastedMs / 1_000) + 1));
    expect(began.length).toBeGreaterThanOrEqual(90);
  });

  it.skipIf(!url)(skipped('share places, and get back those of a process that was killed', server, url), async () => {
    const name = `places-${Date.now()}`;
    const victim = start({ concurrency: 3 }, 60_000, 5_000, name);
    await expect.poll(() => times([victim], 'began').length, { timeout: 10_000 }).toBe(3);
    const others = [start({ concurrency: 3 }, 20, 4_000, name), start({ concurrency: 3 }, 20, 4_000, name)];
    await sleep(1_000);
    expect(times(others, 'began')).toEqual([]);
    await victim.kill();
    await Promise.all(others.map(({ ended }) => ended));
    const began = times(others, 'began');
    const ended = times(others, 'ended');
    expect(began.length).toBeGreaterThan(50);
    for (const at of began) {
      const running = began.filter((start) => start <= at).length - ended.filter((end) => end <= at).length;
      expect(running).toBeLessThanOrEqual(3);
    }
  });
});

describe('a Redis that is killed and started again', () => {
  it.skipIf(!hasRedis())(
    skipped('leaves its clients to hold to the limits, and takes over again', 'Redis', hasRedis()),
    async () => {
      const redis = await ownRedis();
      onTestFinished(redis.close);
      const vendor = defineProvider({
        id: 'vendor',
        operations: {
          chat: async () =>
            chatResponse({
              choices: [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }],
              meta: { provider: 'vendor', timings: {}, attempts: [] },
            }),
        },
      });
      const store = redisStore({ url: redis.url, timeoutMs: 500 });
      const ai = pipeline(vendor).use(ratelimit({ requestsPerDay: 6, store, queue: false }));
      const events: KitEvent[] = [];
      ai.on('*', (event) => events.push(event));
      const ask = () =>
        ai.chat({ messages: [user('Hi')] }).then(
          () => undefined,
          (error: KitError) => error.code,
        );
      expect([await ask(), await ask(), await ask()]).toEqual([undefined, undefined, undefined]);
      await redis.kill();
      const away = [];
      for (let call = 0; call < 8; call++) away.push(await ask());
      expect(away).toEqual([...Array(6).fill(undefined), 'rate-limit', 'rate-limit']);
      await redis.start();
      const isBack = async () => {
        await ask();
        return events.some(({ type }) => type === 'store-back');
      };
      await expect.poll(isBack, { timeout: 10_000 }).toBe(true);
      // The three of before are still counted, and at least the one that found it again.
      const left = [await ask(), await ask(), await ask()];
      expect(left.at(-1)).toBe('rate-limit');
      await ai.close();
      await store.close();
    },
  );
});
