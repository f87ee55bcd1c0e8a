// A store on a network that comes and goes: operations are late, some fail before they were done, some after. It tells which
// leases are held.
import { type Environment, KitError, sleep } from '@kit/core';
import { type Meter, memoryStore, type Store } from '@kit/store';

export interface FlappingStore {
  readonly store: Store;
  /** From now on it answers at once, and always. */
  calm(): void;
  /** The keys of limits from which a lease holds something at this moment, with what it holds. */
  held(): Promise<readonly string[]>;
  /** Whether anybody has ever asked for a lease. */
  readonly leased: boolean;
}

/** Flaps until it is told to be calm; `environment.random` decides how. */
export function flappingStore(environment: Environment): FlappingStore {
  const inner = memoryStore({ environment });
  const { random } = environment;
  const leasable = new Map<string, Meter>();
  let flapping = true;
  const away = (when: string) => new KitError('store-unavailable', `The store was away ${when}.`);
  const flap = async <T>(operate: () => Promise<T>): Promise<T> => {
    if (flapping) {
      await sleep(random() * 40, environment);
      if (random() < 0.15) throw away('before it could begin');
    }
    const answer = await operate();
    if (flapping) {
      await sleep(random() * 10, environment);
      if (random() < 0.08) throw away('when it wanted to answer');
    }
    return answer;
  };
  const store: Store = {
    name: 'flapping',
    shared: true,
    get: (key) => flap(() => inner.get(key)),
    set: (key, value, options) => flap(() => inner.set(key, value, options)),
    delete: (key) => flap(() => inner.delete(key)),
    add: (key, amount, options) => flap(() => inner.add(key, amount, options)),
    reserve(reservation) {
      for (const { kind, key } of reservation.takes)
        if (kind !== 'window') leasable.set(key, kind === 'level' ? { kind, key } : { kind, key, spanMs: 1 });
      return flap(() => inner.reserve(reservation));
    },
    settle: (settlement) => flap(() => inner.settle(settlement)),
    renew: (leases, leaseMs) => flap(() => inner.renew(leases, leaseMs)),
    measure: (meter) => flap(() => inner.measure(meter)),
    close: () => inner.close(),
  };
  return {
    store,
    calm() {
      flapping = false;
    },
    async held() {
      const told: string[] = [];
      for (const [key, meter] of leasable) {
        const { held } = await inner.measure(meter);
        if (held > 0) told.push(`${key}: ${held}`);
      }
      return told;
    },
    get leased() {
      return leasable.size > 0;
    },
  };
}
