// A clock for tests that moves only when it is told to.
import type { Environment } from '@kit/core';

export interface VirtualEnvironment extends Environment {
  /** Moves the clock and runs what is due, in order; lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Timers that are armed. */
  readonly timers: number;
}

export function virtualEnvironment(startMs = 1_800_000_000_000): VirtualEnvironment {
  let nowMs = startMs;
  let ids = 0;
  let due: { atMs: number; run: () => void }[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    random: () => 0.5,
    id: () => `id-${++ids}`,
    setTimer(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
    get timers() {
      return due.length;
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const next = due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) break;
        due = due.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}
