// A store that is away is away quickly: every operation is bounded in time, and after a failure it is not asked for a moment.
import { type Environment, KitError } from '@kit/core';

export interface OutageOptions {
  /** Name of the store, for messages. */
  readonly store: string;
  /** Longest time that an operation may take, in milliseconds. Default 1,000. */
  readonly timeoutMs?: number;
  /** How long it is not asked after a failure; then one operation tries. Default 1,000. */
  readonly pauseMs?: number;
  /** True for failures that the server itself answered: it is there, and goes on being asked. */
  readonly isAnswer?: (thrown: unknown) => boolean;
  readonly environment: Environment;
}

/**
 * Runs a store's operations. What fails becomes a KitError `store-unavailable` that holds no credential: causes are
 * reduced to their message and code.
 */
export function outageGuard(options: OutageOptions): <T>(work: () => Promise<T>) => Promise<T> {
  const { store, timeoutMs = 1_000, pauseMs = 1_000, isAnswer, environment } = options;
  let away: { readonly until: number; readonly reason: string } | undefined;
  let trying = false;

  const failed = (thrown: unknown): KitError => {
    const error = unavailable(store, thrown);
    if (isAnswer?.(thrown)) away = undefined;
    else away = { until: environment.monotonicMs() + pauseMs, reason: error.message };
    return error;
  };

  return async (work) => {
    if (away) {
      const waitMs = away.until - environment.monotonicMs();
      if (waitMs > 0 || trying) {
        throw new KitError('store-unavailable', away.reason, { retryAfterMs: Math.max(1, Math.ceil(waitMs)) });
      }
    }
    const probing = away !== undefined;
    if (probing) trying = true;
    try {
      const result = await bounded(work, timeoutMs, environment);
      away = undefined;
      return result;
    } catch (thrown) {
      throw failed(thrown);
    } finally {
      if (probing) trying = false;
    }
  };
}

function bounded<T>(work: () => Promise<T>, timeoutMs: number, environment: Environment): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopTimer = environment.setTimer(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)));
    const over =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        stopTimer();
        settle(value);
      };
    // What it throws at once is a failure like any other.
    (async () => work())().then(over(resolve), over(reject));
  });
}

/** Clients put commands with their arguments, and with them passwords, on what they throw. */
function unavailable(store: string, thrown: unknown): KitError {
  const { message = 'it failed', code } = (thrown ?? {}) as { message?: unknown; code?: unknown };
  const said = String(message) || String(code ?? 'it failed');
  const cause = Object.assign(new Error(said), typeof code === 'string' && { code });
  return new KitError('store-unavailable', `The ${store} store cannot be used: ${said}.`, { cause });
}
