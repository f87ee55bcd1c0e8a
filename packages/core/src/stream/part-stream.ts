// PartStream: what streamed operations answer. Parts outside, batches inside; observers cost a call a batch.
import { isKitError, KitError, toKitError, withPartial } from '../errors.ts';
import type { ResponseMeta } from '../model/result.ts';
import { reportObserverError, reportRejection } from '../observer-error.ts';
import { brokenUsage } from './broken-usage.ts';
import { abandonedError, endingOf } from './ending.ts';
import type { Fold } from './fold.ts';
import { PartIterator } from './part-iterator.ts';
import type { PartSource } from './part-source.ts';
import { readable } from './readable.ts';
import {
  CompleteOutcome,
  type ObserverEntry,
  type StreamObserver,
  type StreamOutcome,
  tellEnd,
} from './stream-outcome.ts';

/** A stream whose answer has begun. */
export interface OpenedStream<Part, Settled> {
  readonly source: PartSource<Part>;
  readonly fold: Fold<Part, Settled>;
  readonly meta: ResponseMeta;
  /** Makes another fold, for a layer that changes the parts. */
  readonly newFold: () => Fold<Part, Settled>;
  /** Tells of an end that no reader sees (an abort between two reads), so that it is settled at once. One listener. */
  readonly onBreak?: (listener: BreakListener) => void;
}

export type BreakListener = (error: KitError) => void;

/** A stream that is opened when it is first used. */
export interface LazyStream<Part, Settled> {
  readonly open: () => Promise<PartStream<Part, Settled>>;
  /** It was cancelled or left, perhaps while it was opening. */
  readonly onCancel?: (reason: KitError) => void;
  /** It ended, however. */
  readonly onSettled?: () => void;
}

/**
 * A streamed reply. Read it once: with `for await`, or through `response`, `toReadableStream`, …
 *
 * A stream from a pipeline's method opens when it is first used; one from a handler is open: its answer has begun.
 * Leaving the loop, `cancel()`, the caller's signal and `await using` all end the vendor's work at once.
 * A failure after the commit point is thrown by the iterator; nothing restarts silently. Never thenable.
 */
export class PartStream<Part, Settled> implements AsyncIterable<Part>, AsyncDisposable {
  readonly #lazy: LazyStream<Part, Settled> | undefined;
  #opening: Promise<void> | undefined;
  #rejectOpening: ((error: unknown) => void) | undefined;
  /** The stream that a lazy one reads from, and the lazy one that reads from this. */
  #inner: PartStream<Part, Settled> | undefined;
  #outer: PartStream<Part, Settled> | undefined;
  #opened: OpenedStream<Part, Settled> | undefined;

  #observers: ObserverEntry<Part, Settled>[] = [];
  #onBreak: BreakListener | undefined;
  #outcome: StreamOutcome<Settled> | undefined;
  /** What reading throws after the end. */
  #failure: KitError | undefined;
  #stopping = false;
  /** The consumer left: reading ends quietly. */
  #left = false;

  #iterator: PartIterator<Part> | undefined;
  /** Whoever waits for parts. */
  #wakeReader: (() => void) | undefined;
  /** Batches that `response` read before somebody iterated. */
  #drained: (readonly Part[])[] | undefined;
  #response: Promise<Settled> | undefined;

  /** Use `openStream` to make one in a provider, `ai.stream()` to get one. */
  constructor(from: OpenedStream<Part, Settled> | LazyStream<Part, Settled>) {
    if ('open' in from) this.#lazy = from;
    else {
      this.#opened = from;
      from.onBreak?.((error) => this.#broken(error));
    }
  }

  /** Where the answer comes from; undefined until it has begun. */
  get meta(): ResponseMeta | undefined {
    return this.#inner ? this.#inner.meta : this.#opened?.meta;
  }

  /** Opens the stream if need be; resolves when an answer has begun. @throws KitError when it failed before that. */
  ready(): Promise<ResponseMeta> {
    const ready = this.#open().then(() => this.meta as ResponseMeta);
    // Who only wants the stream to begin does not wait; a failure is told again when it is read.
    ready.catch(nothing);
    return ready;
  }

  /**
   * The whole answer, folded. Reads the stream if nobody else does.
   * After a break it rejects with the error, whose `partial` is what had arrived. Never an unhandled rejection.
   */
  get response(): Promise<Settled> {
    if (!this.#response) {
      this.#response = this.#settle();
      this.#response.catch(nothing);
    }
    return this.#response;
  }

  /** Ends the stream and frees its socket. */
  cancel(reason?: unknown): Promise<void> {
    this.#stop(isKitError(reason) ? reason : new KitError('aborted', 'The stream was cancelled.', { cause: reason }));
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#leave();
    return Promise.resolve();
  }

  [Symbol.asyncIterator](): AsyncIterator<Part, undefined> {
    if (this.#iterator) {
      throw new KitError(
        'invalid-request',
        'This stream is being read already. A stream can be read once; use `.response` for the whole answer.',
      );
    }
    this.#iterator = new PartIterator<Part>({
      open: () => (this.#isOpen || this.#outcome ? undefined : this.#open()),
      nextBatch: (wake) => this.#drained?.shift() ?? this.read(wake),
      leave: () => this.#leave(),
    });
    return this.#iterator;
  }

  /**
   * Reads a batch: for layers that build on a stream. Same rules as `PartSource.read`; the stream must be open.
   */
  read(wake: () => void): readonly Part[] | undefined | null {
    if (this.#outcome) return this.#afterEnd();
    const source = this.#inner ?? this.#opened?.source;
    if (!source) throw notOpen();
    // Who reads waits no more.
    this.#wakeReader = undefined;
    let batch: readonly Part[] | undefined | null;
    try {
      batch = source.read(wake);
    } catch (thrown) {
      // A layer may have thrown over a source that goes on.
      this.#release(this.#fail(thrown));
      return this.#afterEnd();
    }
    if (batch) {
      this.#opened?.fold.add(batch);
      for (const { observer, report } of this.#observers) {
        try {
          reportRejection(observer.batch?.(batch), report);
        } catch (error) {
          report(error);
        }
      }
    } else if (batch === undefined) this.#wakeReader = wake;
    else this.#finish(this.#outcomeOf('complete'));
    return batch;
  }

  /**
   * Adds an observer. Costs one call a batch; nothing it throws alters the stream: `report` gets it, else the console.
   * Returns the stream.
   */
  observe(observer: StreamObserver<Part, Settled>, report: (error: unknown) => void = reportToConsole): this {
    const entry = { observer, report };
    if (this.#outcome) tellEnd(entry, this.#outcome);
    else this.#observers.push(entry);
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
    const base = this.#base();
    const source = build({
      read: (wake) => this.read(wake),
      cancel: (reason) => void this.cancel(reason),
    });
    const onBreak = (listener: BreakListener) => {
      this.#onBreak = listener;
    };
    // Same class, other source: subclasses keep their shortcuts.
    const Same = this.constructor as new (from: OpenedStream<Part, Settled>) => this;
    return new Same({ ...base, source, fold: base.newFold(), onBreak });
  }

  /** The parts as a WHATWG stream, pulled. */
  toReadableStream(): ReadableStream<Part> {
    return readable(this, (part) => part);
  }

  // --- opening -------------------------------------------------------------------------------------------------------

  get #isOpen(): boolean {
    return this.#opened !== undefined || this.#inner !== undefined;
  }

  #open(): Promise<void> {
    if (!this.#opening) {
      this.#opening = this.#isOpen ? Promise.resolve() : this.#openNow();
      this.#opening.catch(nothing);
    }
    return this.#opening;
  }

  #openNow(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#outcome) return reject(this.#failure);
      this.#rejectOpening = reject;
      const opened = (inner: PartStream<Part, Settled>) => {
        // Cancelled while it was opening.
        if (this.#outcome) return void inner.cancel(this.#failure);
        this.#inner = inner;
        inner.#outer = this;
        resolve();
      };
      const failed = (thrown: unknown) => reject(this.#fail(thrown));
      try {
        (this.#lazy as LazyStream<Part, Settled>).open().then(opened, failed);
      } catch (thrown) {
        failed(thrown);
      }
    });
  }

  #base(): OpenedStream<Part, Settled> {
    const base = this.#inner ? this.#inner.#base() : this.#opened;
    if (!base) throw notOpen();
    return base;
  }

  // --- reading -------------------------------------------------------------------------------------------------------

  #afterEnd(): null {
    if (this.#failure && !this.#left) throw this.#failure;
    return null;
  }

  async #settle(): Promise<Settled> {
    await this.#open();
    if (!this.#outcome) {
      if (!this.#iterator) this.#drain();
      await new Promise<void>((settled) => this.observe({ settled: () => settled() }));
    }
    const outcome = this.#outcome as unknown as StreamOutcome<Settled>;
    if (outcome.status === 'complete') return outcome.result;
    throw outcome.error;
  }

  /** Reads on until somebody iterates; keeps what was read for them. */
  #drain(): void {
    const kept: (readonly Part[])[] = [];
    this.#drained = kept;
    const go = () => {
      try {
        while (!this.#iterator) {
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

  #leave(): void {
    this.#left = true;
    this.#stop(abandonedError());
  }

  /** Ends the stream from this side. */
  #stop(error: KitError): void {
    if (this.#outcome || this.#stopping) return;
    this.#stopping = true;
    // What is inside may know more about the end and tells it first.
    this.#release(error);
    this.#broken(error);
  }

  #release(error: KitError): void {
    try {
      if (this.#inner) this.#inner.#stop(error);
      else this.#opened?.source.cancel(error);
      this.#lazy?.onCancel?.(error);
    } catch (thrown) {
      reportObserverError('a stream that was cancelled', thrown);
    }
  }

  /** Ended without a reader that would see it. */
  #broken(error: KitError): void {
    if (this.#outcome) return;
    this.#iterator?.drop();
    const known = this.#fail(error);
    this.#onBreak?.(known);
    const outer = this.#outer;
    if (outer) outer.#broken(known);
  }

  #fail(thrown: unknown): KitError {
    if (this.#outcome) return this.#failure ?? toKitError(thrown);
    let error = toKitError(thrown);
    // A layer tells what went through itself, not what lies below it.
    if (this.#opened) error = withPartial(error, this.#opened.fold.result());
    this.#failure = error;
    this.#finish(this.#outcomeOf(endingOf(error), error));
    return error;
  }

  #outcomeOf(status: StreamOutcome<Settled>['status'], error?: KitError): StreamOutcome<Settled> {
    const fold = this.#isOpen ? this.#base().fold : undefined;
    if (status !== 'complete') {
      const attempted = error?.attempts.at(-1)?.usage;
      const usage = fold?.usage ? brokenUsage(fold.usage, attempted) : attempted;
      return { status, error: error as KitError, partial: error?.partial as Settled | undefined, usage };
    }
    return new CompleteOutcome(fold as Fold<Part, Settled>);
  }

  #finish(outcome: StreamOutcome<Settled>): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    const observers = this.#observers;
    this.#observers = [];
    for (const entry of observers) tellEnd(entry, outcome);
    this.#lazy?.onSettled?.();
    if (!this.#isOpen) this.#rejectOpening?.(this.#failure);
    const wake = this.#wakeReader;
    this.#wakeReader = undefined;
    wake?.();
  }
}

const nothing = () => {};

const notOpen = () => new KitError('invalid-request', 'The stream is not open yet: await ready() first.');

const reportToConsole = (error: unknown) => reportObserverError('an observer', error);
