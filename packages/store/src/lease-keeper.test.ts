import { KitError } from '@kit/core';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { leaseKeeper } from './lease-keeper.ts';
import { memoryStore } from './memory-store.ts';
import type { Store, Take } from './store.ts';

const total: Take = { kind: 'total', key: 'spent', amount: 10, limit: 100, spanMs: 3_600_000 };
const window: Take = { kind: 'window', key: 'window', amount: 10, limit: 100, spanMs: 60_000 };

/** A store that can be away: before an operation is done, or after it, so that only its answer is lost. */
function moody(environment: VirtualEnvironment) {
  const inner = memoryStore({ environment });
  const mood = { state: 'well' as 'well' | 'away' | 'deaf', settled: 0, renewed: 0 };
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    const gone = () => new KitError('store-unavailable', 'It is away.');
    if (mood.state === 'away') throw gone();
    const result = await work();
    if (mood.state === 'deaf') throw gone();
    return result;
  };
  const store: Store = {
    ...inner,
    reserve: (reservation) => ask(() => inner.reserve(reservation)),
    settle: (settlement) => {
      mood.settled++;
      return ask(() => inner.settle(settlement));
    },
    renew: (leases, leaseMs) => {
      mood.renewed++;
      return ask(() => inner.renew(leases, leaseMs));
    },
  };
  return { store, mood, used: () => inner.measure(total) };
}

async function kept(keeper: ReturnType<typeof leaseKeeper>, takes: readonly Take[] = [total]) {
  const reserved = await keeper.reserve({ takes });
  if (!reserved.granted) throw new Error('refused');
  return reserved;
}

describe('leaseKeeper', () => {
  it('renews a lease for as long as it is held, with one timer for all', async () => {
    const environment = virtualEnvironment();
    const { store, mood, used } = moody(environment);
    const keeper = leaseKeeper({ store, environment, leaseMs: 30_000 });
    const first = await kept(keeper);
    const second = await kept(keeper);
    expect(environment.pendingTimers).toBe(1);
    await environment.advance(600_000);
    expect(await used()).toEqual({ used: 0, held: 20 });
    await first.settle([7]);
    await second.settle([0]);
    await second.settle([9]);
    expect(await used()).toEqual({ used: 7, held: 0 });
    expect([environment.pendingTimers, mood.renewed]).toEqual([0, 60]);
  });

  it('holds nothing for a reservation of windows alone', async () => {
    const environment = virtualEnvironment();
    const keeper = leaseKeeper({ store: memoryStore({ environment }), environment });
    await kept(keeper, [window]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('tells an ending again until the store has it, and no ending twice', async () => {
    const environment = virtualEnvironment();
    const { store, mood, used } = moody(environment);
    const troubles: number[] = [];
    const keeper = leaseKeeper({ store, environment, onTrouble: (_error, lost) => troubles.push(lost) });
    const leases = await Promise.all([1, 2, 3].map(() => kept(keeper)));
    mood.state = 'deaf';
    for (const lease of leases) await lease.settle([5]);
    expect(await used()).toEqual({ used: 15, held: 0 });
    mood.state = 'away';
    await environment.advance(120_000);
    mood.state = 'well';
    await environment.advance(60_000);
    expect(await used()).toEqual({ used: 15, held: 0 });
    expect(troubles).toEqual([0, 0, 0]);
    expect(environment.pendingTimers).toBe(0);
  });

  it('settles a lease that lapsed while the store was away', async () => {
    const environment = virtualEnvironment();
    const { store, mood, used } = moody(environment);
    const keeper = leaseKeeper({ store, environment, leaseMs: 10_000 });
    const lease = await kept(keeper);
    mood.state = 'away';
    await environment.advance(60_000);
    await lease.settle([8]);
    expect(await used()).toEqual({ used: 0, held: 0 });
    mood.state = 'well';
    await environment.advance(60_000);
    expect(await used()).toEqual({ used: 8, held: 0 });
  });

  it('counts later what happened while the store was away, once', async () => {
    const environment = virtualEnvironment();
    const { store, mood, used } = moody(environment);
    const keeper = leaseKeeper({ store, environment });
    mood.state = 'away';
    keeper.charge([total]);
    keeper.charge([{ ...total, amount: 1 }]);
    await environment.advance(10_000);
    mood.state = 'deaf';
    await environment.advance(60_000);
    mood.state = 'well';
    await environment.advance(60_000);
    expect(await used()).toEqual({ used: 11, held: 0 });
  });

  it('counts it once when only the answer to its settlement is lost', async () => {
    const environment = virtualEnvironment();
    const inner = memoryStore({ environment });
    let answers = 0;
    const settleDeaf: Store = {
      ...inner,
      settle: async (settlement) => {
        await inner.settle(settlement);
        if (answers++ < 3) throw new KitError('store-unavailable', 'Its answer was lost.');
        return true;
      },
    };
    leaseKeeper({ store: settleDeaf, environment }).charge([total]);
    await environment.advance(120_000);
    expect([answers, await inner.measure(total)]).toEqual([4, { used: 10, held: 0 }]);
  });

  it('lets no ending that the store refuses hold up the others, and gives it up after an hour', async () => {
    const environment = virtualEnvironment();
    const inner = memoryStore({ environment });
    let lost = 0;
    const store: Store = {
      ...inner,
      settle: async (settlement) => {
        if (settlement.takes[0]?.key === 'poison') throw new KitError('store-unavailable', 'Wrong kind of value.');
        return inner.settle(settlement);
      },
    };
    const onTrouble = (_error: KitError, given: number) => {
      lost += given;
    };
    const keeper = leaseKeeper({ store, environment, onTrouble });
    keeper.charge([{ ...total, key: 'poison' }]);
    await environment.advance(20_000);
    keeper.charge([total]);
    await environment.advance(60_000);
    expect([await inner.measure(total), lost]).toEqual([{ used: 10, held: 0 }, 0]);
    await environment.advance(3_700_000);
    expect([lost, environment.pendingTimers]).toEqual([1, 0]);
  });

  it('keeps a bounded number of endings, and says what it gave up', async () => {
    const environment = virtualEnvironment();
    const { store, mood } = moody(environment);
    let lost = 0;
    const keeper = leaseKeeper({
      store,
      environment,
      onTrouble: (_error, given) => {
        lost += given;
      },
    });
    mood.state = 'away';
    for (let index = 0; index < 10_050; index++) keeper.charge([total]);
    expect(lost).toBe(50);
    await keeper.close();
    expect([lost, environment.pendingTimers]).toEqual([10_050, 0]);
  });

  it('tells everything before it closes', async () => {
    const environment = virtualEnvironment();
    const { store, mood, used } = moody(environment);
    const keeper = leaseKeeper({ store, environment });
    const lease = await kept(keeper);
    mood.state = 'away';
    await lease.settle([4]);
    mood.state = 'well';
    const other = await kept(keeper);
    void other.settle([3]);
    await keeper.close();
    expect(await used()).toEqual({ used: 7, held: 0 });
    expect(environment.pendingTimers).toBe(0);
  });
});
