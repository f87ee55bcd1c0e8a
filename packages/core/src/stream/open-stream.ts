// Opens a stream: holds everything up to the commit point, watches the deadlines, stamps `start` and `finish`.
import type { CallContext, RunningAttempt } from '../context.ts';
import { timeoutError } from '../deadlines.ts';
import { isKitError, KitError, type KitErrorOptions, toKitError } from '../errors.ts';
import type { Cost, ResponseMeta } from '../model/result.ts';
import type { Usage } from '../model/usage.ts';
import { reportObserverError } from '../observer-error.ts';
import { brokenUsage } from './broken-usage.ts';
import { commits } from './commit.ts';
import { abandonedError, endingOf } from './ending.ts';
import type { Fold } from './fold.ts';
import type { PartSource } from './part-source.ts';
import type { BreakListener, OpenedStream } from './part-stream.ts';
import { StreamWatch, type WatchPhase } from './stream-watch.ts';

interface AnyPart {
  readonly type: string;
}

export interface OpenStreamOptions<Part extends AnyPart, Settled> {
  readonly context: CallContext;
  readonly attempt: RunningAttempt;
  readonly newFold: () => Fold<Part, Settled>;
  /** Goes into every error of this stream. */
  readonly known: KitErrorOptions;
  /** What is known about the reply before its first event. Timings and attempts are added. */
  readonly meta: Omit<ResponseMeta, 'timings' | 'attempts'>;
  /** Monotonic milliseconds of the attempt's start. */
  readonly startedAtMs: number;
  /** Cost of the settled usage; may have to wait for a price table. */
  readonly cost?: (usage: Usage) => Cost | undefined | Promise<Cost | undefined>;
  /** Usage to account for when the vendor's word is missing because the stream broke. */
  readonly estimate?: (fold: Fold<Part, Settled>) => Usage | undefined;
  /** Parts held before the commit point at most; more of them commit the stream. Default 10,000. */
  readonly maxHeldParts?: number;
}

/**
 * Reads `source` until an answer has begun. Resolves with the open stream, or rejects with the typed error of whatever
 * went wrong before: then nothing was seen by anybody and another attempt is invisible.
 */
export function openStream<Part extends AnyPart, Settled>(
  source: PartSource<Part>,
  options: OpenStreamOptions<Part, Settled>,
): Promise<OpenedStream<Part, Settled>> {
  const runner = new StreamRunner(source, options);
  return runner.opened;
}

type StreamPhase = 'opening' | 'committed' | 'ended';

class StreamRunner<Part extends AnyPart, Settled> {
  readonly opened: Promise<OpenedStream<Part, Settled>>;
  readonly #source: PartSource<Part>;
  readonly #options: OpenStreamOptions<Part, Settled>;
  readonly #fold: Fold<Part, Settled>;
  readonly #watch: StreamWatch;
  readonly #forgetScope: () => void;
  #phase: StreamPhase = 'opening';
  #resolve!: (stream: OpenedStream<Part, Settled>) => void;
  #reject!: (error: KitError) => void;
  /** Parts that nobody has read yet; the last of them is the finish once its price is known. */
  #held: Part[] = [];
  #start: Part | undefined;
  #failure: KitError | undefined;
  #meta: ResponseMeta;
  /** The finish is there, its price is not. */
  #pricing = false;
  /** The reader that waits. */
  #wake: (() => void) | undefined;
  #onBreak: BreakListener | undefined;

  constructor(source: PartSource<Part>, options: OpenStreamOptions<Part, Settled>) {
    const { context, attempt, newFold, startedAtMs } = options;
    this.#source = source;
    this.#options = options;
    this.#fold = newFold();
    this.#meta = { ...options.meta, timings: attempt.record.timings, attempts: context.trace.attempts };
    this.opened = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#watch = new StreamWatch(context, startedAtMs, (phase, limitMs) => this.#expire(phase, limitMs));
    this.#forgetScope = context.scope.onCancel((reason) => this.#stop(reason));
    // The scope may be cancelled already.
    if (this.#phase === 'ended') return;
    this.#watch.start();
    this.#advance();
  }

  #elapsedMs(): number {
    return this.#options.context.environment.monotonicMs() - this.#options.startedAtMs;
  }

  // --- before the commit point ---------------------------------------------------------------------------------------

  readonly #advance = (): void => {
    if (this.#phase !== 'opening') return;
    try {
      for (;;) {
        const batch = this.#source.read(this.#advance);
        if (batch === undefined) return;
        if (batch === null) throw endedEarly();
        this.#watch.activity();
        if (this.#hold(batch)) return this.#commit();
      }
    } catch (thrown) {
      this.#break(thrown);
    }
  };

  /** Keeps a batch back; true when it brings content. */
  #hold(batch: readonly Part[]): boolean {
    const { context, maxHeldParts = 10_000 } = this.#options;
    let content = false;
    for (const part of batch) {
      if (part.type === 'start' && !this.#start) this.#readStart(part);
      else this.#held.push(part);
      content ||= commits(part, context.commit);
    }
    return content || this.#held.length > maxHeldParts;
  }

  /** Takes model and ids from the vendor's `start`. */
  #readStart(part: Part): void {
    this.#start = part;
    const { responseId, model, meta } = part as { responseId?: string; model?: string; meta?: ResponseMeta };
    this.#meta = {
      ...this.#meta,
      ...meta,
      ...(responseId !== undefined && { responseId }),
      ...(model !== undefined && { model }),
    };
  }

  #commit(): void {
    this.#phase = 'committed';
    const firstPartMs = this.#elapsedMs();
    const { model } = this.#meta;
    this.#options.attempt.update({ timings: { firstPartMs }, ...(model !== undefined && { model }) });
    this.#meta = { ...this.#meta, timings: { ...this.#meta.timings, firstPartMs } };
    this.#held.unshift({ type: 'start', ...this.#start, meta: this.#meta } as unknown as Part);
    this.#watch.committed();
    this.#resolve({
      source: { read: (wake) => this.#read(wake), cancel: (reason) => this.#stop(toStopError(reason)) },
      fold: this.#fold,
      meta: this.#meta,
      newFold: this.#options.newFold,
      onBreak: (listener) => {
        this.#onBreak = listener;
        // It may have broken before anybody listened.
        if (this.#failure) listener(this.#failure);
      },
    });
  }

  // --- after it ------------------------------------------------------------------------------------------------------

  #read(wake: () => void): readonly Part[] | undefined | null {
    if (this.#failure) throw this.#failure;
    if (this.#held.length > 0) {
      this.#watch.arrived();
      const batch = this.#held;
      this.#held = [];
      // After the end this is the finish with its price.
      return this.#phase === 'ended' ? batch : this.#pass(batch, wake);
    }
    if (this.#phase === 'ended') return null;
    if (!this.#pricing) {
      const batch = this.#readSource();
      if (batch) return this.#pass(batch, wake);
      this.#watch.waiting();
      // It may have expired just then.
      if (this.#failure) throw this.#failure;
    }
    this.#wake = wake;
    return undefined;
  }

  #readSource(): readonly Part[] | undefined {
    try {
      const batch = this.#source.read(this.#woken);
      if (batch === null) throw endedEarly();
      if (batch) this.#watch.arrived(batch.length);
      return batch;
    } catch (thrown) {
      throw this.#break(thrown);
    }
  }

  readonly #woken = (): void => {
    this.#watch.arrived();
    this.#wakeReader();
  };

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Hands a batch out, and the finish last, whatever the source says after it. */
  #pass(batch: readonly Part[], wake: () => void): readonly Part[] | undefined {
    const at = batch.findIndex(isFinish);
    if (at < 0) return batch;
    const finish = batch[at] as Part;
    const before = batch.filter((part) => !isFinish(part));
    const usage =
      usageIn(batch.slice(at + 1)) ?? (finish as { usage?: Usage }).usage ?? usageIn(before) ?? this.#fold.usage;
    this.#watch.stop();
    const cost = (finish as { cost?: Cost }).cost ?? this.#price(usage);
    if (!isPromise(cost)) return [...before, this.#complete(finish, usage, cost)];
    this.#pricing = true;
    const priced = (known?: Cost) => {
      if (this.#failure) return;
      this.#held = [this.#complete(finish, usage, known)];
      this.#wakeReader();
    };
    cost.then(priced, () => priced());
    // What stands before the finish goes out now. An empty batch is not allowed.
    if (before.length > 0) return before;
    this.#wake = wake;
    return undefined;
  }

  /** A price that cannot be found must not cost the answer. */
  #price(usage: Usage | undefined): Cost | undefined | Promise<Cost | undefined> {
    try {
      return usage && this.#options.cost?.(usage);
    } catch {
      return undefined;
    }
  }

  #complete(finish: Part, usage: Usage | undefined, cost: Cost | undefined): Part {
    const totalMs = this.#elapsedMs();
    const known = { ...(usage && { usage }), ...(cost && { cost }) };
    this.#options.attempt.settle('complete', { timings: { totalMs }, ...known });
    // What the vendor says of its answer at the end (`meta.vendor`, the tier billed) joins what is known.
    const { meta: told } = finish as { meta?: Partial<ResponseMeta> };
    this.#meta = { ...this.#meta, ...told, timings: { ...this.#meta.timings, totalMs }, attempts: this.#meta.attempts };
    this.#end();
    this.#releaseSource();
    return { ...finish, ...known, meta: this.#meta };
  }

  /** A source that goes on after its finish (a generator with a `finally`) gets to its end, and no further. */
  #releaseSource(): void {
    try {
      if (this.#source.read(nothing) !== null) this.#source.cancel();
    } catch {
      // The answer is complete: what breaks now breaks nothing.
    }
  }

  // --- the end -------------------------------------------------------------------------------------------------------

  #expire(phase: WatchPhase, limitMs: number): void {
    if (phase !== 'unread') return void this.#break(timeoutError(phase, limitMs));
    this.#stop(abandonedError(`The stream was abandoned: nobody read it for ${limitMs} ms after its answer began.`));
  }

  /** An end that no reader has to be there for: it is told at once. */
  #stop(reason: KitError): void {
    if (this.#phase === 'ended') return;
    const error = this.#break(reason);
    this.#onBreak?.(error);
  }

  /** Anything that ends the stream before its finish. */
  #break(thrown: unknown): KitError {
    if (this.#failure) return this.#failure;
    const { attempt, context, known, estimate } = this.#options;
    const opening = this.#phase === 'opening';
    const error = toKitError(thrown).with({ ...known, attempts: context.trace.attempts });
    this.#failure = error;
    // What arrived and was not read has been used all the same.
    if (this.#held.length > 0) this.#fold.add(this.#held);
    const estimated = estimate?.(this.#fold);
    const usage = this.#fold.usage ? brokenUsage(this.#fold.usage, estimated) : estimated;
    const ending = endingOf(error);
    attempt.settle(ending, { error, timings: { totalMs: this.#elapsedMs() }, ...(usage && { usage }) });
    this.#end();
    try {
      this.#source.cancel(error);
    } catch (failing) {
      reportObserverError('a source that was cancelled', failing, context.events);
    }
    if (opening) this.#reject(error);
    else this.#wakeReader();
    return error;
  }

  #end(): void {
    this.#phase = 'ended';
    this.#watch.stop();
    this.#forgetScope?.();
  }
}

const nothing = () => {};

const isFinish = (part: AnyPart) => part.type === 'finish';

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as { then?: unknown } | undefined)?.then === 'function';

function usageIn(parts: readonly AnyPart[]): Usage | undefined {
  return (parts.findLast((part) => part.type === 'usage') as { usage?: Usage } | undefined)?.usage;
}

function toStopError(reason: unknown): KitError {
  return isKitError(reason) ? reason : new KitError('aborted', 'The stream was cancelled.', { cause: reason });
}

function endedEarly(): KitError {
  return new KitError('invalid-response', 'The stream ended before its end: no finish arrived.');
}
