// Single-flight: equal calls at one time are one call, with a scope of its own that lives as long as anybody waits.
import { type CallContext, type KitError, Scope } from '@kit/core';

export class Flight<T> {
  /** Not the first caller's: its abort must not end the call of the others. */
  readonly scope = new Scope();
  readonly #over: () => void;
  #answer!: Promise<T>;
  #waiters = 0;

  /** `over` is called when nobody may join any more. */
  constructor(over: () => void) {
    this.#over = over;
  }

  start(answer: Promise<T>): void {
    this.#answer = answer;
    // Every waiter hears of it.
    answer.catch(() => this.land());
  }

  /** Settles as the call does, or when the waiter's own call is cancelled. Whoever has the answer stays until it leaves. */
  join({ scope, trace }: CallContext): Promise<T> {
    this.#waiters++;
    return new Promise((resolve, reject) => {
      let left = false;
      const forget = scope.onCancel((reason) => {
        left = true;
        this.leave(reason);
        reject(reason.with({ attempts: trace.attempts }));
      });
      if (left) return;
      this.#answer.then(
        (answer) => {
          forget();
          if (!left) resolve(answer);
        },
        (error: unknown) => {
          forget();
          reject(error);
        },
      );
    });
  }

  /** The last one to leave ends the call. */
  leave(reason: KitError | undefined): void {
    if (--this.#waiters > 0) return;
    this.#over();
    this.scope.cancel(reason);
  }

  /** Nobody may join any more. */
  close(): void {
    this.#over();
  }

  /** The call is over. */
  land(): void {
    this.#over();
    this.scope.close();
  }
}
