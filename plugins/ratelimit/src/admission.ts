// Takes from the limits in the store, or does without it while it is away.
import { type Environment, type EventHub, isKitError } from '@kit/core';
import { type KeptLease, leaseKeeper, memoryStore, outageReport, type Refusal, type Store } from '@kit/store';
import type { LimitTake } from './limits.ts';

export interface AdmissionOptions {
  readonly store: Store | undefined;
  readonly outage: 'open' | 'closed';
  readonly leaseMs: number;
  readonly environment: Environment;
}

export interface Admission {
  /** True if others take from the same limits: what is free may be known to nobody here. */
  readonly shared: boolean;
  /** `events`: of the call that asks. @throws KitError `store-unavailable`, where that is the choice */
  reserve(wanted: Wanted, events: EventHub | undefined): Promise<KeptLease | Refusal>;
  /** Tells the other processes that a vendor wants to be left alone. */
  shut(gate: string, ms: number): void;
  close(): Promise<void>;
}

export interface Wanted {
  readonly takes: readonly LimitTake[];
  readonly gates: readonly string[] | undefined;
}

const free: KeptLease = { granted: true, settle: () => Promise.resolve() };

export function admission({ store, outage, leaseMs, environment }: AdmissionOptions): Admission {
  const main = store ?? memoryStore({ environment });
  const report = outageReport({ plugin: 'ratelimit', store: main.name, choice: outage }, () =>
    environment.monotonicMs(),
  );
  let heard: EventHub | undefined;
  const keeper = leaseKeeper({
    store: main,
    environment,
    leaseMs,
    onTrouble: (error) => report.away(error, heard),
  });
  // Stands in for a shared store that is away: this process keeps to the limits, if by itself.
  const standIn = main.shared ? leaseKeeper({ store: memoryStore({ environment }), environment, leaseMs }) : undefined;

  return {
    shared: main.shared,
    async reserve({ takes, gates }, events) {
      if (takes.length === 0 && !gates) return free;
      heard = events;
      try {
        const reserved = await keeper.reserve(gates ? { takes, gates } : { takes });
        report.back(events);
        return reserved;
      } catch (error) {
        if (!isKitError(error, 'store-unavailable')) throw error;
        report.away(error, events);
        if (outage === 'closed') throw error;
        return standIn ? standIn.reserve({ takes }) : free;
      }
    },
    shut(gate, ms) {
      // Whoever does not hear of it learns it from the vendor.
      if (main.shared) main.set(gate, true, { ttlMs: ms }).catch(() => {});
    },
    async close() {
      await keeper.close();
      await standIn?.close();
    },
  };
}
