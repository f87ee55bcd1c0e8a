// A kept stream, streamed again: all at once, or as it came.
import type { Environment, PartSource } from '@kit/core';
import type { KeptBatch } from './entry.ts';

type AnyPart = KeptBatch[1][number];

/** One read brings everything. */
export function allAtOnce(batches: readonly KeptBatch[]): PartSource<AnyPart> {
  let left: readonly AnyPart[] | null = batches.flatMap(([, parts]) => parts);
  return {
    read() {
      const batch = left;
      left = null;
      return batch;
    },
    cancel() {
      left = null;
    },
  };
}

/** Each batch comes when it came, counted from the first read. A timer runs only while somebody waits. */
export function asItCame(batches: readonly KeptBatch[], environment: Environment): PartSource<AnyPart> {
  let startedAtMs: number | undefined;
  let next = 0;
  let stopTimer: (() => void) | undefined;
  return {
    read(wake) {
      const batch = batches[next];
      if (!batch) return null;
      const nowMs = environment.monotonicMs();
      startedAtMs ??= nowMs - batch[0];
      const dueMs = startedAtMs + batch[0];
      stopTimer?.();
      stopTimer = undefined;
      if (nowMs < dueMs) {
        stopTimer = environment.setTimer(Math.ceil(dueMs - nowMs), wake);
        return undefined;
      }
      next++;
      return batch[1];
    },
    cancel() {
      stopTimer?.();
      next = batches.length;
    },
  };
}
