// An environment for tests: a clock that moves when it is told to, repeatable chance, ids that count.
import type { Environment } from '@kit/core';
import { seededRandom } from './seeded-random.ts';

export interface VirtualEnvironmentOptions {
  /** Milliseconds since the epoch at the start. Default 2026-01-01T00:00:00Z. */
  readonly startAt?: number;
  /** Seed of `random()`. Default 1. */
  readonly seed?: number;
}

export interface VirtualEnvironment extends Environment {
  /** Moves the clock, running due timers in order. Between two timers everything that waits for them goes on. */
  advance(ms: number): Promise<void>;
  /** Lets everything go on that does not wait for the clock. */
  settle(): Promise<void>;
  /** Milliseconds until the next timer; undefined if none is set. */
  readonly nextTimerMs: number | undefined;
  /** Timers that are set: 0 when nothing was left behind. */
  readonly pendingTimers: number;
}

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * A virtual environment for `pipeline(provider, { environment })` and `createContext(options, environment)`.
 *
 * @example
 * const environment = virtualEnvironment();
 * const answer = pipeline(provider, { environment }).use(retry()).chat({ messages });
 * await environment.advance(500);
 */
export function virtualEnvironment(options: VirtualEnvironmentOptions = {}): VirtualEnvironment {
  const { startAt = Date.UTC(2026, 0, 1), seed = 1 } = options;
  let elapsedMs = 0;
  let ids = 0;
  let timers: Timer[] = [];

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) if (!first || timer.dueMs < first.dueMs) first = timer;
    return first;
  };

  return {
    now: () => startAt + elapsedMs,
    monotonicMs: () => elapsedMs,
    setTimer(delayMs, run) {
      const timer = { dueMs: elapsedMs + Math.max(0, delayMs), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    random: seededRandom(seed),
    id: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let due = next(); due && due.dueMs <= untilMs; due = next()) {
        const { dueMs, run } = due;
        timers = timers.filter((other) => other !== due);
        elapsedMs = Math.max(elapsedMs, dueMs);
        run();
        await settle();
      }
      elapsedMs = untilMs;
    },
    settle,
    get nextTimerMs() {
      const due = next();
      return due && Math.max(0, due.dueMs - elapsedMs);
    },
    get pendingTimers() {
      return timers.length;
    },
  };
}

/** A turn of the real event loop: by then every promise that could go on has gone on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
