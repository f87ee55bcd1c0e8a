// A scope owns what a call opened: listeners, timers, sockets. When the call ends, so do they.
import { KitError } from './errors.ts';

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

  /** A scope of its own, or one that is cancelled with `parent` or when `signal` aborts. */
  constructor(parent?: Scope, signal?: AbortSignal) {
    if (parent) this.#leaveParent = parent.onCancel((reason) => this.cancel(reason));
    if (signal) this.#follow(signal);
  }

  #follow(signal: AbortSignal): void {
    if (signal.aborted) return this.cancel(signal.reason);
    const listener = () => this.cancel(signal.reason);
    signal.addEventListener('abort', listener, { once: true });
    const leave = this.#leaveParent;
    this.#leaveParent = () => {
      signal.removeEventListener('abort', listener);
      leave?.();
    };
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
    return () => {
      const at = this.#listeners?.indexOf(listener) ?? -1;
      if (at >= 0) this.#listeners?.splice(at, 1);
    };
  }

  /** Ends everything that belongs to the scope. `reason` becomes an `aborted` error with it as the cause. */
  cancel(reason?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reason = abortError(reason);
    const listeners = this.#listeners;
    this.#release();
    // A listener that fails must not keep the others from releasing what they hold.
    let failure: { error: unknown } | undefined;
    for (const listener of listeners ?? []) {
      try {
        listener(this.#reason);
      } catch (error) {
        failure ??= { error };
      }
    }
    this.#controller?.abort(this.#reason);
    if (failure) throw failure.error;
  }

  /** The work is done: listeners are forgotten, the parent is left. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
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
  }
}

const nothing = () => {};

/** What a caller's abort becomes: an `aborted` error whose cause is the signal's reason. */
function abortError(reason: unknown): KitError {
  if (reason instanceof KitError) return reason;
  return new KitError('aborted', 'The call was aborted.', { cause: reason });
}
