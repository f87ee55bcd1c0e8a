// observe: a middleware that must see how a call ends, written once for complete and streamed replies.
import { KitError, toKitError } from './errors.ts';
import type { ResponseMeta } from './model/result.ts';
import type { Usage } from './model/usage.ts';
import type { Call, Handler, Operation, PartOf, SettledOf } from './operations.ts';
import { PartStream, type StreamOutcome } from './stream/part-stream.ts';

/** How a call ended. What was used is told for every ending, as far as it is known. */
export type Outcome<K extends Operation = Operation> = StreamOutcome<SettledOf<K>> | (StreamOutcome<SettledOf<K>> & { readonly partial?: undefined });

export interface Observer<K extends Operation = Operation> {
  /** An answer has begun (streams), or is there (complete replies). */
  committed?(meta: ResponseMeta | undefined): void;
  /** Streams: a batch of parts goes by. */
  batch?(parts: readonly PartOf<K>[]): void;
  /**
   * Exactly once: for complete and streamed replies, for a rejection before the commit point, and for streams that
   * are cancelled, left early or never read.
   */
  settled(outcome: Outcome<K>): void;
}

/**
 * Wraps a handler so that `begin` sees every call and answers its observer.
 * What `begin` throws rejects the call (a refusal); what an observer throws never alters it.
 */
export function observe<K extends Operation>(next: Handler<K>, begin: (call: Call<K>) => Observer<K>): Handler<K> {
  return (call) => {
    let observer: Observer<K>;
    try {
      observer = begin(call);
    } catch (error) {
      return Promise.reject(error);
    }
    const settled = (outcome: object) => guarded(() => observer.settled(outcome as Outcome<K>));
    return next(call).then(
      (result) => {
        if (result instanceof PartStream) {
          guarded(() => observer.committed?.(result.meta));
          // The union of all operations' streams is one class; the operation ties part and result together.
          const stream = result as unknown as PartStream<PartOf<K>, SettledOf<K>>;
          stream.observe({ settled, ...(observer.batch && { batch: (parts: readonly PartOf<K>[]) => observer.batch?.(parts) }) });
          return result;
        }
        guarded(() => observer.committed?.((result as { meta?: ResponseMeta } | undefined)?.meta));
        settled({ status: 'complete', result, usage: (result as { usage?: Usage } | undefined)?.usage });
        return result;
      },
      (thrown: unknown) => {
        const error = thrown instanceof KitError ? thrown : toKitError(thrown);
        const status = error.code === 'aborted' ? 'cancelled' : 'failed';
        settled({ status, error, partial: error.partial, usage: error.attempts.at(-1)?.usage });
        throw thrown;
      },
    );
  };
}

function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    const { console } = globalThis as unknown as { console: { error(...values: unknown[]): void } };
    console.error('kit: an observer threw', error);
  }
}
