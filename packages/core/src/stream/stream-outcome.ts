// How a stream ended, and who is told.
import type { KitError } from '../errors.ts';
import type { Usage } from '../model/usage.ts';
import { reportRejection } from '../observer-error.ts';
import type { Fold } from './fold.ts';

/**
 * How a stream ended. `result` is folded when it is read. `partial` is what had arrived: undefined when the stream failed
 * before its answer began.
 */
export type StreamOutcome<Settled> =
  | { readonly status: 'complete'; readonly result: Settled; readonly usage?: Usage | undefined }
  | {
      /** `cancelled`: by the caller's signal or `cancel()`; `abandoned`: left before its end or never read. */
      readonly status: 'failed' | 'cancelled' | 'abandoned';
      readonly error: KitError;
      readonly partial: Settled | undefined;
      readonly usage?: Usage | undefined;
    };

/** Sees a stream go by. What it throws never reaches the stream. */
export interface StreamObserver<Part, Settled> {
  batch?(parts: readonly Part[]): void;
  /** Exactly once. */
  settled?(outcome: StreamOutcome<Settled>): void;
}

export interface ObserverEntry<Part, Settled> {
  readonly observer: StreamObserver<Part, Settled>;
  readonly report: (error: unknown) => void;
}

/** Tells one observer; what it throws goes to its `report`. */
export function tellEnd<Settled>(
  { observer, report }: ObserverEntry<never, Settled>,
  outcome: StreamOutcome<Settled>,
): void {
  try {
    reportRejection(observer.settled?.(outcome), report);
  } catch (error) {
    report(error);
  }
}

/** A class, because an object literal's getter would cost an object shape of its own for every stream. */
export class CompleteOutcome<Settled> {
  readonly status = 'complete';
  readonly usage: Usage | undefined;
  readonly #fold: Fold<never, Settled>;
  #folded: { readonly result: Settled } | undefined;

  constructor(fold: Fold<never, Settled>) {
    this.#fold = fold;
    this.usage = fold.usage;
  }

  get result(): Settled {
    this.#folded ??= { result: this.#fold.result() };
    return this.#folded.result;
  }
}
