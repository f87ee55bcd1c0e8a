// Bounds the time of what stands inside: a scope of its own for each call, which a timer ends. The call itself goes on.
import { type Call, type Handler, KitError, type Operation, PartStream, type ResultOf } from '@kit/core';

/**
 * Calls `next` in `call.context.scope`, which must be a fork: after `totalMs` it is cancelled with a `timeout` error
 * (phase `total`), and closed when the reply is complete, the stream has ended, or the call has failed. Whoever stands
 * outside may try again: the scope of the call knows nothing of it.
 */
export function withinTotal<K extends Operation>(
  next: Handler<K>,
  call: Call<K>,
  totalMs: number,
): Promise<ResultOf<K>> {
  const { scope, environment, trace } = call.context;
  return new Promise((resolve, reject) => {
    let stream: PartStream<never, unknown> | undefined;
    let stopLeaving: (() => void) | undefined;
    const stopTimer = environment.setTimer(totalMs, () => scope.cancel(tookTooLong(call.operation, totalMs)));
    const over = () => {
      stopTimer();
      stopLeaving?.();
      scope.close();
    };
    scope.onCancel((reason) => {
      stopTimer();
      // What does not look at its scope is left one turn later: an end of its own says more.
      stopLeaving = environment.setTimer(0, () => {
        if (stream) void stream.cancel(reason);
        else reject(reason.with({ attempts: trace.attempts }));
      });
    });
    start(next, call).then(
      (result) => {
        if (result instanceof PartStream) {
          stream = result as unknown as PartStream<never, unknown>;
          stream.observe({ settled: over });
          // It may have come after it was left.
          if (scope.reason) void stream.cancel(scope.reason);
        } else over();
        resolve(result);
      },
      (error: unknown) => {
        over();
        reject(error);
      },
    );
  });
}

/** A handler that throws instead of rejecting has failed all the same. */
function start<K extends Operation>(next: Handler<K>, call: Call<K>): Promise<ResultOf<K>> {
  try {
    return next(call);
  } catch (error) {
    return Promise.reject(error);
  }
}

function tookTooLong(operation: string, totalMs: number): KitError {
  return new KitError('timeout', `No answer in time: timeout() gives "${operation}" ${totalMs} ms in all.`, {
    phase: 'total',
    operation,
  });
}
