// A request body that is read while it is sent, and can be given up while its source is silent.
import { isKitError, KitError } from '@kit/core';

export interface Upload extends AsyncIterable<Uint8Array> {
  /** Ends the reading; the source is told and not waited for. */
  stop(): void;
}

/** Wraps a streamed body. Read once. What its source throws is no failure of the server's: an `invalid-request` error. */
export function upload(source: AsyncIterable<Uint8Array>): Upload {
  const iterator = source[Symbol.asyncIterator]();
  let over = false;
  let endPending: (() => void) | undefined;
  const stop = () => {
    if (over) return;
    over = true;
    endPending?.();
    void iterator.return?.()?.catch(() => {});
  };
  const next = (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (over) return Promise.resolve(end);
    return new Promise((resolve, reject) => {
      endPending = () => resolve(end);
      iterator.next().then(
        (result) => {
          if (!result.done) return resolve(result);
          over = true;
          resolve(end);
        },
        (error: unknown) => {
          over = true;
          reject(unreadable(error));
        },
      );
    });
  };
  const own: AsyncIterator<Uint8Array, undefined> = {
    next,
    return() {
      stop();
      return Promise.resolve(end);
    },
  };
  return { stop, [Symbol.asyncIterator]: () => own };
}

const end = { done: true, value: undefined } as const;

function unreadable(error: unknown): KitError {
  if (isKitError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new KitError('invalid-request', `The request's body could not be read: ${reason}`, { cause: error });
}
