// The store: what plugins keep between calls, for one process or for many. Values, counters, and limits with leases.
import type { JsonValue } from '@kit/core';

/**
 * Every operation is atomic and takes its time from the store's own clock, so that processes whose clocks differ agree.
 * Whatever is written expires. All amounts and limits are whole numbers up to 2^53 - 1.
 *
 * Every operation rejects with a KitError `store-unavailable` when the store does not answer in time. What happens then
 * (go on, or refuse) is the choice of the plugin that asked; each states its own.
 */
export interface Store {
  /** `memory`, `redis`, `postgres`: for messages and events. */
  readonly name: string;
  /** True if other processes see the same state. */
  readonly shared: boolean;

  /** The value, unless it is absent or has expired. */
  get(key: string): Promise<JsonValue | undefined>;
  /** False if `ifAbsent` was asked for and the key is there. */
  set(key: string, value: JsonValue, options: SetOptions): Promise<boolean>;
  /** True if there was one. */
  delete(key: string): Promise<boolean>;
  /** Adds to a counter; answers what it is now. A counter expires `ttlMs` after its first addition. */
  add(key: string, amount: number, options: { readonly ttlMs: number }): Promise<number>;

  /** Takes from all the limits, or from none. A second time with the id of a live lease changes nothing. */
  reserve(reservation: Reservation): Promise<Reserved>;
  /**
   * Ends a reservation with what was really used. A reservation that holds leases is settled once, however often this is
   * said: false for the second time. Nothing is refused: what was used is counted, also beyond the limit.
   */
  settle(settlement: Settlement): Promise<boolean>;
  /** Leases that are still known live for `leaseMs` from now. */
  renew(leases: readonly Lease[], leaseMs: number): Promise<void>;
  /** What of a limit is taken at this moment. */
  measure(meter: Meter): Promise<Measure>;

  close(): Promise<void>;
}

export interface SetOptions {
  readonly ttlMs: number;
  /** Only if there is no such key. */
  readonly ifAbsent?: boolean;
}

/**
 * What is limited.
 * - `window`: what was taken counts for `spanMs` and is then free again. Never more than the limit in any span of that
 *   length. Holds no lease: a reservation that is never settled has used what it took.
 * - `total`: what was used counts until the key is forgotten, `spanMs` from now (at the end of a period, say); what is
 *   reserved and not settled is held by a lease.
 * - `level`: only what is held by a lease counts: places, calls under way.
 */
export type Meter =
  | { readonly kind: 'window'; readonly key: string; readonly spanMs: number }
  | { readonly kind: 'total'; readonly key: string; readonly spanMs: number }
  | { readonly kind: 'level'; readonly key: string };

export type Take = Meter & { readonly amount: number; readonly limit: number };

export interface Reservation {
  /** Unique. */
  readonly id: string;
  readonly takes: readonly Take[];
  /** Leases that are not renewed, settled or released for so long have lapsed: whoever held them is gone. */
  readonly leaseMs: number;
  /**
   * What a lapsed lease of a `total` leaves: nothing (`release`, the default), or what it had reserved (`charge`). It can
   * still be settled for an hour.
   */
  readonly onLapse?: 'release' | 'charge';
  /** Keys of values; while one of them is there, the reservation is refused until it expires. */
  readonly gates?: readonly string[];
  /** Takes whatever the limits say: what has happened has to be counted. */
  readonly force?: boolean;
}

export type Reserved =
  | {
      readonly granted: true;
      /** The store's clock, milliseconds since the epoch; `settle` wants to know. */
      readonly at: number;
    }
  | Refusal;

export interface Refusal {
  readonly granted: false;
  /** The limit or gate that refused; of several, the one that takes longest. */
  readonly key: string;
  /** Milliseconds until enough may be free; undefined where that depends on when somebody lets go. */
  readonly waitMs?: number;
  /** What was taken of that limit. */
  readonly used: number;
  readonly held: number;
}

/** A reservation's id and what it took from. */
export interface Lease {
  readonly id: string;
  readonly takes: readonly Take[];
}

export interface Settlement extends Lease {
  /** From the reservation's answer. */
  readonly at: number;
  /** What was really used of each take; 0 gives it back. Not looked at for levels. */
  readonly actual: readonly number[];
}

export interface Measure {
  readonly used: number;
  readonly held: number;
}

/** A lapsed lease of a total can be settled for so long: its holder may only have been cut off from the store. */
export const LAPSED_KEPT_MS = 3_600_000;
