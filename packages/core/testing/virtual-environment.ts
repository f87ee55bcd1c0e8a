// A clock that moves when a test tells it to. Core imports nothing, so it cannot use the one that users get.
import type { Environment } from '../src/environment.ts';

export interface VirtualEnvironment extends Environment {
  /** Moves the clock, running due timers in their order; what waits for them goes on in between. */
  advance(ms: number): Promise<void>;
  /** Timers that are set. */
  readonly timers: number;
}

export function virtualEnvironment(): VirtualEnvironment {
  let elapsedMs = 0;
  let ids = 0;
  let timers: { readonly dueMs: number; readonly run: () => void }[] = [];
  const nextDue = (untilMs: number) =>
    timers.toSorted((a, b) => a.dueMs - b.dueMs).find(({ dueMs }) => dueMs <= untilMs);

  return {
    now: () => 1_700_000_000_000 + elapsedMs,
    monotonicMs: () => elapsedMs,
    random: () => 0.5,
    id: () => `id-${++ids}`,
    setTimer(delayMs, run) {
      const timer = { dueMs: elapsedMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        const { dueMs, run } = due;
        timers = timers.filter((other) => other !== due);
        elapsedMs = Math.max(elapsedMs, dueMs);
        run();
        await settle();
      }
      elapsedMs = untilMs;
    },
    get timers() {
      return timers.length;
    },
  };
}

/** Lets everything go on that does not wait for a clock. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
