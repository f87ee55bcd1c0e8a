// The real world, with its timers counted: what a call sets and forgets is still there when it is over.
import { type Environment, systemEnvironment } from '@kit/core';

export interface CountingEnvironment extends Environment {
  /** Timers that are set, have not run and were not cancelled. */
  readonly pendingTimers: number;
}

export function countingEnvironment(): CountingEnvironment {
  const pending = new Set<object>();
  return {
    ...systemEnvironment,
    setTimer(delayMs, run) {
      const timer = {};
      pending.add(timer);
      const cancel = systemEnvironment.setTimer(delayMs, () => {
        pending.delete(timer);
        run();
      });
      return () => {
        pending.delete(timer);
        cancel();
      };
    },
    get pendingTimers() {
      return pending.size;
    },
  };
}
