// Which answers are worth keeping: whole ones, that no other cache gave.
import type { Call, EventHub, FinishReason, Result } from '@kit/core';

export interface Standard {
  /** Answers that ended so are kept. */
  readonly finishReasons: ReadonlySet<string>;
  /** Decides in place of `finishReasons`. */
  readonly keep: ((result: unknown, call: Call) => boolean) | undefined;
}

/** What the user's function throws costs the entry, not the call. */
export function isWorthKeeping(result: unknown, call: Call, { finishReasons, keep }: Standard, events: EventHub) {
  // Another cache's answer is as old as that one says, and here it would be new.
  if ((result as Partial<Result> | undefined)?.meta?.cache) return false;
  if (!keep) return isWhole(result, finishReasons);
  try {
    return keep(result, call);
  } catch (error) {
    events.emit('observer-error', { name: 'keep', error });
    return false;
  }
}

interface Finished {
  readonly finishReason?: FinishReason;
  readonly choices?: readonly { readonly finishReason?: FinishReason }[];
}

/** False for an answer of which any choice was cut short, filtered, or ended in an error. */
function isWhole(result: unknown, finishReasons: ReadonlySet<string>): boolean {
  const { finishReason, choices = [] } = (result ?? {}) as Finished;
  return [finishReason, ...choices.map((choice) => choice.finishReason)].every(
    (reason) => reason === undefined || finishReasons.has(reason),
  );
}
