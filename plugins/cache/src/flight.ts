// Single-flight: equal calls at one time are one call, with a scope of its own that lives as long as anybody waits.
import { type Attempt, type CallContext, type KitError, Scope, type Trace } from '@kit/core';

export class Flight<T> {
  /** Not the first caller's: its abort must not end the call of the others. */
  readonly scope = new Scope();
  readonly #over: () => void;
  /** The first caller's, in which the attempts are recorded, and where those of this call begin in it. */
  readonly #trace: Trace;
  readonly #firstAttempt: number;
  /** Who waits or reads, in the order in which they came. The first of them pays. */
  readonly #waiting: CallContext[] = [];
  /** Attempts that whoever pays in the first caller's place has been told of. */
  #handedOn = 0;
  #answer!: Promise<T>;

  /** `over` is called when nobody may join any more. */
  constructor({ trace }: CallContext, over: () => void) {
    this.#over = over;
    this.#trace = trace;
    this.#firstAttempt = trace.attempts.length;
  }

  start(answer: Promise<T>): void {
    this.#answer = answer;
    // Every waiter hears of it.
    answer.catch(() => this.land());
  }

  /** Settles as the call does, or when the waiter's own call is cancelled. Whoever has the answer stays until it leaves. */
  join(context: CallContext): Promise<T> {
    const { scope, trace } = context;
    this.#waiting.push(context);
    return new Promise((resolve, reject) => {
      let left = false;
      const forget = scope.onCancel((reason) => {
        left = true;
        this.leave(context, reason);
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

  /** How many wait or read. */
  get size(): number {
    return this.#waiting.length;
  }

  /** True for the call whose usage and cost it is: the first one, or where that was aborted the next that is left. */
  pays(context: CallContext): boolean {
    return this.#waiting[0] === context;
  }

  /** The last one to leave ends the call. */
  leave(context: CallContext, reason: KitError | undefined): void {
    const at = this.#waiting.indexOf(context);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    if (this.#waiting.length > 0) {
      if (at === 0) this.#handOn(0);
      return;
    }
    this.#over();
    this.scope.cancel(reason);
  }

  /** Nobody may join any more. */
  close(): void {
    this.#over();
  }

  /** The call is over. */
  land(): void {
    this.#handOn(this.#handedOn);
    this.#over();
    this.scope.close();
  }

  /** Who pays finds the attempts in a trace of its own: the first caller's is not looked at any more. */
  #handOn(from: number): void {
    const trace = this.#waiting[0]?.trace;
    if (!trace || trace === this.#trace) return;
    const made = this.#trace.attempts.slice(this.#firstAttempt);
    (trace.attempts as Attempt[]).push(...made.slice(from));
    this.#handedOn = made.length;
  }
}
