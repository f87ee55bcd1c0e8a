// Work of others that ends with a scope, whether it looks at its signal or not.
import type { Scope } from '@kit/core';

/** Settles as `work` does, or rejects with the scope's reason as soon as it is cancelled. */
export function withinScope<T>(scope: Scope, work: () => Promise<T> | T): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = scope.onCancel(reject);
    if (scope.reason) return;
    // In a function of its own, so that what it throws at once is a rejection too.
    const running = (async () => work())();
    running.then(resolve, reject).finally(forget);
  });
}
