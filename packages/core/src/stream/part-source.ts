// A stream inside kit: batches of parts, pulled. Layers are nested plain calls; nothing waits, nothing is allocated.
import { KitError } from '../errors.ts';

/** One reader. */
export interface PartSource<Part> {
  /**
   * The parts that are there; `undefined`: not yet, and `wake` is called once when a read makes sense again;
   * `null`: the end. Throws what broke the stream. A batch is never empty and never changed afterwards.
   */
  read(wake: () => void): readonly Part[] | undefined | null;
  /** Ends the stream at once and releases what it holds. Harmless after the end, which the finish is too. */
  cancel(reason?: unknown): void;
}

/** A source over an async iterable, perhaps one that is still to come. A part is asked for when one is read. */
export function sourceFromIterable<Part>(
  iterable: AsyncIterable<Part> | Promise<AsyncIterable<Part>>,
): PartSource<Part> {
  let iterator: AsyncIterator<Part> | undefined;
  let ready: readonly Part[] | null | undefined;
  let failure: { readonly error: unknown } | undefined;
  let pending = false;
  let cancelled = false;
  let wakeReader: () => void = () => {};

  const pull = async () => {
    pending = true;
    try {
      iterator ??= iteratorOf(await iterable);
      const result = cancelled ? undefined : await iterator.next();
      ready = !result || result.done ? null : [result.value];
    } catch (error) {
      failure = { error };
    }
    pending = false;
    if (cancelled) end();
    else wakeReader();
  };
  const end = () => {
    ready = null;
    failure = undefined;
    // A generator that is stuck in an await cannot be ended from outside, and what it throws now concerns nobody.
    try {
      Promise.resolve(iterator?.return?.()).catch(() => {});
    } catch {}
  };

  return {
    read(wake) {
      if (failure) throw failure.error;
      if (ready === undefined) {
        wakeReader = wake;
        if (!pending) void pull();
        return undefined;
      }
      const batch = ready;
      if (batch) ready = undefined;
      return batch;
    },
    cancel() {
      cancelled = true;
      end();
    },
  };
}

function iteratorOf<Part>(iterable: AsyncIterable<Part> | undefined): AsyncIterator<Part> {
  const iterate = iterable?.[Symbol.asyncIterator];
  if (iterate) return iterate.call(iterable);
  throw new KitError(
    'config',
    'A streamed operation must answer an async iterable of parts, such as an async generator.',
  );
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
