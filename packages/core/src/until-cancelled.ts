// Ends a call when its scope is cancelled, whatever its handler does about it.
import type { CallContext } from './context.ts';

/**
 * Settles as `running` does. When the scope is cancelled and `running` does not react by itself (a handler that never
 * looks at its signal), it rejects with the reason, one turn later: a rejection of the handler's own says more.
 * `over` is called when it settles.
 */
export function untilCancelled<T>(context: CallContext, running: Promise<T>, over?: () => void): Promise<T> {
  const { scope, environment, trace } = context;
  return new Promise((resolve, reject) => {
    let stopTimer: (() => void) | undefined;
    const forget = scope.onCancel((reason) => {
      stopTimer = environment.setTimer(0, () => {
        over?.();
        reject(reason.with({ attempts: trace.attempts }));
      });
    });
    const settle = () => {
      stopTimer?.();
      forget();
      over?.();
    };
    running.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
