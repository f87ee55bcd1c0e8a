// A stream inside kit: batches of parts, pulled. Layers are nested plain calls; nothing waits, nothing is allocated.

/** One reader. */
export interface PartSource<Part> {
  /**
   * The parts that are there; `undefined`: not yet, and `wake` is called once when a read makes sense again;
   * `null`: the end. Throws what broke the stream. A batch is never empty and never changed afterwards.
   */
  read(wake: () => void): readonly Part[] | undefined | null;
  /** Ends the stream at once and releases what it holds. Harmless after the end. */
  cancel(reason?: unknown): void;
}

/** A source over an async iterable, read one part ahead. */
export function sourceFromIterable<Part>(iterable: AsyncIterable<Part>): PartSource<Part> {
  const iterator = iterable[Symbol.asyncIterator]();
  let ready: readonly Part[] | null | undefined;
  let failure: { error: unknown } | undefined;
  let pending = false;
  let wakeReader: () => void = () => {};
  const pull = () => {
    pending = true;
    iterator.next().then(
      (result) => {
        pending = false;
        ready = result.done ? null : [result.value];
        wakeReader();
      },
      (error: unknown) => {
        pending = false;
        failure = { error };
        wakeReader();
      },
    );
  };
  return {
    read(wake) {
      if (failure) throw failure.error;
      if (ready === undefined) {
        wakeReader = wake;
        if (!pending) pull();
        return undefined;
      }
      const batch = ready;
      if (batch) ready = undefined;
      return batch;
    },
    cancel() {
      ready = null;
      failure = undefined;
      // A generator that is stuck in an await cannot be ended from outside; it must not be waited for.
      void iterator.return?.().catch(() => {});
    },
  };
}

/** A source over parts that are all there. */
export function sourceFromParts<Part>(parts: readonly Part[]): PartSource<Part> {
  let left: readonly Part[] | null = parts.length > 0 ? parts : null;
  return {
    read() {
      const batch = left;
      left = null;
      return batch;
    },
    cancel() {
      left = null;
    },
  };
}
