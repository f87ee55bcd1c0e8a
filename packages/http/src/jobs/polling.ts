// Asking again and again, with growing pauses.
import { type CallContext, sleep } from '@kit/core';

export interface PollingOptions {
  /** First pause in milliseconds. Default 1,000. */
  readonly pollMs?: number;
  /** Longest pause. Default 30,000. */
  readonly maxPollMs?: number;
}

/**
 * Looks until `look` answers something. Pauses grow by half each time, with a tenth of chance in them, so that many jobs
 * started together are not asked for together. Ends with the reason when the call's scope is cancelled.
 */
export async function poll<T>(
  context: CallContext,
  look: () => Promise<T | undefined>,
  { pollMs = 1_000, maxPollMs = 30_000 }: PollingOptions = {},
): Promise<T> {
  const { scope, environment } = context;
  for (let pauseMs = pollMs; ; pauseMs = Math.min(maxPollMs, pauseMs * 1.5)) {
    scope.throwIfCancelled();
    const found = await look();
    if (found !== undefined) return found;
    const chance = 0.9 + environment.random() * 0.2;
    await sleep(Math.round(pauseMs * chance), environment, (listener) => scope.onCancel(listener));
  }
}
