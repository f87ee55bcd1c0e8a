// How many calls may be made twice: a share of all calls, whatever the delay says.

/** Hedges that may be saved up in quiet times. */
const MOST_SAVED = 10;

export class HedgeBudget {
  readonly #maxShare: number;
  /** The first slow call may be hedged. */
  #saved = 1;

  constructor(maxShare: number) {
    this.#maxShare = maxShare;
  }

  /** A call begins and earns its share of a hedge. */
  called(): void {
    this.#saved = Math.min(MOST_SAVED, this.#saved + this.#maxShare);
  }

  get hasAny(): boolean {
    return this.#saved >= 1;
  }

  take(): boolean {
    if (!this.hasAny) return false;
    this.#saved--;
    return true;
  }
}
