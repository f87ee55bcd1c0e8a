// Where the time of a call went that no vendor had.
import type { Attempt } from '@kit/core';
import type { Series } from './series.ts';

/**
 * `before`: until the first request began. `queue`: requests waiting for a connection or a place. `between`: from one
 * attempt to the next (pauses of a retry, the choice of another target). `after`: from the end of the last one.
 * Attempts that run side by side (hedges) are one stretch. The sum is exact; attempts know their start to the
 * millisecond, so the border between `before` and `after` is no finer.
 */
export function recordOverhead(
  series: Series,
  attempts: readonly Attempt[],
  from: number,
  beganAt: number,
  totalMs: number,
): void {
  const first = attempts[from];
  if (!first) return series.overheadMs.before.record(totalMs);
  let busyMs = 0;
  let queueMs = 0;
  let busyUntil = first.startedAt;
  for (let index = from; index < attempts.length; index++) {
    const { startedAt, timings } = attempts[index] as Attempt;
    const endedAt = startedAt + (timings.totalMs ?? timings.firstPartMs ?? 0);
    queueMs += timings.queueMs ?? 0;
    if (endedAt <= busyUntil) continue;
    busyMs += endedAt - Math.max(startedAt, busyUntil);
    busyUntil = endedAt;
  }
  const ownMs = Math.max(0, totalMs - busyMs);
  const beforeMs = Math.min(Math.max(0, first.startedAt - beganAt), ownMs);
  const isOne = attempts.length - from === 1;
  const afterMs = isOne ? ownMs - beforeMs : Math.min(Math.max(0, totalMs - (busyUntil - beganAt)), ownMs - beforeMs);
  series.overheadMs.before.record(beforeMs);
  series.overheadMs.after.record(afterMs);
  if (!isOne) series.overheadMs.between.record(ownMs - beforeMs - afterMs);
  if (queueMs > 0) series.overheadMs.queue.record(queueMs);
}
