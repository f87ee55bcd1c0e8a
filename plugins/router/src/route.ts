// The targets of one call that have not been asked yet.
import type { Handler, Operation } from '@kit/core';
import { modelAsked, modelAt, type Place } from './place.ts';

/** One target's handler for one operation. */
export interface Step<K extends Operation = Operation> {
  readonly place: Place;
  readonly handler: Handler<K>;
}

/** Which of the targets that are left is asked next. */
export type Pick<K extends Operation> = (left: readonly Step<K>[]) => Step<K>;

export class Route<K extends Operation> {
  #left: readonly Step<K>[];
  #pick: Pick<K>;

  constructor(steps: readonly Step<K>[], pick: Pick<K> = first) {
    this.#left = steps;
    this.#pick = pick;
  }

  get hasMore(): boolean {
    return this.#left.length > 0;
  }

  next(): Step<K> | undefined {
    if (this.#left.length === 0) return undefined;
    const step = this.#pick(this.#left);
    this.#left = this.#left.filter((other) => other !== step);
    return step;
  }

  /** From here only these, in this order. */
  only(ids: readonly string[]): void {
    this.#left = ids.flatMap((id) => this.#left.filter(({ place }) => place.info.id === id));
    this.#pick = first;
  }

  /**
   * Leaves out the targets whose context window is known to be no larger than the one that was too small.
   * True if that left none.
   */
  async onlyLarger(failed: Step<K>, request: unknown): Promise<boolean> {
    if (!this.hasMore) return false;
    await Promise.all([failed, ...this.#left].map(({ place }) => place.models.load()));
    const asked = modelAsked(request);
    const windowOf = ({ place }: Step<K>) => place.models.find(modelAt(place, asked))?.contextWindow;
    const tooSmall = windowOf(failed);
    if (tooSmall === undefined) return false;
    this.#left = this.#left.filter((step) => (windowOf(step) ?? Number.POSITIVE_INFINITY) > tooSmall);
    return !this.hasMore;
  }
}

function first<K extends Operation>(left: readonly Step<K>[]): Step<K> {
  return left[0] as Step<K>;
}
