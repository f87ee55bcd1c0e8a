// The world as core sees it: clock, timers, chance, ids. Injectable, so that tests run on a virtual clock.

/** Cancels a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

export interface Environment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`, which may be longer than a timer of the runtime; never where it is infinite. */
  setTimer(delayMs: number, run: () => void): CancelTimer;
  /** 0 ≤ value < 1. */
  random(): number;
  /** A new unique id (a UUID). */
  id(): string;
}

// Timers exist in every runtime; their types differ, so only what is used is described here.
interface RuntimeTimers {
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** What runtimes can wait for at once, about 25 days. A longer timer would fire immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The real world. */
export const systemEnvironment: Environment = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(delayMs, run) {
    const { setTimeout, clearTimeout } = globalThis as unknown as RuntimeTimers;
    if (delayMs > LONGEST_TIMER_MS) return inStages(delayMs, run);
    const handle = setTimeout(run, delayMs);
    return () => clearTimeout(handle);
  },
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
};

function inStages(delayMs: number, run: () => void): CancelTimer {
  let cancel = systemEnvironment.setTimer(LONGEST_TIMER_MS, () => {
    cancel = systemEnvironment.setTimer(delayMs - LONGEST_TIMER_MS, run);
  });
  return () => cancel();
}

/** Waits; rejects with the reason when `signal` fires. */
export function sleep(
  delayMs: number,
  environment: Environment,
  onCancel?: (listener: (reason: unknown) => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelTimer = environment.setTimer(delayMs, () => {
      forget?.();
      resolve();
    });
    const forget = onCancel?.((reason) => {
      cancelTimer();
      reject(reason);
    });
  });
}
