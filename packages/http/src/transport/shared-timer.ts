// Deadlines of many requests on one timer: nearly every request has one, and nearly none passes.

export interface Waiting {
  /** When the wait is over, by `performance.now()`. Not changed while it waits. */
  readonly dueMs: number;
  /** Called once the wait is over, if it was not deleted before. */
  due(): void;
  /** Its neighbours while it waits: the timer's own. */
  before: Waiting | undefined;
  after: Waiting | undefined;
}

/** The longest that a timer of the runtime can be set to. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The timer is set to the earliest deadline and stays set when that wait ends sooner: a call that is answered in time
 * costs a link in a list. It does not keep the process alive; the connections that are waited for do.
 */
export class SharedTimer {
  #first: Waiting | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #setToMs = Number.POSITIVE_INFINITY;

  add(wait: Waiting): void {
    wait.after = this.#first;
    if (this.#first) this.#first.before = wait;
    this.#first = wait;
    if (wait.dueMs < this.#setToMs) this.#set(wait.dueMs);
  }

  /** Harmless for one that does not wait. */
  delete(wait: Waiting): void {
    const { before, after } = wait;
    if (before) before.after = after;
    else if (this.#first === wait) this.#first = after;
    if (after) after.before = before;
    wait.before = undefined;
    wait.after = undefined;
  }

  /** Forgets all waits. */
  close(): void {
    while (this.#first) this.delete(this.#first);
    clearTimeout(this.#timer);
    this.#setToMs = Number.POSITIVE_INFINITY;
  }

  #set(dueMs: number): void {
    clearTimeout(this.#timer);
    this.#setToMs = dueMs;
    const delayMs = Math.min(LONGEST_MS, Math.max(0, Math.ceil(dueMs - performance.now())));
    this.#timer = setTimeout(this.#look, delayMs).unref();
  }

  readonly #look = (): void => {
    this.#setToMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    let next = this.#earliest();
    for (; next && next.dueMs <= nowMs; next = this.#earliest()) {
      this.delete(next);
      next.due();
    }
    if (next && next.dueMs < this.#setToMs) this.#set(next.dueMs);
  };

  #earliest(): Waiting | undefined {
    let earliest = this.#first;
    for (let wait = earliest; wait; wait = wait.after) if (wait.dueMs < (earliest as Waiting).dueMs) earliest = wait;
    return earliest;
  }
}
