// A request body that is read while it is sent, and can be given up while its source is silent.

export interface Upload extends AsyncIterable<Uint8Array> {
  /** Ends the reading; the source is told and not waited for. */
  stop(): void;
}

/** Wraps a streamed body. Read once. */
export function upload(source: AsyncIterable<Uint8Array>): Upload {
  const iterator = source[Symbol.asyncIterator]();
  let stopped = false;
  let endPending: (() => void) | undefined;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    endPending?.();
    void iterator.return?.()?.catch(() => {});
  };
  const next = (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (stopped) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      endPending = () => resolve({ done: true, value: undefined });
      iterator.next().then((result) => resolve(result.done ? { done: true, value: undefined } : result), reject);
    });
  };
  const own: AsyncIterator<Uint8Array, undefined> = {
    next,
    return() {
      stop();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return { stop, [Symbol.asyncIterator]: () => own };
}
