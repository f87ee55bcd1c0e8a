// A total or a level in memory: what was used, and the leases that hold the rest.
import { LAPSED_KEPT_MS, type Measure, type Reservation, type Take } from '../store.ts';

interface HeldLease {
  readonly amount: number;
  readonly charge: boolean;
  expiresAt: number;
  lapsed: boolean;
}

export class LeaseMeter {
  readonly #kind: 'total' | 'level';
  readonly #leases = new Map<string, HeldLease>();
  #used = 0;
  #held = 0;
  /** When the next lease lapses, at the earliest. */
  #nextLapseAt = Number.POSITIVE_INFINITY;
  expiresAt = 0;

  constructor(kind: 'total' | 'level') {
    this.#kind = kind;
  }

  get isEmpty(): boolean {
    return this.#leases.size === 0 && this.#used === 0;
  }

  has(id: string): boolean {
    return this.#leases.has(id);
  }

  /** True if the lease can be settled. */
  knows(id: string, nowMs: number): boolean {
    this.#lapse(nowMs);
    return this.#leases.has(id);
  }

  take(take: Take, { id, leaseMs, onLapse }: Reservation, nowMs: number): void {
    const expiresAt = nowMs + leaseMs;
    this.#leases.set(id, { amount: take.amount, charge: onLapse === 'charge', expiresAt, lapsed: false });
    this.#held += take.amount;
    this.#nextLapseAt = Math.min(this.#nextLapseAt, expiresAt);
    this.expiresAt = Math.max(this.expiresAt, take.kind === 'total' ? nowMs + take.spanMs + LAPSED_KEPT_MS : expiresAt);
  }

  settle(_take: Take, { id, used }: { id: string; used: number }): void {
    const lease = this.#leases.get(id);
    if (!lease) return;
    this.#leases.delete(id);
    if (!lease.lapsed) this.#held -= lease.amount;
    else if (lease.charge) this.#used -= lease.amount;
    if (this.#kind === 'total') this.#used += used;
  }

  /** A lapsed lease lives again: its holder was only cut off. */
  renew(id: string, leaseMs: number, nowMs: number): void {
    this.#lapse(nowMs);
    const lease = this.#leases.get(id);
    if (!lease) return;
    if (lease.lapsed) {
      lease.lapsed = false;
      this.#held += lease.amount;
      if (lease.charge) this.#used -= lease.amount;
    }
    lease.expiresAt = nowMs + leaseMs;
    this.#nextLapseAt = Math.min(this.#nextLapseAt, lease.expiresAt);
    this.expiresAt = Math.max(this.expiresAt, lease.expiresAt);
  }

  measure(nowMs: number): Measure {
    this.#lapse(nowMs);
    return { used: this.#used, held: this.#held };
  }

  #lapse(nowMs: number): void {
    if (nowMs < this.#nextLapseAt) return;
    let next = Number.POSITIVE_INFINITY;
    for (const [id, lease] of this.#leases) {
      if (lease.expiresAt <= nowMs) this.#lapseOne(id, lease, nowMs);
      if (this.#leases.has(id)) next = Math.min(next, lease.expiresAt);
    }
    this.#nextLapseAt = next;
  }

  #lapseOne(id: string, lease: HeldLease, nowMs: number): void {
    if (lease.lapsed || this.#kind === 'level') this.#leases.delete(id);
    if (lease.lapsed) return;
    this.#held -= lease.amount;
    if (this.#kind === 'level') return;
    lease.lapsed = true;
    if (lease.charge) this.#used += lease.amount;
    lease.expiresAt = Math.max(nowMs, lease.expiresAt) + LAPSED_KEPT_MS;
  }
}
