// Where spending is kept: the store, or this process while the store is away and that was chosen.
import { type Environment, type EventHub, isKitError } from '@kit/core';
import {
  type KeptLease,
  leaseKeeper,
  memoryStore,
  outageReport,
  type Refusal,
  type Store,
  type Take,
} from '@kit/store';

export interface AccountOptions {
  readonly store: Store | undefined;
  readonly outage: 'open' | 'closed';
  readonly lapsed: 'release' | 'charge';
  readonly leaseMs: number;
  readonly environment: Environment;
}

export interface Account {
  /** `events`: of the call that asks. @throws KitError `store-unavailable`, where that is the choice */
  reserve(take: Take, events: EventHub | undefined): Promise<KeptLease | Refusal>;
  /** What is spent and what is reserved. */
  measure: Store['measure'];
  close(): Promise<void>;
}

export function openAccount({ store, outage, lapsed, leaseMs, environment }: AccountOptions): Account {
  const main = store ?? memoryStore({ environment });
  const report = outageReport({ plugin: 'budget', store: main.name, choice: outage }, () => environment.monotonicMs());
  let heard: EventHub | undefined;
  const keeper = leaseKeeper({ store: main, environment, leaseMs, onTrouble: (error) => report.away(error, heard) });
  const standIn = leaseKeeper({ store: memoryStore({ environment }), environment, leaseMs });

  /** Within the budget as this process knows it; the store is told when it is back. */
  const withoutStore = async (take: Take): Promise<KeptLease | Refusal> => {
    const reserved = await standIn.reserve({ takes: [take] });
    if (!reserved.granted) return reserved;
    return {
      granted: true,
      async settle(actual) {
        await reserved.settle(actual);
        const [amount = take.amount] = actual;
        if (amount > 0) keeper.charge([{ ...take, amount }]);
      },
    };
  };

  return {
    async reserve(take, events) {
      heard = events;
      try {
        const reserved = await keeper.reserve({ takes: [take], onLapse: lapsed });
        report.back(events);
        return reserved;
      } catch (error) {
        if (!isKitError(error, 'store-unavailable')) throw error;
        report.away(error, events);
        if (outage === 'closed') throw error;
        return withoutStore(take);
      }
    },
    measure: (meter) => main.measure(meter),
    async close() {
      await keeper.close();
      await standIn.close();
    },
  };
}
