// The arithmetic of windows: a span in slots, so that what was taken long ago is forgotten bit by bit.

/**
 * Slots of a window. What is taken counts for the span and up to a sixtieth more: that is what makes "never more than the
 * limit in any span" exact, with 61 numbers for a key however much is taken.
 */
export const WINDOW_SLOTS = 60;

/** The slot of a moment. */
export function slotAt(nowMs: number, spanMs: number): number {
  return Math.floor((nowMs * WINDOW_SLOTS) / spanMs);
}

/** When what was taken in a slot no longer counts. */
export function slotEndsAt(slot: number, spanMs: number): number {
  return Math.ceil(((slot + WINDOW_SLOTS + 1) * spanMs) / WINDOW_SLOTS);
}

/** True if what was taken in the slot still counts. */
export function slotCounts(slot: number, currentSlot: number): boolean {
  return slot >= currentSlot - WINDOW_SLOTS;
}

/**
 * Milliseconds until `amount` fits under the limit, given what is in each slot, oldest first.
 * Undefined if it is more than the limit: no waiting helps.
 */
export function windowWaitMs(
  slots: Iterable<readonly [slot: number, amount: number]>,
  sum: number,
  take: { readonly amount: number; readonly limit: number; readonly spanMs: number },
  nowMs: number,
): number | undefined {
  let over = sum + take.amount - take.limit;
  if (over <= 0) return 0;
  if (take.amount > take.limit) return undefined;
  for (const [slot, amount] of slots) {
    over -= amount;
    if (over <= 0) return Math.max(1, slotEndsAt(slot, take.spanMs) - nowMs);
  }
  return undefined;
}
