// Keeps the leases of one process: renews them while their calls run, and tells the store how they ended.
import { type CancelTimer, type Environment, type KitError, toKitError } from '@kit/core';
import { LateEndings } from './late-endings.ts';
import type { Lease, Refusal, Reservation, Settlement, Store } from './store.ts';

export interface LeaseKeeperOptions {
  readonly store: Store;
  readonly environment: Environment;
  /** After how many milliseconds without renewal a lease has lapsed; renewed at a third of it. Default 60,000. */
  readonly leaseMs?: number;
  /** The store could not be told something; `lost`: how many endings were given up, usually none. */
  readonly onTrouble?: (error: KitError, lost: number) => void;
}

export interface LeaseKeeper {
  /** @throws KitError `store-unavailable` */
  reserve(reservation: Omit<Reservation, 'id' | 'leaseMs'>): Promise<KeptLease | Refusal>;
  /** Counts what has happened without having been reserved, now or as soon as the store answers. */
  charge(takes: Reservation['takes']): void;
  /** Tells the store what it does not know yet; stops renewing. Waits at most for what is under way. */
  close(): Promise<void>;
}

export interface KeptLease {
  readonly granted: true;
  /**
   * Ends it, once; a second time does nothing. Resolves when the store knows, or when it has to be told later. Never
   * rejects.
   */
  settle(actual: readonly number[]): Promise<void>;
}

/**
 * One timer for all leases, while there are any. An ending that the store cannot be told waits and is told again: what is
 * settled late is settled all the same, once.
 */
export function leaseKeeper({ store, environment, leaseMs = 60_000, onTrouble }: LeaseKeeperOptions): LeaseKeeper {
  const trouble = (thrown: unknown, lost = 0) => {
    try {
      onTrouble?.(toKitError(thrown, 'store-unavailable'), lost);
    } catch {
      // A listener must not keep leases from being renewed.
    }
  };
  const late = new LateEndings({ store, environment, leaseMs, trouble });
  const renewals = new Renewals({ store, environment, leaseMs, trouble });
  const settling = new Set<Promise<void>>();

  const settle = async (settlement: Settlement, leased: boolean): Promise<void> => {
    try {
      await store.settle(settlement);
    } catch (thrown) {
      trouble(thrown);
      // Windows forget by themselves; said twice, what was too much would be given back twice.
      if (leased) late.add(settlement);
    }
  };

  return {
    async reserve(wanted) {
      const id = environment.id();
      const reserved = await store.reserve({ ...wanted, id, leaseMs });
      if (!reserved.granted) return reserved;
      const { at } = reserved;
      const { takes } = wanted;
      const leased = takes.some(({ kind }) => kind !== 'window');
      if (leased) renewals.add({ id, takes });
      let settled = false;
      return {
        granted: true,
        async settle(actual) {
          if (settled) return;
          settled = true;
          if (leased) renewals.delete(id);
          const ending = settle({ id, takes, at, actual }, leased);
          settling.add(ending);
          await ending;
          settling.delete(ending);
        },
      };
    },
    charge(takes) {
      const actual = takes.map(({ amount }) => amount);
      late.add({ id: environment.id(), takes, at: environment.now(), actual }, true);
      void late.tell();
    },
    async close() {
      renewals.close();
      await Promise.all(settling);
      await late.close();
    },
  };
}

interface RenewalsOptions {
  readonly store: Store;
  readonly environment: Environment;
  readonly leaseMs: number;
  readonly trouble: (thrown: unknown) => void;
}

/** The leases that are held now. */
class Renewals {
  readonly #options: RenewalsOptions;
  readonly #held = new Map<string, Lease>();
  #stopTimer: CancelTimer | undefined;
  #closed = false;

  constructor(options: RenewalsOptions) {
    this.#options = options;
  }

  add(lease: Lease): void {
    this.#held.set(lease.id, lease);
    this.#renewLater();
  }

  delete(id: string): void {
    this.#held.delete(id);
    if (this.#held.size === 0) this.#stop();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #renewLater(): void {
    const { store, environment, leaseMs, trouble } = this.#options;
    if (this.#stopTimer || this.#held.size === 0 || this.#closed) return;
    this.#stopTimer = environment.setTimer(leaseMs / 3, () => {
      this.#stopTimer = undefined;
      store.renew([...this.#held.values()], leaseMs).catch(trouble);
      this.#renewLater();
    });
  }

  #stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}
