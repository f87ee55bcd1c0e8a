// What every store has to do, as checks that any test runner can make: for the stores of kit and for your own.
import { memoryStore } from './memory-store.ts';
import type { Reservation, Settlement, Store, Take } from './store.ts';

/** A store to be tried, empty or with keys of its own, and how time passes for it. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Lets so many milliseconds pass on the store's clock. */
  wait(ms: number): Promise<void>;
}

export interface StoreCheck {
  /** Reads as a sentence. */
  readonly name: string;
  /** Resolves when the store passes; rejects with what was expected and what came. */
  run(): Promise<void>;
}

/**
 * The checks. `make` is called for each; keys of different checks differ, so they may share a server.
 *
 * @example
 * for (const { name, run } of storeChecks(async () => ({ store: myStore(), wait: sleep }))) it(name, run);
 */
export function storeChecks(make: () => Promise<StoreUnderTest>): readonly StoreCheck[] {
  return Object.entries(checks).map(([name, check], index) => ({
    name,
    run: async () => {
      const under = await make();
      const unique = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
      try {
        await check(new Trial(under, `check${index}:${unique}:`));
      } finally {
        await under.store.close();
      }
    },
  }));
}

const HOUR_MS = 3_600_000;

class Trial {
  readonly store: Store;
  readonly wait: (ms: number) => Promise<void>;
  readonly #prefix: string;
  #ids = 0;

  constructor({ store, wait }: StoreUnderTest, prefix: string) {
    this.store = store;
    this.wait = wait;
    this.#prefix = prefix;
  }

  key(name: string): string {
    return this.#prefix + name;
  }

  id(): string {
    return `${this.#prefix}${this.#ids++}`;
  }

  window(amount: number, limit: number, spanMs = HOUR_MS): Take {
    return { kind: 'window', key: this.key('window'), amount, limit, spanMs };
  }

  total(amount: number, limit: number, spanMs = HOUR_MS): Take {
    return { kind: 'total', key: this.key('total'), amount, limit, spanMs };
  }

  level(amount: number, limit: number): Take {
    return { kind: 'level', key: this.key('level'), amount, limit };
  }

  async reserve(takes: readonly Take[], more: Partial<Reservation> = {}) {
    const id = more.id ?? this.id();
    const reserved = await this.store.reserve({ id, takes, leaseMs: 60_000, ...more });
    const at = reserved.granted ? reserved.at : 0;
    const settle = (...actual: number[]) => this.store.settle({ id, takes, at, actual });
    return { ...reserved, id, takes, settle };
  }
}

const granted = (reserved: readonly { readonly granted: boolean }[]) => reserved.filter((one) => one.granted).length;
const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

const checks: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  'keeps values until they expire': async (trial) => {
    const { store } = trial;
    const value = { text: 'Grüße, 世界 \u0007 "quoted"', list: [1, null, true], deep: { number: 0.25 } };
    const key = trial.key(`odd key: '"{}[] \\ ü 世 ${'x'.repeat(200)}`);
    same('a key that is not there', await store.get(key), undefined);
    same('set', await store.set(key, value, { ttlMs: 700 }), true);
    same('get', await store.get(key), value);
    same('set, if absent, of what is there', await store.set(key, 1, { ttlMs: 700, ifAbsent: true }), false);
    same('get', await store.get(key), value);
    await trial.wait(900);
    same('get after it expired', await store.get(key), undefined);
    same('set, if absent, of what has expired', await store.set(key, 1, { ttlMs: HOUR_MS, ifAbsent: true }), true);
    same('delete', await store.delete(key), true);
    same('delete again', await store.delete(key), false);
    same('get after delete', await store.get(key), undefined);
  },
  'takes any text as a key': async (trial) => {
    for (const odd of ['', ' ', 'nul \0', 'half \ud83d', '{', '*', 'long '.repeat(2_000)]) {
      const take = { ...trial.total(1, 1), key: trial.key(odd) };
      same(`granted for ${JSON.stringify(odd.slice(0, 9))}`, (await trial.reserve([take])).granted, true);
      const refused = await trial.reserve([take]);
      truth('the key comes back as it was given', !refused.granted && refused.key === take.key);
      await trial.store.set(take.key, odd.length, { ttlMs: HOUR_MS });
      same('its value', await trial.store.get(take.key), odd.length);
    }
  },
  'goes on being asked after it refused an operation': async (trial) => {
    const key = trial.key('text');
    await trial.store.set(key, 'text', { ttlMs: HOUR_MS });
    await trial.store.add(key, 1, { ttlMs: HOUR_MS }).catch(() => undefined);
    same('set', await trial.store.set(trial.key('other'), 1, { ttlMs: HOUR_MS }), true);
  },
  'lets one of many set what is absent': async (trial) => {
    const key = trial.key('absent');
    const set = await times(20, (index) => trial.store.set(key, index, { ttlMs: HOUR_MS, ifAbsent: true }));
    same('how many of 20 did', set.filter(Boolean).length, 1);
    same('whose value it is', await trial.store.get(key), set.indexOf(true));
  },
  'loses no addition to a counter, and forgets it in time': async (trial) => {
    const { store } = trial;
    const key = trial.key('counter');
    const sums = await times(50, () => store.add(key, 3, { ttlMs: 1_500 }));
    same('the sums of 50 additions at once', new Set(sums).size, 50);
    same('the sum', await store.get(key), 150);
    same('less', await store.add(key, -50, { ttlMs: HOUR_MS }), 100);
    await trial.wait(1_700);
    same('the counter after its time, which begins with its first addition', await store.get(key), undefined);
    same('the next addition', await store.add(key, 1, { ttlMs: 1_000 }), 1);
  },
  'lets through a window what fits, however many ask at once': async (trial) => {
    const reserved = await times(30, () => trial.reserve([trial.window(3, 30)]));
    same('how many of 30 were granted 3 of 30', granted(reserved), 10);
    same('what is used', await trial.store.measure(trial.window(0, 0)), { used: 30, held: 0 });
    const refused = reserved.find((one) => !one.granted) as { readonly key: string; readonly waitMs?: number };
    same('who refused', refused.key, trial.key('window'));
    truth(
      'the wait is about the span',
      (refused.waitMs ?? 0) > HOUR_MS * 0.99 && (refused.waitMs ?? 0) <= HOUR_MS * 1.04,
    );
    const never = await trial.reserve([trial.window(31, 30)]);
    truth('more than the limit has no wait: none would help', !never.granted && never.waitMs === undefined);
  },
  'frees a window when it says so, and not before its span is over': async (trial) => {
    const spanMs = 1_200;
    const first = await trial.reserve([trial.window(10, 10, spanMs)]);
    const refused = await trial.reserve([trial.window(1, 10, spanMs)]);
    truth('the first is granted, the second is not', first.granted && !refused.granted);
    const waitMs = refused.granted ? 0 : (refused.waitMs ?? 0);
    truth(
      `the wait of ${waitMs} ms is the span and at most a sixtieth more`,
      waitMs > spanMs * 0.6 && waitMs <= spanMs * 1.02 + 1,
    );
    await trial.wait(waitMs + 5);
    truth('after that wait it is granted', (await trial.reserve([trial.window(10, 10, spanMs)])).granted);
  },
  'takes from all limits or from none': async (trial) => {
    const { store } = trial;
    const takes = [trial.window(5, 10), trial.total(5, 8), trial.level(1, 10)];
    same('granted', (await trial.reserve(takes)).granted, true);
    const refused = await trial.reserve(takes);
    truth('the total refuses', !refused.granted && refused.key === trial.key('total'));
    truth('and tells what was taken of it', !refused.granted && refused.held === 5 && refused.used === 0);
    same('the window', await store.measure(trial.window(0, 0)), { used: 5, held: 0 });
    same('the total', await store.measure(trial.total(0, 0)), { used: 0, held: 5 });
    same('the level', await store.measure(trial.level(0, 0)), { used: 0, held: 1 });
  },
  'gives back to a window what was reserved too much, and counts what was used beyond': async (trial) => {
    const { store } = trial;
    const first = await trial.reserve([trial.window(10, 20)]);
    await first.settle(4);
    same('after using 4 of 10', await store.measure(trial.window(0, 0)), { used: 4, held: 0 });
    const second = await trial.reserve([trial.window(10, 20)]);
    await second.settle(30);
    same('after using 30 of 10', await store.measure(trial.window(0, 0)), { used: 34, held: 0 });
    same('granted to another', (await trial.reserve([trial.window(1, 20)])).granted, false);
  },
  'holds a total by leases until they are settled, once': async (trial) => {
    const { store } = trial;
    const reserved = await times(10, () => trial.reserve([trial.total(30, 100)]));
    same('how many of 10 were granted 30 of 100', granted(reserved), 3);
    const [one, two, three] = reserved.filter((each) => each.granted);
    same('settling', await one?.settle(10), true);
    same('settling again', await one?.settle(10), false);
    same('releasing', await two?.settle(0), true);
    same('what is left', await store.measure(trial.total(0, 0)), { used: 10, held: 30 });
    same('settling beyond the limit', await three?.settle(1_000), true);
    same('what was used', await store.measure(trial.total(0, 0)), { used: 1_010, held: 0 });
    const refused = await trial.reserve([trial.total(1, 100)]);
    truth('a total is free when its time is over', !refused.granted && (refused.waitMs ?? 0) > HOUR_MS * 0.9);
  },
  'counts of a level what is held': async (trial) => {
    const reserved = await times(10, () => trial.reserve([trial.level(1, 4)]));
    same('how many of 10 were granted one of 4', granted(reserved), 4);
    const refused = reserved.find((one) => !one.granted);
    truth('nobody knows when a place is free', refused?.granted === false && refused.waitMs === undefined);
    await times(2, async (index) => reserved.filter((one) => one.granted)[index]?.settle(1));
    same('after two have left', await trial.store.measure(trial.level(0, 0)), { used: 0, held: 2 });
    same('how many of 10 are granted then', granted(await times(10, () => trial.reserve([trial.level(1, 4)]))), 2);
  },
  'forgets leases that nobody renews': async (trial) => {
    const { store } = trial;
    const takes = [trial.total(5, 8), trial.level(1, 1)];
    const first = await trial.reserve(takes, { leaseMs: 600 });
    same('granted to another', (await trial.reserve(takes)).granted, false);
    await trial.wait(400);
    await store.renew([first], 600);
    await trial.wait(400);
    same('granted to another after a renewal', (await trial.reserve(takes)).granted, false);
    await trial.wait(400);
    same('the total after it lapsed', await store.measure(trial.total(0, 0)), { used: 0, held: 0 });
    same('the level after it lapsed', await store.measure(trial.level(0, 0)), { used: 0, held: 0 });
    const second = await trial.reserve(takes);
    same('granted to another after it lapsed', second.granted, true);
    same('settling late', await first.settle(3, 0), true);
    same('the total then', await store.measure(trial.total(0, 0)), { used: 3, held: 5 });
    same('settling late, again', await first.settle(3, 0), false);
  },
  'charges a lapsed lease where that was asked for, until it is settled': async (trial) => {
    const { store } = trial;
    const lost = await trial.reserve([trial.total(40, 100)], { leaseMs: 300, onLapse: 'charge' });
    const late = await trial.reserve([trial.total(30, 100)], { leaseMs: 300, onLapse: 'charge' });
    const alive = await trial.reserve([trial.total(20, 100)], { leaseMs: 300, onLapse: 'charge' });
    await trial.wait(500);
    same('after they lapsed', await store.measure(trial.total(0, 0)), { used: 90, held: 0 });
    same('settling late', await late.settle(7), true);
    same('then', await store.measure(trial.total(0, 0)), { used: 67, held: 0 });
    await store.renew([alive], 60_000);
    same('after one came back', await store.measure(trial.total(0, 0)), { used: 47, held: 20 });
    same('releasing late', await lost.settle(0), true);
    same('in the end', await store.measure(trial.total(0, 0)), { used: 7, held: 20 });
  },
  'refuses while a gate is there': async (trial) => {
    const gate = trial.key('gate');
    const takes = [trial.window(1, 10)];
    await trial.store.set(gate, true, { ttlMs: 700 });
    const refused = await trial.reserve(takes, { gates: [trial.key('other gate'), gate] });
    truth('the gate refuses', !refused.granted && refused.key === gate);
    const waitMs = refused.granted ? 0 : (refused.waitMs ?? 0);
    truth(`the wait of ${waitMs} ms is the gate's`, waitMs > 300 && waitMs <= 700);
    await trial.wait(waitMs + 5);
    same('granted after it', (await trial.reserve(takes, { gates: [gate] })).granted, true);
  },
  'takes what has happened whatever the limits say, and the same lease once': async (trial) => {
    const { store } = trial;
    const id = trial.id();
    const takes = [trial.total(80, 50)];
    same('forced', (await trial.reserve(takes, { id, force: true })).granted, true);
    const again = await trial.reserve(takes, { id, force: true });
    same('forced again', again.granted, true);
    same('held', await store.measure(trial.total(0, 0)), { used: 0, held: 80 });
    await again.settle(80);
    same('used', await store.measure(trial.total(0, 0)), { used: 80, held: 0 });
  },
  'counts as the memory store does, whatever is asked': async (trial) => {
    const model = memoryStore();
    const live: { id: string; takes: readonly Take[]; at: [number, number] }[] = [];
    const chance = seeded();
    const below = (most: number) => Math.floor(chance() * most);
    for (let step = 0; step < 300; step++) {
      const [window, total, level] = [trial.window(below(9), 60), trial.total(below(9), 60), trial.level(1, 4)];
      const takes = [window, total, level].filter(() => chance() < 0.6);
      const lease = live[below(live.length)];
      const what = `step ${step}`;
      if (chance() < 0.5 && takes.length > 0) {
        const id = trial.id();
        const reservation: Reservation = { id, takes, leaseMs: HOUR_MS, force: chance() < 0.05 };
        const [left, right] = [await trial.store.reserve(reservation), await model.reserve(reservation)];
        same(`${what}: granted`, left.granted, right.granted);
        if (left.granted && right.granted) live.push({ id, takes, at: [left.at, right.at] });
      } else if (lease && chance() < 0.8) {
        const { id, at } = lease;
        const actual = lease.takes.map(() => below(12));
        const settled = (moment: number): Settlement => ({ id, takes: lease.takes, at: moment, actual });
        const [left, right] = [await trial.store.settle(settled(at[0])), await model.settle(settled(at[1]))];
        same(`${what}: settled`, left, right);
        // Some are settled a second time; those of windows alone must not be.
        if (chance() < 0.7 || lease.takes.every(({ kind }) => kind === 'window')) live.splice(live.indexOf(lease), 1);
      } else await trial.store.renew(live, HOUR_MS);
      for (const meter of [window, total, level])
        same(`${what}: the ${meter.kind}`, await trial.store.measure(meter), await model.measure(meter));
    }
  },
  'counts exactly up to 2^53 - 1': async (trial) => {
    const limit = Number.MAX_SAFE_INTEGER;
    const first = await trial.reserve([trial.total(limit - 1, limit), trial.window(limit - 1, limit)]);
    const second = await trial.reserve([trial.total(1, limit), trial.window(1, limit)]);
    const third = await trial.reserve([trial.total(1, limit)]);
    same('granted', [first.granted, second.granted, third.granted], [true, true, false]);
    await first.settle(limit - 3, limit - 3);
    await second.settle(1, 1);
    same('the total', await trial.store.measure(trial.total(0, 0)), { used: limit - 2, held: 0 });
    same('the window', await trial.store.measure(trial.window(0, 0)), { used: limit - 2, held: 0 });
  },
};

/** The same steps in every run. */
function seeded(): () => number {
  let state = 7;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function same(what: string, got: unknown, wanted: unknown): void {
  const [left, right] = [canonical(got), canonical(wanted)];
  if (left !== right) throw new Error(`${what}: expected ${right}, but got ${left}.`);
}

function truth(what: string, holds: boolean): void {
  if (!holds) throw new Error(`It does not hold that ${what}.`);
}

/** JSON with keys in order: stores may keep objects in another one. */
function canonical(value: unknown): string {
  const sorted = (_key: string, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : inner;
  return JSON.stringify(value, sorted) ?? 'undefined';
}
