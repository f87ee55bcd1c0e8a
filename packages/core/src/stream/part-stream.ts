// PartStream: what streamed operations answer. Parts outside, batches inside; observers cost a call a batch.
import { KitError, toKitError } from '../errors.ts';
import type { ResponseMeta } from '../model/result.ts';
import type { Usage } from '../model/usage.ts';
import type { Fold } from './fold.ts';
import type { PartSource } from './part-source.ts';

/** How a stream ended. `result`, `partial` are folded when they are read. */
export type StreamOutcome<Settled> =
  | { readonly status: 'complete'; readonly result: Settled; readonly usage?: Usage | undefined }
  | { readonly status: 'failed'; readonly error: KitError; readonly partial: Settled; readonly usage?: Usage | undefined }
  /** `cancelled`: by the caller's signal or `cancel()`; `abandoned`: left before its end or never read. */
  | { readonly status: 'cancelled' | 'abandoned'; readonly error?: KitError; readonly partial: Settled; readonly usage?: Usage | undefined };

/** Sees a stream go by. What it throws never reaches the stream. */
export interface StreamObserver<Part, Settled> {
  batch?(parts: readonly Part[]): void;
  /** Exactly once. */
  settled?(outcome: StreamOutcome<Settled>): void;
}

/** A stream whose answer has begun. */
export interface OpenedStream<Part, Settled> {
  readonly source: PartSource<Part>;
  readonly fold: Fold<Part, Settled>;
  readonly meta: ResponseMeta;
  /** Makes another fold, for a layer that changes the parts. */
  readonly newFold: () => Fold<Part, Settled>;
  /** Tells of a break that happens while nobody reads, so that it is settled at once. One listener. */
  readonly onBreak?: (listener: BreakListener) => void;
}

export type BreakListener = (error: KitError, ended?: 'abandoned') => void;

type Opener<Part, Settled> = () => Promise<PartStream<Part, Settled>>;

/**
 * A streamed reply. Read it once: with `for await`, or through `response`, `toReadableStream`, …
 *
 * A stream from a pipeline's method opens when it is first used; one from a handler is open: its answer has begun.
 * Leaving the loop, `cancel()`, the caller's signal and `await using` all end the vendor's work at once.
 * A failure after the commit point is thrown by the iterator; nothing restarts silently. Never thenable.
 */
export class PartStream<Part, Settled> implements AsyncIterable<Part>, AsyncDisposable {
  #opener: Opener<Part, Settled> | undefined;
  #opening: Promise<void> | undefined;
  /** The stream that a lazy one reads from. */
  #inner: PartStream<Part, Settled> | undefined;
  #opened: OpenedStream<Part, Settled> | undefined;
  #observers: StreamObserver<Part, Settled>[] = [];
  #outcome: StreamOutcome<Settled> | undefined;
  #failure: KitError | undefined;
  #onSettled: (() => void) | undefined;
  #onCancel: ((reason: unknown) => void) | undefined;

  #iterated = false;
  /** Batches that `response` read before somebody iterated. */
  #drained: (readonly Part[])[] | undefined;
  #draining = false;
  #response: Promise<Settled> | undefined;

  /** Use `openStream` to make one in a provider, `ai.stream()` to get one. */
  constructor(from: OpenedStream<Part, Settled> | { readonly open: Opener<Part, Settled>; readonly onCancel?: (reason: unknown) => void; readonly onSettled?: () => void }) {
    if ('open' in from) {
      this.#opener = from.open;
      this.#onCancel = from.onCancel;
      this.#onSettled = from.onSettled;
    } else {
      this.#opened = from;
      from.onBreak?.((error, ended) => this.#fail(error, ended));
    }
  }

  /** Where the answer comes from; undefined until it has begun. */
  get meta(): ResponseMeta | undefined {
    return this.#inner ? this.#inner.meta : this.#opened?.meta;
  }

  /** Opens the stream if need be; resolves when an answer has begun. @throws KitError when it failed before that. */
  async ready(): Promise<ResponseMeta> {
    await this.#open();
    return this.meta as ResponseMeta;
  }

  /**
   * The whole answer, folded. Reads the stream if nobody else does.
   * After a break it rejects with the error, whose `partial` is what had arrived. Never an unhandled rejection.
   */
  get response(): Promise<Settled> {
    if (!this.#response) {
      this.#response = this.#settle();
      this.#response.catch(() => {});
    }
    return this.#response;
  }

  /** Ends the stream and frees its socket. */
  async cancel(reason?: unknown): Promise<void> {
    this.#stop('cancelled', reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#stop('abandoned');
    return Promise.resolve();
  }

  [Symbol.asyncIterator](): AsyncIterator<Part, undefined> {
    if (this.#iterated) {
      throw new KitError('invalid-request', 'This stream is being read already. A stream can be read once; use `.response` for the whole answer.');
    }
    this.#iterated = true;
    let batch: readonly Part[] = [];
    let at = 0;
    const take = (): Promise<IteratorResult<Part, undefined>> | undefined => {
      const next = this.#nextBatch(wake);
      if (next === null) return Promise.resolve({ done: true, value: undefined });
      if (next === undefined) return undefined;
      batch = next;
      at = 1;
      return Promise.resolve({ done: false, value: next[0] as Part });
    };
    let resolveNext: ((result: IteratorResult<Part, undefined> | Promise<IteratorResult<Part, undefined>>) => void) | undefined;
    let rejectNext: ((error: unknown) => void) | undefined;
    const wake = () => {
      const resolve = resolveNext;
      const reject = rejectNext;
      if (!resolve || !reject) return;
      try {
        const result = take();
        if (result === undefined) return;
        resolveNext = undefined;
        rejectNext = undefined;
        resolve(result);
      } catch (error) {
        resolveNext = undefined;
        rejectNext = undefined;
        reject(error);
      }
    };
    const pull = (): Promise<IteratorResult<Part, undefined>> => {
      try {
        const result = take();
        if (result) return result;
      } catch (error) {
        return Promise.reject(error);
      }
      return new Promise((resolve, reject) => {
        resolveNext = resolve;
        rejectNext = reject;
      });
    };
    return {
      next: () => {
        if (at < batch.length) return Promise.resolve({ done: false, value: batch[at++] as Part });
        if (this.#opened || this.#inner) return pull();
        return this.#open().then(pull);
      },
      return: () => {
        batch = [];
        at = 0;
        this.#stop('abandoned');
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /**
   * Reads a batch: for layers that build on a stream. Same rules as `PartSource.read`; the stream must be open.
   */
  read(wake: () => void): readonly Part[] | undefined | null {
    if (this.#outcome) {
      if (this.#failure) throw this.#failure;
      return null;
    }
    const stream = this.#inner ?? this.#opened?.source;
    if (!stream) throw new KitError('invalid-request', 'The stream is not open yet: await ready() first.');
    let batch: readonly Part[] | undefined | null;
    try {
      batch = stream.read(wake);
    } catch (thrown) {
      throw this.#fail(thrown);
    }
    if (batch) {
      if (this.#opened) this.#opened.fold.add(batch);
      for (const observer of this.#observers) if (observer.batch) this.#guard(() => observer.batch?.(batch));
    } else if (batch === null) this.#finish(this.#outcomeOf('complete'));
    return batch;
  }

  /** Adds an observer. Costs one call a batch; nothing it throws alters the stream. Returns the stream. */
  observe(observer: StreamObserver<Part, Settled>): this {
    if (this.#outcome) this.#guard(() => observer.settled?.(this.#outcome as StreamOutcome<Settled>));
    else this.#observers.push(observer);
    return this;
  }

  /** A stream of changed batches: `change` is called with each batch and answers another (it may be empty). */
  map(change: (parts: readonly Part[]) => readonly Part[]): this {
    return this.through((source) => ({
      read(wake) {
        for (;;) {
          const batch = source.read(wake);
          if (!batch) return batch;
          const changed = change(batch);
          if (changed.length > 0) return changed;
        }
      },
      cancel: (reason) => source.cancel(reason),
    }));
  }

  /** A stream from another source built over this one: for layers that hold back, pace or continue. */
  through(build: (source: PartSource<Part>) => PartSource<Part>): this {
    const opened = this.#inner ? this.#inner.#base() : this.#base();
    const source = build({
      read: (wake) => this.read(wake),
      cancel: (reason) => this.#stop('cancelled', reason),
    });
    const onBreak = (listener: BreakListener) => this.#tellBreaks(listener);
    return this.#derive({ ...opened, source, fold: opened.newFold(), onBreak });
  }

  /** The parts as a WHATWG stream, pulled. */
  toReadableStream(): ReadableStream<Part> {
    return readable(this, (part) => part);
  }

  // --- opening -------------------------------------------------------------------------------------------------------

  #open(): Promise<void> {
    if (this.#opened) return Promise.resolve();
    return (this.#opening ??= this.#openNow());
  }

  async #openNow(): Promise<void> {
    if (this.#failure) throw this.#failure;
    try {
      this.#inner = await (this.#opener as Opener<Part, Settled>)();
    } catch (thrown) {
      throw this.#fail(thrown);
    }
    // Cancelled while it was opening.
    if (this.#outcome) {
      void this.#inner.cancel();
      if (this.#failure) throw this.#failure;
    }
    this.#inner.#tellBreaks((error, ended) => this.#fail(error, ended));
  }

  #tellBreaks(listener: BreakListener): void {
    this.observe({
      settled(outcome) {
        if (outcome.status !== 'complete' && outcome.error) listener(outcome.error, outcome.status === 'abandoned' ? 'abandoned' : undefined);
      },
    });
  }

  #base(): OpenedStream<Part, Settled> {
    const base = this.#inner ? this.#inner.#base() : this.#opened;
    if (!base) throw new KitError('invalid-request', 'The stream is not open yet: await ready() first.');
    return base;
  }

  /** Same class, other source: subclasses keep their shortcuts. */
  #derive(opened: OpenedStream<Part, Settled>): this {
    const Same = this.constructor as new (from: OpenedStream<Part, Settled>) => this;
    return new Same(opened);
  }

  // --- reading -------------------------------------------------------------------------------------------------------

  #nextBatch(wake: () => void): readonly Part[] | undefined | null {
    const kept = this.#drained?.shift();
    if (kept) return kept;
    return this.read(wake);
  }

  async #settle(): Promise<Settled> {
    await this.#open();
    if (!this.#outcome) {
      if (!this.#iterated) this.#drain();
      await new Promise<void>((resolve) => this.observe({ settled: () => resolve() }));
    }
    const outcome = this.#outcome as unknown as StreamOutcome<Settled>;
    if (outcome.status === 'complete') return outcome.result;
    throw this.#failure ?? outcome.error ?? new KitError('aborted', 'The stream was left before its end.', { partial: outcome.partial });
  }

  /** Reads on until somebody iterates; keeps what was read for them. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    const kept: (readonly Part[])[] = [];
    this.#drained = kept;
    const go = () => {
      try {
        for (;;) {
          if (this.#iterated) return;
          const batch = this.read(go);
          if (!batch) return;
          kept.push(batch);
        }
      } catch {
        // Told through the outcome.
      }
    };
    go();
  }

  // --- the end -------------------------------------------------------------------------------------------------------

  #fail(thrown: unknown, ended?: 'abandoned'): KitError {
    if (this.#outcome) return this.#failure ?? toKitError(thrown, 'network');
    let error = toKitError(thrown, 'network');
    const status = ended ?? (error.code === 'aborted' ? 'cancelled' : 'failed');
    const open = this.#inner || this.#opened;
    if (open && error.partial === undefined) error = error.with({ partial: this.#result() });
    this.#failure = error;
    this.#finish(this.#outcomeOf(status, error));
    return error;
  }

  #stop(status: 'cancelled' | 'abandoned', reason?: unknown): void {
    if (this.#outcome) return;
    // An untouched lazy stream has nothing to end.
    const error = toCancelError(status, reason);
    if (status === 'cancelled') this.#failure = error;
    const source = this.#inner ?? this.#opened?.source;
    const outcome = this.#outcomeOf(status, error);
    this.#outcome = outcome;
    if (source) {
      if (source instanceof PartStream) source.#stop(status, reason);
      else source.cancel(error);
    }
    this.#onCancel?.(error);
    this.#outcome = undefined;
    this.#finish(outcome);
  }

  #outcomeOf(status: StreamOutcome<Settled>['status'], error?: KitError): StreamOutcome<Settled> {
    const folded = () => this.#result();
    const usage = (this.#inner || this.#opened) && this.#base().fold.usage;
    const shared = { status, ...(error && { error }), usage: status === 'complete' || !usage ? usage : { ...usage, state: partialState(usage) } };
    const name = status === 'complete' ? 'result' : 'partial';
    let value: { settled: Settled | undefined } | undefined;
    Object.defineProperty(shared, name, { enumerable: true, get: () => (value ??= { settled: folded() }).settled });
    return shared as unknown as StreamOutcome<Settled>;
  }

  #result(): Settled | undefined {
    return this.#inner || this.#opened ? this.#base().fold.result() : undefined;
  }

  #finish(outcome: StreamOutcome<Settled>): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    const observers = this.#observers;
    this.#observers = [];
    for (const observer of observers) this.#guard(() => observer.settled?.(outcome));
    this.#onSettled?.();
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      // Observers are outside of the data's path. Their errors surface where uncaught errors do, not in the stream.
      reportObserverError(error);
    }
  }
}

function partialState(usage: Usage): Usage['state'] {
  return usage.state === 'reported' ? 'partial' : usage.state;
}

function toCancelError(status: 'cancelled' | 'abandoned', reason: unknown): KitError {
  if (reason instanceof KitError) return reason;
  const message = status === 'cancelled' ? 'The stream was cancelled.' : 'The stream was left before its end.';
  return new KitError('aborted', message, { cause: reason });
}

function reportObserverError(error: unknown): void {
  const { reportError, console } = globalThis as unknown as { reportError?: (error: unknown) => void; console: { error(...values: unknown[]): void } };
  // Node has no reportError; throwing asynchronously there would end the process.
  if (reportError) reportError(error);
  else console.error('kit: an observer threw', error);
}

/** A pulled WHATWG stream over any async iterable. */
export function readable<Part, Out>(iterable: AsyncIterable<Part>, change: (part: Part) => Out | undefined): ReadableStream<Out> {
  let iterator: AsyncIterator<Part> | undefined;
  return new ReadableStream<Out>({
    async pull(controller) {
      iterator ??= iterable[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return controller.close();
        const out = change(value);
        if (out === undefined) continue;
        return controller.enqueue(out);
      }
    },
    async cancel() {
      iterator ??= iterable[Symbol.asyncIterator]();
      await iterator.return?.();
    },
  }, { highWaterMark: 0 });
}
