// Opens a stream: holds everything up to the commit point, watches the deadlines, stamps `start` and `finish`.
import type { CallContext, RunningAttempt } from '../context.ts';
import { deadlineMs } from '../deadlines.ts';
import { KitError, type KitErrorOptions, type Phase, toKitError } from '../errors.ts';
import type { Cost, ResponseMeta } from '../model/result.ts';
import type { Usage } from '../model/usage.ts';
import { commits } from './commit.ts';
import type { Fold } from './fold.ts';
import type { PartSource } from './part-source.ts';
import type { BreakListener, OpenedStream } from './part-stream.ts';

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
  #phase: StreamPhase = 'opening';
  #resolve!: (stream: OpenedStream<Part, Settled>) => void;
  #reject!: (error: KitError) => void;
  #held: Part[] = [];
  #sawStart = false;
  #failure: KitError | undefined;
  #meta: ResponseMeta;
  #finishing = false;
  #wake: (() => void) | undefined;
  #forget: () => void;
  #watch: Watch;
  #onBreak: BreakListener | undefined;
  #drip: DripMeter | undefined;

  constructor(source: PartSource<Part>, options: OpenStreamOptions<Part, Settled>) {
    this.#source = source;
    this.#options = options;
    this.#fold = options.newFold();
    const { context } = options;
    this.#meta = { ...options.meta, timings: options.attempt.record.timings, attempts: context.trace.attempts };
    this.opened = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#watch = new Watch(context, options.startedAtMs, (phase, limitMs) => this.#expire(phase, limitMs));
    this.#forget = context.scope.onCancel((reason) => this.#break(reason));
    if (this.#failure) return;
    const { drip } = context.deadlines ?? {};
    if (drip) this.#drip = new DripMeter(drip.windowMs, drip.minParts, this.#now());
    this.#watch.firstPart();
    this.#advance();
  }

  #now(): number {
    return this.#options.context.environment.monotonicMs();
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
      this.#held.push(this.#stamp(part));
      content ||= commits(part, context.commit);
    }
    return content || this.#held.length > maxHeldParts;
  }

  #commit(): void {
    this.#phase = 'committed';
    const firstPartMs = this.#now() - this.#options.startedAtMs;
    this.#options.attempt.update({ timings: { firstPartMs }, ...(this.#meta.model !== undefined && { model: this.#meta.model }) });
    this.#meta = { ...this.#meta, timings: { ...this.#meta.timings, firstPartMs } };
    if (!this.#sawStart) this.#held.unshift({ type: 'start', meta: this.#meta } as unknown as Part);
    else this.#held = this.#held.map((part) => (part.type === 'start' ? { ...part, meta: this.#meta } : part));
    this.#watch.committed();
    const source: PartSource<Part> = { read: (wake) => this.#read(wake), cancel: (reason) => this.#cancel(reason) };
    const onBreak = (listener: BreakListener) => {
      this.#onBreak = listener;
    };
    this.#resolve({ source, fold: this.#fold, meta: this.#meta, newFold: this.#options.newFold, onBreak });
  }

  // --- after it ------------------------------------------------------------------------------------------------------

  #read(wake: () => void): readonly Part[] | undefined | null {
    if (this.#failure) throw this.#failure;
    if (this.#held.length > 0) {
      const batch = this.#held;
      this.#held = [];
      return this.#pass(batch);
    }
    if (this.#phase === 'ended') return null;
    if (this.#finishing) {
      this.#wake = wake;
      return undefined;
    }
    let batch: readonly Part[] | undefined | null;
    try {
      batch = this.#source.read(this.#woken);
      if (batch === null) throw endedEarly();
    } catch (thrown) {
      throw this.#break(thrown);
    }
    if (batch === undefined) {
      this.#wake = wake;
      this.#watch.waiting();
      return undefined;
    }
    this.#watch.arrived();
    if (this.#drip && !this.#drip.pass(batch.length, this.#now())) throw this.#expire('drip', this.#drip.windowMs);
    return this.#pass(batch);
  }

  readonly #woken = (): void => {
    const wake = this.#wake;
    this.#wake = undefined;
    this.#watch.arrived();
    wake?.();
  };

  /** Hands a batch out. `finish` waits for its price; it is the last part whatever the source says after it. */
  #pass(batch: readonly Part[]): readonly Part[] | undefined {
    const last = batch[batch.length - 1] as Part;
    if (last.type !== 'finish') return batch;
    const before = batch.length > 1 ? batch.slice(0, -1) : undefined;
    const { usage: told } = last as { usage?: Usage };
    const usage = told ?? this.#fold.usage;
    const cost = (last as { cost?: Cost }).cost ?? (usage && this.#options.cost?.(usage));
    if (!(cost instanceof Promise)) {
      const finish = this.#complete(last, usage, cost);
      return before ? [...before, finish] : [finish];
    }
    this.#finishing = true;
    this.#watch.stop();
    cost.then((known) => known, () => undefined).then((known) => {
      if (this.#failure) return;
      this.#finishing = false;
      this.#held = [this.#complete(last, usage, known)];
      const wake = this.#wake;
      this.#wake = undefined;
      wake?.();
    });
    // An empty batch is not allowed: what stands before the finish goes out now, the rest when it is known.
    return before;
  }

  #complete(finish: Part, usage: Usage | undefined, cost: Cost | undefined): Part {
    const totalMs = this.#now() - this.#options.startedAtMs;
    const known = { timings: { totalMs }, ...(usage && { usage }), ...(cost && { cost }) };
    this.#options.attempt.settle('complete', known);
    this.#meta = { ...this.#meta, timings: { ...this.#meta.timings, totalMs } };
    this.#end();
    return { ...finish, ...(usage && { usage }), ...(cost && { cost }), meta: this.#meta };
  }

  /** Takes model and ids from the vendor's `start`. */
  #stamp(part: Part): Part {
    if (part.type !== 'start' || this.#sawStart) return part;
    this.#sawStart = true;
    const { responseId, model, meta } = part as { responseId?: string; model?: string; meta?: ResponseMeta };
    this.#meta = {
      ...this.#meta, ...meta,
      ...(responseId !== undefined && { responseId }),
      ...(model !== undefined && { model }),
    };
    return part;
  }

  // --- the end -------------------------------------------------------------------------------------------------------

  #expire(phase: Phase | 'unread', limitMs: number): KitError {
    if (phase !== 'unread') return this.#break(timeoutError(phase, limitMs));
    return this.#break(new KitError('aborted', `The stream was abandoned: nobody read it for ${limitMs} ms after its answer began.`), 'abandoned');
  }

  /** Anything that ends the stream before its finish. */
  #break(thrown: unknown, ended?: 'abandoned'): KitError {
    if (this.#failure) return this.#failure;
    if (this.#phase === 'ended') return toKitError(thrown, 'network');
    const { attempt, context, known, estimate, startedAtMs } = this.#options;
    const opening = this.#phase === 'opening';
    const error = toKitError(thrown, 'network').with({ ...known, attempts: context.trace.attempts });
    this.#failure = error;
    const usage = this.#fold.usage ? { ...this.#fold.usage, state: 'partial' as const } : estimate?.(this.#fold);
    attempt.settle(ended ?? (error.code === 'aborted' ? 'cancelled' : 'failed'), {
      error, timings: { totalMs: this.#now() - startedAtMs }, ...(usage && { usage }),
    });
    this.#end();
    this.#source.cancel(error);
    if (opening) this.#reject(error);
    else {
      this.#onBreak?.(error, ended);
      const wake = this.#wake;
      this.#wake = undefined;
      wake?.();
    }
    return error;
  }

  #cancel(reason: unknown): void {
    if (this.#phase === 'ended') return;
    this.#break(reason instanceof KitError ? reason : new KitError('aborted', 'The stream was cancelled.', { cause: reason }));
  }

  #end(): void {
    this.#phase = 'ended';
    this.#watch.stop();
    this.#forget?.();
  }
}

function endedEarly(): KitError {
  return new KitError('invalid-response', 'The stream ended before its end: no finish arrived.');
}

const phaseNames: Readonly<Record<Phase, string>> = {
  queue: 'a place in the queue', connect: 'the connection', headers: "the response's headers", 'first-part': 'the first part of the answer',
  idle: 'the next part of the answer', drip: 'enough parts', body: 'the rest of the response', total: 'the whole call',
};

export function timeoutError(phase: Phase, limitMs: number, known: KitErrorOptions = {}): KitError {
  return new KitError('timeout', `No answer in time: waited ${limitMs} ms for ${phaseNames[phase]}.`, { ...known, phase });
}

type WatchPhase = 'first-part' | 'idle' | 'unread';

/** Longest time that a begun answer waits for its first reader where `idle` is switched off. */
const UNREAD_MS = 120_000;

/** One timer a stream. It is not moved with every part: when it fires it looks how long the silence really was. */
class Watch {
  readonly #context: CallContext;
  readonly #startedAtMs: number;
  readonly #expire: (phase: WatchPhase, limitMs: number) => void;
  #phase: WatchPhase | undefined;
  #limitMs: number | undefined;
  #sinceMs = 0;
  #armed: (() => void) | undefined;

  constructor(context: CallContext, startedAtMs: number, expire: (phase: WatchPhase, limitMs: number) => void) {
    this.#context = context;
    this.#startedAtMs = startedAtMs;
    this.#expire = expire;
  }

  firstPart(): void {
    this.#phase = 'first-part';
    this.#limitMs = deadlineMs(this.#context.deadlines, 'firstPart');
    this.#sinceMs = this.#startedAtMs;
    this.#arm();
  }

  /** Something came before the commit point: hidden activity extends the deadline. */
  activity(): void {
    this.#sinceMs = this.#context.environment.monotonicMs();
  }

  /** From here a stream that nobody begins to read ends by itself, and with it its socket. */
  committed(): void {
    this.#phase = 'unread';
    this.#limitMs = deadlineMs(this.#context.deadlines, 'idle') ?? UNREAD_MS;
    this.stopTimer();
    this.#sinceMs = this.#context.environment.monotonicMs();
    this.#arm();
  }

  /** A read is outstanding. */
  waiting(): void {
    this.#limitMs = deadlineMs(this.#context.deadlines, 'idle');
    this.#phase = 'idle';
    this.#sinceMs = this.#context.environment.monotonicMs();
    this.#arm();
  }

  /** The outstanding read was answered: a slow consumer is not a slow vendor. */
  arrived(): void {
    this.#phase = undefined;
  }

  stop(): void {
    this.#phase = undefined;
    this.#limitMs = undefined;
    this.stopTimer();
  }

  stopTimer(): void {
    this.#armed?.();
    this.#armed = undefined;
  }

  #arm(): void {
    if (this.#armed || this.#limitMs === undefined) return;
    const waitMs = Math.max(0, this.#sinceMs + this.#limitMs - this.#context.environment.monotonicMs());
    this.#armed = this.#context.environment.setTimer(Math.ceil(waitMs), () => {
      this.#armed = undefined;
      if (!this.#phase || this.#limitMs === undefined) return;
      const silentMs = this.#context.environment.monotonicMs() - this.#sinceMs;
      if (silentMs >= this.#limitMs) this.#expire(this.#phase, this.#limitMs);
      else this.#arm();
    });
  }
}

/** Parts that arrive, but too slowly. */
class DripMeter {
  readonly windowMs: number;
  readonly #minParts: number;
  #windowStartMs: number;
  #parts = 0;

  constructor(windowMs: number, minParts: number, nowMs: number) {
    this.windowMs = windowMs;
    this.#minParts = minParts;
    this.#windowStartMs = nowMs;
  }

  /** False when a window went by with too few parts. */
  pass(parts: number, nowMs: number): boolean {
    const enough = nowMs - this.#windowStartMs < this.windowMs || this.#parts >= this.#minParts;
    if (nowMs - this.#windowStartMs >= this.windowMs) {
      this.#windowStartMs = nowMs;
      this.#parts = 0;
    }
    this.#parts += parts;
    return enough;
  }
}
