import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from './memory-store.ts';
import type { Take } from './store.ts';

describe('memoryStore', () => {
  it('holds a bounded number of keys, forgetting what has expired', async () => {
    const environment = virtualEnvironment();
    const store = memoryStore({ maxKeys: 3, environment });
    const level: Take = { kind: 'level', key: 'level', amount: 1, limit: 1 };
    await store.set('short', 1, { ttlMs: 100 });
    await store.set('long', 1, { ttlMs: 10_000 });
    await store.reserve({ id: 'a', takes: [level], leaseMs: 10_000 });
    await expect(store.set('more', 1, { ttlMs: 100 })).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(
      store.reserve({ id: 'b', takes: [{ ...level, key: 'other' }], leaseMs: 10_000 }),
    ).rejects.toMatchObject({ code: 'store-unavailable', message: /its most, 3 keys/ });
    // What is there may be changed.
    expect(await store.set('long', 2, { ttlMs: 10_000 })).toBe(true);
    // It is not looked through anew for every key that does not fit.
    await environment.advance(1_000);
    expect(await store.set('more', 1, { ttlMs: 100 })).toBe(true);
  });

  it('forgets what has expired without being asked about it', async () => {
    const environment = virtualEnvironment();
    const store = memoryStore({ maxKeys: 5_000, environment });
    for (let index = 0; index < 50_000; index++) {
      await store.set(`value ${index}`, 1, { ttlMs: 1_000 });
      if (index % 1_000 === 0) await environment.advance(1_000);
    }
    expect(await store.get('value 49999')).toBe(1);
  });

  it('keeps nothing of a level that nobody holds', async () => {
    const environment = virtualEnvironment();
    const store = memoryStore({ maxKeys: 1, environment });
    for (let index = 0; index < 10; index++) {
      const takes: Take[] = [{ kind: 'level', key: `user ${index}`, amount: 1, limit: 1 }];
      expect((await store.reserve({ id: 'a', takes, leaseMs: 10_000 })).granted).toBe(true);
      await store.settle({ id: 'a', takes, at: 0, actual: [0] });
    }
  });

  it('refuses what is no option', () => {
    expect(() => memoryStore({ maxkeys: 1 } as never)).toThrow(/Did you mean `maxKeys`/);
  });
});

describe('a window', () => {
  const steps = fc.array(
    fc.record({
      pauseMs: fc.nat(700),
      amount: fc.integer({ min: 1, max: 12 }),
      used: fc.nat(14),
      settleAfter: fc.nat(5),
    }),
    { minLength: 1, maxLength: 120 },
  );

  it('never lets through more than its limit in any span of its length, and no wait is longer than needed', async () => {
    const spanMs = 1_000;
    const limit = 20;
    const property = fc.asyncProperty(steps, async (script) => {
      const environment = virtualEnvironment();
      const store = memoryStore({ environment });
      const admitted: { at: number; amount: number }[] = [];
      const running: { settleAt: number; settle: () => Promise<unknown> }[] = [];
      for (const [index, { pauseMs, amount, used, settleAfter }] of script.entries()) {
        await environment.advance(pauseMs);
        for (const call of running.filter(({ settleAt }) => settleAt === index)) await call.settle();
        const takes: Take[] = [{ kind: 'window', key: 'k', amount, limit, spanMs }];
        const reserve = () => store.reserve({ id: `${index}`, takes, leaseMs: 1_000 });
        let reserved = await reserve();
        if (!reserved.granted) {
          const { waitMs = Number.NaN } = reserved;
          expect(waitMs).toBeGreaterThan(0);
          expect(waitMs).toBeLessThanOrEqual(Math.ceil(spanMs * (1 + 1 / 60)));
          await environment.advance(waitMs);
          reserved = await reserve();
        }
        if (!reserved.granted) throw new Error('refused after the wait that it asked for');
        const { at } = reserved;
        // What was given back was never used; what was used beyond was used when that became known.
        const record = { at, amount };
        admitted.push(record);
        const real = Math.min(used, amount);
        const settle = async () => {
          record.amount = real;
          await store.settle({ id: `${index}`, takes, at, actual: [real] });
        };
        running.push({ settleAt: index + 1 + settleAfter, settle });
        for (const { at: from } of admitted) {
          const inSpan = admitted.filter((one) => one.at >= from && one.at < from + spanMs);
          expect(inSpan.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(limit);
        }
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('holds to that whenever it is asked, not only when it said to come again', async () => {
    const spanMs = 1_000;
    const limit = 6;
    // Times that fall on the edges of slots and spans.
    const pause = fc.oneof(
      fc.nat(40),
      fc.constantFrom(0, 1, 16, 17, 500, 966, 983, 984, 999, 1_000, 1_001, 1_016, 1_017),
    );
    const asks = fc.array(
      fc.record({ pauseMs: pause, amount: fc.integer({ min: 1, max: 4 }), used: fc.nat(4), settleAfter: fc.nat(4) }),
      { minLength: 5, maxLength: 60 },
    );
    const property = fc.asyncProperty(asks, async (script) => {
      const environment = virtualEnvironment();
      const store = memoryStore({ environment });
      const admitted: { at: number; amount: number }[] = [];
      const settling = new Map<number, (() => Promise<unknown>)[]>();
      for (const [index, { pauseMs, amount, used, settleAfter }] of script.entries()) {
        await environment.advance(pauseMs);
        for (const settle of settling.get(index) ?? []) await settle();
        const takes: Take[] = [{ kind: 'window', key: 'k', amount, limit, spanMs }];
        const reserved = await store.reserve({ id: `${index}`, takes, leaseMs: 1_000 });
        if (!reserved.granted) continue;
        const { at } = reserved;
        const record = { at, amount };
        admitted.push(record);
        const real = Math.min(used, amount);
        const settle = async () => {
          record.amount = real;
          await store.settle({ id: `${index}`, takes, at, actual: [real] });
        };
        const when = index + 1 + settleAfter;
        settling.set(when, [...(settling.get(when) ?? []), settle]);
        for (const { at: from } of admitted) {
          const inSpan = admitted.filter((one) => one.at >= from && one.at < from + spanMs);
          expect(inSpan.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(limit);
        }
      }
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
