// observe: a middleware that must see how a call ends, written once for complete and streamed replies.
import { toKitError } from './errors.ts';
import type { ResponseMeta } from './model/result.ts';
import type { Usage } from './model/usage.ts';
import { reportObserverError, reportRejection } from './observer-error.ts';
import type { Call, Handler, Operation, PartOf, ResultOf, SettledOf } from './operations.ts';
import { endingOf } from './stream/ending.ts';
import { PartStream } from './stream/part-stream.ts';
import type { StreamOutcome } from './stream/stream-outcome.ts';

/** How a call ended. What was used is told for every ending, as far as it is known. */
export type Outcome<K extends Operation = Operation> = StreamOutcome<SettledOf<K>>;

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
    const report = (error: unknown) => reportObserverError('an observer', error, call.context.events);
    const guarded = (tell: () => unknown) => {
      try {
        reportRejection(tell(), report);
      } catch (error) {
        report(error);
      }
    };
    return start(next, call).then(
      (result) => {
        const { meta, usage } = (result ?? {}) as { readonly meta?: ResponseMeta; readonly usage?: Usage };
        guarded(() => observer.committed?.(meta));
        if (result instanceof PartStream) {
          // The union of all operations' streams is one class; the operation ties part and result together.
          const stream = result as unknown as PartStream<PartOf<K>, SettledOf<K>>;
          stream.observe(observer, report);
        } else {
          guarded(() => observer.settled({ status: 'complete', result: result as unknown as SettledOf<K>, usage }));
        }
        return result;
      },
      (thrown: unknown) => {
        const error = toKitError(thrown);
        const partial = error.partial as SettledOf<K> | undefined;
        const usage = error.attempts.at(-1)?.usage;
        guarded(() => observer.settled({ status: endingOf(error), error, partial, usage }));
        throw thrown;
      },
    );
  };
}

/** Calls a handler; one that throws instead of rejecting has failed all the same. */
function start<K extends Operation>(next: Handler<K>, call: Call<K>): Promise<ResultOf<K>> {
  try {
    return next(call);
  } catch (error) {
    return Promise.reject(error);
  }
}
