// The last calls of a circuit: how many there were in a span of time, and how many of them failed.

/** The span is forgotten a slot at a time: what is counted is that of the last 90 to 100 % of it. */
const SLOTS = 10;

export class SlidingWindow {
  readonly #slotMs: number;
  /** Calls and failures by slot, in turn; made with the first call. */
  #calls: number[] | undefined;
  #failures: number[] | undefined;
  #slot = 0;
  calls = 0;
  failures = 0;

  constructor(spanMs: number) {
    this.#slotMs = spanMs / SLOTS;
  }

  add(failed: boolean, nowMs: number): void {
    this.forget(nowMs);
    const calls = (this.#calls ??= new Array<number>(SLOTS).fill(0));
    const failures = (this.#failures ??= new Array<number>(SLOTS).fill(0));
    const at = this.#slot % SLOTS;
    this.calls++;
    (calls[at] as number)++;
    if (!failed) return;
    this.failures++;
    (failures[at] as number)++;
  }

  /** Leaves out what is too long ago. */
  forget(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs);
    if (slot - this.#slot >= SLOTS || !this.#calls || !this.#failures) this.clear();
    else {
      for (let gone = this.#slot + 1; gone <= slot; gone++) {
        const at = gone % SLOTS;
        this.calls -= this.#calls[at] as number;
        this.failures -= this.#failures[at] as number;
        this.#calls[at] = 0;
        this.#failures[at] = 0;
      }
    }
    this.#slot = slot;
  }

  clear(): void {
    if (this.calls === 0) return;
    this.#calls?.fill(0);
    this.#failures?.fill(0);
    this.calls = 0;
    this.failures = 0;
  }
}
