// A scope owns what a call opened: listeners, timers, sockets. When the call ends, so do they.
import { timeoutError } from './deadlines.ts';
import type { CancelTimer, Environment } from './environment.ts';
import { isKitError, KitError } from './errors.ts';
import { reportObserverError } from './observer-error.ts';

type CancelListener = (reason: KitError) => void;

/**
 * `cancel` ends the work (an abort, a deadline, a lost race); `close` says that it is done. Both release everything.
 * Forks are cancelled with their parent; cancelling a fork leaves the parent and the other forks alone.
 */
export class Scope {
  #listeners: CancelListener[] | undefined;
  #reason: KitError | undefined;
  #closed = false;
  #controller: AbortController | undefined;
  #leaveParent: (() => void) | undefined;
  #deadline: { readonly sinceMs: number; readonly stopTimer: CancelTimer } | undefined;

  /** A scope of its own, or one that is cancelled with `parent` or when `signal` aborts. */
  constructor(parent?: Scope, signal?: AbortSignal) {
    if (parent) this.#leaveParent = parent.onCancel((reason) => this.cancel(reason));
    if (signal) this.#follow(signal);
  }

  #follow(signal: AbortSignal): void {
    if (signal.aborted) return this.cancel(signal.reason);
    const listener = () => this.cancel(signal.reason);
    signal.addEventListener('abort', listener, { once: true });
    const leaveParent = this.#leaveParent;
    const leave = () => {
      signal.removeEventListener('abort', listener);
      leaveParent?.();
    };
    this.#leaveParent = leave;
  }

  /** Why the scope was cancelled; undefined while it was not. */
  get reason(): KitError | undefined {
    return this.#reason;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Runs `listener` when the scope is cancelled; at once if it already is. Returns how to take it back.
   * After `close` a listener is dropped without being run.
   */
  onCancel(listener: CancelListener): () => void {
    if (this.#reason) {
      listener(this.#reason);
      return nothing;
    }
    if (this.#closed) return nothing;
    const listeners = (this.#listeners ??= []);
    listeners.push(listener);
    return () => this.#forget(listener);
  }

  #forget(listener: CancelListener): void {
    const listeners = this.#listeners;
    // What came last goes first.
    const at = listeners?.lastIndexOf(listener) ?? -1;
    if (listeners && at === listeners.length - 1) listeners.pop();
    else if (at >= 0) listeners?.splice(at, 1);
  }

  /** Ends everything that belongs to the scope. `reason` becomes an `aborted` error with it as the cause. */
  cancel(reason?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reason = abortError(reason);
    const listeners = this.#listeners;
    this.#release();
    for (const listener of listeners ?? []) {
      try {
        listener(this.#reason);
      } catch (error) {
        // It must not keep the others from releasing what they hold, nor surprise whoever cancels.
        reportObserverError('a cancel listener', error);
      }
    }
    this.#controller?.abort(this.#reason);
  }

  /** The work is done: listeners are forgotten, the parent is left. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
  }

  /**
   * Sets the scope's total deadline: it is cancelled with a `timeout` error so many milliseconds after a deadline was
   * first set. Replaces the deadline before; `undefined` takes it away.
   */
  expireAfter(totalMs: number | undefined, environment: Environment): void {
    if (this.#closed) return;
    const nowMs = environment.monotonicMs();
    const sinceMs = this.#deadline?.sinceMs ?? nowMs;
    this.#deadline?.stopTimer();
    const stopTimer =
      totalMs === undefined
        ? nothing
        : environment.setTimer(Math.max(0, sinceMs + totalMs - nowMs), () =>
            this.cancel(timeoutError('total', totalMs)),
          );
    this.#deadline = { sinceMs, stopTimer };
  }

  fork(): Scope {
    return new Scope(this);
  }

  /** Throws the reason if the scope was cancelled. */
  throwIfCancelled(): void {
    if (this.#reason) throw this.#reason;
  }

  /** An AbortSignal for functions that want one; made only when asked for. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  #release(): void {
    this.#listeners = undefined;
    this.#leaveParent?.();
    this.#leaveParent = undefined;
    this.#deadline?.stopTimer();
    this.#deadline = undefined;
  }
}

const nothing = () => {};

/** What a caller's abort becomes: an `aborted` error whose cause is the signal's reason. */
function abortError(reason: unknown): KitError {
  if (isKitError(reason)) return reason;
  return new KitError('aborted', 'The call was aborted.', { cause: reason });
}
