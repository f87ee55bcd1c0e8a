// Folding: a stream's parts become the complete result.
import type { Usage } from '../model/usage.ts';

/** Collects parts. `result` may be asked for at any time; before the end it is what has arrived so far. */
export interface Fold<Part, Settled> {
  add(batch: readonly Part[]): void;
  /** The usage told so far. */
  readonly usage: Usage | undefined;
  /** Output that has arrived, in characters: the base of an estimate when a stream breaks. */
  readonly characters: number;
  result(): Settled;
}
