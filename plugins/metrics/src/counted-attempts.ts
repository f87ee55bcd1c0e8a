// Each attempt is counted once, though one metrics() may see a call several times: nested, or beside itself in a race.
import type { Trace } from '@kit/core';

interface TraceState {
  /** Whoever saw the call first counts when it ends; others leave that to it. */
  counter: object | undefined;
  countedUpTo: number;
}

type Marked = Trace & { [mark: symbol]: TraceState | undefined };

/**
 * A note in the trace, which all layers of a call share. A weak set of attempts would do, too, but costs several
 * microseconds a call under load.
 */
export class CountedAttempts {
  readonly #mark = Symbol('@kit/plugin-metrics');

  began(trace: Trace, caller: object): void {
    const state = this.#state(trace);
    if (!state) (trace as Marked)[this.#mark] = { counter: caller, countedUpTo: trace.attempts.length };
    else state.counter ??= caller;
  }

  /** Index of the first attempt that `caller` has to count now. */
  countFrom(trace: Trace, caller: object): number {
    const state = this.#state(trace);
    const all = trace.attempts.length;
    if (!state) return all;
    if (state.counter && state.counter !== caller) return all;
    const from = state.countedUpTo;
    state.counter = undefined;
    state.countedUpTo = all;
    return from;
  }

  #state(trace: Trace): TraceState | undefined {
    return (trace as Marked)[this.#mark];
  }
}
