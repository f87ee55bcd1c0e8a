// Where entries live. A Keyv instance is such a store, whatever database stands behind it.
import type { Environment, EventHub } from '@kit/core';

/** What the cache needs of a store; `new Keyv(…)` has it. Values are text. */
export interface CacheStore {
  get(key: string): Promise<unknown> | unknown;
  set(key: string, value: string, ttlMs?: number): Promise<unknown> | unknown;
  clear?(): Promise<unknown> | unknown;
}

/** A store that never fails a call: what it cannot answer in time is a miss, what it cannot keep is not kept. */
export interface SafeStore {
  /** No promise where the store needs none. */
  read(key: string, place: StorePlace): string | undefined | Promise<string | undefined>;
  write(key: string, value: string, ttlMs: number, place: StorePlace): void;
}

export interface StorePlace {
  readonly environment: Environment;
  readonly events: EventHub;
}

export function safeStore(store: CacheStore, timeoutMs: number): SafeStore {
  const tell = ({ events }: StorePlace, what: string, error: unknown): undefined => {
    const reason = error instanceof Error ? error.name : typeof error;
    const detail = `The cache's store could not ${what} (${reason}); the call goes on without it.`;
    events.emit('warning', { warning: { feature: 'cache', detail } });
  };
  return {
    read(key, place) {
      const failed = (error: unknown) => tell(place, 'be read', error);
      try {
        const value = store.get(key);
        return isPromise(value) ? within(value, timeoutMs, place.environment).then(textOf, failed) : textOf(value);
      } catch (error) {
        failed(error);
        return undefined;
      }
    },
    write(key, value, ttlMs, place) {
      try {
        const written = store.set(key, value, ttlMs);
        if (isPromise(written)) written.catch((error: unknown) => tell(place, 'be written', error));
      } catch (error) {
        tell(place, 'be written', error);
      }
    },
  };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | undefined)?.then === 'function';

/** Rejects when the promise has not settled by then. */
export function within<T>(promise: Promise<T>, timeoutMs: number, environment: Environment): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopTimer = environment.setTimer(timeoutMs, () =>
      reject(Object.assign(new Error('The store did not answer in time.'), { name: 'TimeoutError' })),
    );
    promise.then(resolve, reject).finally(stopTimer);
  });
}
