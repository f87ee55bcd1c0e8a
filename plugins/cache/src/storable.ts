// Which answers are worth keeping: whole ones.
import type { FinishReason } from '@kit/core';

interface Finished {
  readonly finishReason?: FinishReason;
  readonly choices?: readonly { readonly finishReason?: FinishReason }[];
}

/** False for an answer of which any choice was cut short, filtered, or ended in an error. */
export function isWhole(result: unknown, finishReasons: ReadonlySet<string>): boolean {
  const { finishReason, choices = [] } = (result ?? {}) as Finished;
  return [finishReason, ...choices.map((choice) => choice.finishReason)].every(
    (reason) => reason === undefined || finishReasons.has(reason),
  );
}
