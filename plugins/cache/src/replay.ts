// A kept stream, streamed again: all at once, or as it came.
import type { Environment, PartSource } from '@kit/core';
import type { Recording } from './recording.ts';

type AnyPart = Recording['batches'][number][number];

/** No read waits. */
export function allAtOnce({ batches }: Recording): PartSource<AnyPart> {
  let next = 0;
  return {
    read: () => batches[next++] ?? null,
    cancel() {
      next = batches.length;
    },
  };
}

/** Each batch comes when it came, counted from the first read. A timer runs only while somebody waits. */
export function asItCame({ times, batches }: Recording, environment: Environment): PartSource<AnyPart> {
  let startedAtMs: number | undefined;
  let next = 0;
  let stopTimer: (() => void) | undefined;
  return {
    read(wake) {
      const batch = batches[next];
      if (!batch) return null;
      const nowMs = environment.monotonicMs();
      const cameMs = times[next] as number;
      startedAtMs ??= nowMs - cameMs;
      const dueMs = startedAtMs + cameMs;
      stopTimer?.();
      stopTimer = undefined;
      if (nowMs < dueMs) {
        stopTimer = environment.setTimer(Math.ceil(dueMs - nowMs), wake);
        return undefined;
      }
      next++;
      return batch;
    },
    cancel() {
      stopTimer?.();
      next = batches.length;
    },
  };
}
