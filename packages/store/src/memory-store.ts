// The store of one process: in memory, bounded, on the environment's clock.
import { checkOptions, type Environment, type JsonValue, KitError, systemEnvironment } from '@kit/core';
import { LeaseMeter } from './memory/lease-meter.ts';
import { WindowMeter } from './memory/window-meter.ts';
import type {
  Lease,
  Measure,
  Meter,
  Refusal,
  Reservation,
  Reserved,
  SetOptions,
  Settlement,
  Store,
  Take,
} from './store.ts';

export interface MemoryStoreOptions {
  /** Keys that it holds at most. Beyond them new ones are refused with `store-unavailable`. Default 100,000. */
  readonly maxKeys?: number;
  /** Default: the system's clock. */
  readonly environment?: Environment;
}

/**
 * A store in this process's memory: for one process, and what stands in while a shared one is away.
 *
 * @throws KitError `config` for a wrong option; operations that would need one key too many reject with
 * `store-unavailable`.
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  checkOptions('memoryStore()', options, { maxKeys: 'positive', environment: 'object' });
  const { maxKeys = 100_000, environment = systemEnvironment } = options;
  return new MemoryStore(maxKeys, environment);
}

interface Value {
  value: JsonValue;
  expiresAt: number;
}

type AnyMeter = WindowMeter | LeaseMeter;

/** Fewer keys are not worth looking through. */
const FEW_KEYS = 1_000;
/** How long a store that is full of living keys does not look through them again. */
const FULL_MS = 1_000;

// What throws in here rejects: every operation is asynchronous, as those of a store outside of the process are. They are
// properties, so that a store can be wrapped by `{ ...store, get: … }`.
class MemoryStore implements Store {
  readonly name = 'memory';
  readonly shared = false;
  readonly #maxKeys: number;
  readonly #environment: Environment;
  readonly #values = new Map<string, Value>();
  readonly #meters = new Map<string, AnyMeter>();
  /** What its clock showed when it was made, and goes on from: to set the clock neither frees nor shuts anything. */
  readonly #beganAt: number;
  readonly #beganMs: number;
  #sweepAtSize = FEW_KEYS;
  #fullUntil = 0;

  constructor(maxKeys: number, environment: Environment) {
    this.#maxKeys = maxKeys;
    this.#environment = environment;
    this.#beganAt = environment.now();
    this.#beganMs = environment.monotonicMs();
  }

  #now(): number {
    return this.#beganAt + Math.floor(this.#environment.monotonicMs() - this.#beganMs);
  }

  readonly get = async (key: string): Promise<JsonValue | undefined> => {
    return this.#value(key, this.#now())?.value;
  };

  readonly set = async (key: string, value: JsonValue, { ttlMs, ifAbsent = false }: SetOptions): Promise<boolean> => {
    const nowMs = this.#now();
    const found = this.#value(key, nowMs);
    if (found && ifAbsent) return false;
    if (!found) this.#makeRoom(1, nowMs);
    this.#values.set(key, { value, expiresAt: nowMs + ttlMs });
    return true;
  };

  readonly delete = async (key: string): Promise<boolean> => {
    return this.#value(key, this.#now()) !== undefined && this.#values.delete(key);
  };

  readonly add = async (key: string, amount: number, { ttlMs }: { readonly ttlMs: number }): Promise<number> => {
    const nowMs = this.#now();
    const found = this.#value(key, nowMs);
    if (!found) {
      this.#makeRoom(1, nowMs);
      this.#values.set(key, { value: amount, expiresAt: nowMs + ttlMs });
      return amount;
    }
    if (typeof found.value !== 'number')
      throw new KitError('store-unavailable', 'The memory store cannot add to a value that is no number.');
    found.value += amount;
    return found.value;
  };

  readonly reserve = async (reservation: Reservation): Promise<Reserved> => {
    const { id, takes, gates, force = false } = reservation;
    const at = this.#now();
    let refusal = gates && !force ? this.#gate(gates, at) : undefined;
    let missing = 0;
    for (const take of takes) {
      const meter = this.#meter(take.key, at);
      if (meter instanceof LeaseMeter && meter.has(id)) return { granted: true, at };
      if (!meter) missing++;
      if (!force) refusal = longer(refusal, judge(take, meter, at));
    }
    if (refusal) return refusal;
    if (missing > 0) this.#makeRoom(missing, at);
    for (const take of takes) this.#meterOf(take).take(take, reservation, at);
    return { granted: true, at };
  };

  readonly settle = async ({ id, takes, at, actual }: Settlement): Promise<boolean> => {
    const nowMs = this.#now();
    let leased = false;
    let known = false;
    for (const { kind, key } of takes) {
      if (kind === 'window') continue;
      leased = true;
      const meter = this.#meter(key, nowMs);
      if (meter instanceof LeaseMeter && meter.knows(id, nowMs)) known = true;
    }
    if (leased && !known) return false;
    for (const [index, take] of takes.entries()) {
      const used = actual[index] ?? take.amount;
      const found = this.#meter(take.key, nowMs);
      // A window that is over begins anew with what was used beyond what was reserved.
      const meter = found ?? (take.kind === 'window' && used > take.amount ? this.#meterOf(take) : undefined);
      meter?.settle(take, { id, at, used, nowMs });
      // A level that nobody holds and a window that is empty need no key.
      if (meter?.isEmpty) this.#meters.delete(take.key);
    }
    return true;
  };

  readonly renew = async (leases: readonly Lease[], leaseMs: number): Promise<void> => {
    const nowMs = this.#now();
    for (const { id, takes } of leases) {
      for (const { key } of takes) {
        const meter = this.#meter(key, nowMs);
        if (meter instanceof LeaseMeter) meter.renew(id, leaseMs, nowMs);
      }
    }
  };

  readonly measure = async ({ key }: Meter): Promise<Measure> => {
    const nowMs = this.#now();
    return this.#meter(key, nowMs)?.measure(nowMs) ?? { used: 0, held: 0 };
  };

  readonly close = async (): Promise<void> => {
    this.#values.clear();
    this.#meters.clear();
  };

  #value(key: string, nowMs: number): Value | undefined {
    const found = this.#values.get(key);
    if (!found || found.expiresAt > nowMs) return found;
    this.#values.delete(key);
    return undefined;
  }

  #meter(key: string, nowMs: number): AnyMeter | undefined {
    const found = this.#meters.get(key);
    if (!found || found.expiresAt > nowMs) return found;
    this.#meters.delete(key);
    return undefined;
  }

  #meterOf(take: Meter): AnyMeter {
    let found = this.#meters.get(take.key);
    if (!found) {
      found = take.kind === 'window' ? new WindowMeter(take.spanMs) : new LeaseMeter(take.kind);
      this.#meters.set(take.key, found);
    }
    return found;
  }

  #gate(gates: readonly string[], nowMs: number): Refusal | undefined {
    let refusal: Refusal | undefined;
    for (const key of gates) {
      const gate = this.#value(key, nowMs);
      if (!gate) continue;
      const waitMs = Math.max(1, gate.expiresAt - nowMs);
      refusal = longer(refusal, { granted: false, key, waitMs, used: 0, held: 0 });
    }
    return refusal;
  }

  /** Forgets what has expired whenever the keys have doubled: what is kept follows what lives. */
  #makeRoom(more: number, nowMs: number): void {
    const size = () => this.#values.size + this.#meters.size + more;
    if (size() <= Math.min(this.#maxKeys, this.#sweepAtSize)) return;
    if (nowMs >= this.#fullUntil) {
      for (const [key, { expiresAt }] of this.#values) if (expiresAt <= nowMs) this.#values.delete(key);
      for (const [key, { expiresAt }] of this.#meters) if (expiresAt <= nowMs) this.#meters.delete(key);
      this.#sweepAtSize = Math.max(FEW_KEYS, size() * 2);
    }
    if (size() <= this.#maxKeys) return;
    this.#fullUntil = Math.max(this.#fullUntil, nowMs + FULL_MS);
    const most = `The memory store holds its most, ${this.#maxKeys} keys.`;
    throw new KitError('store-unavailable', `${most} Raise \`maxKeys\`, or take a store outside of the process.`, {
      field: 'maxKeys',
    });
  }
}

function judge(take: Take, meter: AnyMeter | undefined, nowMs: number): Refusal | undefined {
  const { used, held } = meter?.measure(nowMs) ?? { used: 0, held: 0 };
  if (used + held + take.amount <= take.limit) return undefined;
  const waitMs = meter instanceof WindowMeter ? meter.waitMs(take, nowMs) : undefined;
  const known = take.kind === 'total' ? take.spanMs : waitMs;
  return { granted: false, key: take.key, used, held, ...(known !== undefined && { waitMs: known }) };
}

/** The longest known wait; a limit that depends on others letting go only if no other says how long. */
function longer(left: Refusal | undefined, right: Refusal | undefined): Refusal | undefined {
  if (!left || !right) return left ?? right;
  return (right.waitMs ?? -1) > (left.waitMs ?? -1) ? right : left;
}
