// A window in memory: what was taken, by slot.
import type { Measure, Take } from '../store.ts';
import { slotAt, slotCounts, slotEndsAt, windowWaitMs } from '../window.ts';

export class WindowMeter {
  readonly #spanMs: number;
  /** Oldest first: slots are added as time goes. */
  readonly #slots = new Map<number, number>();
  #sum = 0;
  expiresAt = 0;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  get isEmpty(): boolean {
    return this.#slots.size === 0;
  }

  take({ amount }: Take, _reservation: unknown, nowMs: number): void {
    this.#forgetPast(nowMs);
    this.#add(slotAt(nowMs, this.#spanMs), amount);
  }

  /** What was reserved too much is free again; what was used beyond it counts from now. */
  settle({ amount }: Take, { at, used, nowMs }: { at: number; used: number; nowMs: number }): void {
    this.#forgetPast(nowMs);
    if (used > amount) return this.#add(slotAt(nowMs, this.#spanMs), used - amount);
    const slot = slotAt(at, this.#spanMs);
    const there = this.#slots.get(slot);
    if (there !== undefined) this.#add(slot, -Math.min(there, amount - used));
  }

  measure(nowMs: number): Measure {
    this.#forgetPast(nowMs);
    return { used: this.#sum, held: 0 };
  }

  waitMs(take: Take, nowMs: number): number | undefined {
    return windowWaitMs(this.#slots, this.#sum, { ...take, spanMs: this.#spanMs }, nowMs);
  }

  #add(slot: number, amount: number): void {
    const there = (this.#slots.get(slot) ?? 0) + amount;
    this.#sum += amount;
    if (there === 0) this.#slots.delete(slot);
    else this.#slots.set(slot, there);
    this.expiresAt = Math.max(this.expiresAt, slotEndsAt(slot, this.#spanMs));
  }

  #forgetPast(nowMs: number): void {
    const current = slotAt(nowMs, this.#spanMs);
    for (const [slot, amount] of this.#slots) {
      if (slotCounts(slot, current)) return;
      this.#slots.delete(slot);
      this.#sum -= amount;
    }
  }
}
