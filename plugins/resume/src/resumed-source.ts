// The source of a stream that may break: reads one attempt after the other as if they were one.
import {
  type Call,
  type Catalogue,
  type ChatStream,
  deriveContext,
  type FinishPart,
  type Handler,
  isKitError,
  type KitError,
  type KitEvents,
  type PartSource,
  type ResponseMeta,
  type Scope,
  type StreamPart,
  toKitError,
  type Usage,
} from '@kit/core';
import { Arrived } from './arrived.ts';
import { type Continuation, continuationOf } from './continuation.ts';
import { HeldCalls } from './held-calls.ts';
import { JoinedParts } from './joined-parts.ts';
import { costOfLost, LostAttempts } from './lost-attempts.ts';
import type { OverlapBounds } from './overlap-cut.ts';
import { isBreak, isDecided } from './resumable.ts';
import type { ResumeFailure, ResumeOptions } from './resume-options.ts';

/** What stays the same for all streams of one handler. */
export interface ResumePoint {
  /** Who continues. */
  readonly next: Handler<'stream'>;
  /** True if that is not who was asked first. */
  readonly isOther: boolean;
  readonly by: 'prefill' | 'prompt';
  /** `prefill` may become `prompt` where it is refused. */
  readonly mayChange: boolean;
  readonly max: number;
  readonly prompt: ResumeOptions['prompt'];
  readonly holdsCalls: boolean;
  readonly minOverlap: number | undefined;
  readonly maxOverlap: number;
  readonly when: ((failure: ResumeFailure) => boolean | undefined) | undefined;
  /** Prices, of who was asked first and of who continues. */
  readonly catalogues: readonly ((() => Promise<Catalogue | undefined>) | undefined)[];
  readonly tell: (call: Call<'stream'>, event: KitEvents['resume']) => void;
}

export class ResumedSource implements PartSource<StreamPart> {
  readonly #call: Call<'stream'>;
  readonly #point: ResumePoint;
  readonly #arrived = new Arrived();
  readonly #lost = new LostAttempts();
  readonly #calls: HeldCalls | undefined;
  #source: PartSource<StreamPart>;
  #meta: ResponseMeta | undefined;
  /** Usage of the attempt that is read, once it has ended. */
  #used: Usage | undefined;
  /** What the parts of a continuation go through; undefined for the first attempt. */
  #joined: JoinedParts | undefined;
  #by: 'prefill' | 'prompt';
  #resumed = 0;
  /** The scope of the continuation. */
  #scope: Scope | undefined;
  #opening = false;
  /** The source that broke last. */
  #broken: PartSource<StreamPart> | undefined;
  #over = false;
  #ready: readonly StreamPart[] | undefined;
  #failure: KitError | undefined;
  #wake: (() => void) | undefined;

  /** `source` is that of the first attempt. */
  constructor(source: PartSource<StreamPart>, call: Call<'stream'>, point: ResumePoint) {
    this.#source = source;
    this.#call = call;
    this.#point = point;
    this.#by = point.by;
    if (point.holdsCalls) this.#calls = new HeldCalls();
  }

  /** Listens to how an attempt ends. */
  watch(stream: ChatStream): void {
    this.#meta = stream.meta;
    this.#used = undefined;
    stream.observe({
      settled: ({ usage }) => {
        this.#used = usage;
      },
    });
  }

  read(wake: () => void): readonly StreamPart[] | undefined | null {
    for (;;) {
      if (this.#ready) return this.#takeReady();
      if (this.#failure) throw this.#failure;
      if (this.#opening) {
        this.#wake = wake;
        return undefined;
      }
      const source = this.#source;
      let batch: readonly StreamPart[] | undefined | null;
      try {
        batch = source.read(wake);
      } catch (thrown) {
        // What breaks wakes its reader, who may have been here already.
        if (this.#broken !== source) this.#broke(source, toKitError(thrown));
        continue;
      }
      if (!batch) return batch;
      const parts = this.#passed(batch);
      if (parts.length === 0) continue;
      this.#arrived.add(parts);
      return parts;
    }
  }

  cancel(reason?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#source.cancel(reason);
    this.#scope?.cancel(reason);
  }

  #takeReady(): readonly StreamPart[] {
    const parts = this.#ready as readonly StreamPart[];
    this.#ready = undefined;
    return parts;
  }

  // --- parts ---------------------------------------------------------------------------------------------------------

  #passed(batch: readonly StreamPart[]): readonly StreamPart[] {
    const parts = this.#joined ? this.#continued(batch, this.#joined) : batch;
    return this.#calls ? this.#calls.pass(parts) : parts;
  }

  /** The parts of a continuation: one start, one finish, and the usage of all. */
  #continued(batch: readonly StreamPart[], joined: JoinedParts): readonly StreamPart[] {
    const out: StreamPart[] = [];
    for (const part of batch) {
      if (part.type === 'start') continue;
      if (part.type === 'usage') out.push({ ...part, usage: this.#lost.withUsage(part.usage) ?? part.usage });
      else if (part.type === 'finish') {
        joined.flush(out);
        out.push(this.#finish(part));
        this.#scope?.close();
      } else joined.take(part, out);
    }
    return out;
  }

  #finish(part: FinishPart): FinishPart {
    const usage = this.#lost.withUsage(part.usage);
    const cost = this.#lost.withCost(part.cost);
    return { ...part, ...(usage && { usage }), ...(cost && { cost }) };
  }

  // --- breaks --------------------------------------------------------------------------------------------------------

  #broke(source: PartSource<StreamPart>, error: KitError): void {
    this.#broken = source;
    this.#scope?.close();
    // What a continuation held back, because it might be a repetition, nobody has seen: it is asked for again.
    const rest = this.#calls?.release() ?? [];
    if (rest.length > 0) this.#arrived.add(rest);
    const isOver = this.#over || this.#call.context.scope.reason !== undefined;
    if (!isOver && this.#arrived.ending && isBreak(error)) this.#end(rest, error, this.#arrived.ending);
    else if (!isOver && this.#mayResume(error)) this.#resume(rest, error);
    else this.#fail(rest, error);
  }

  #mayResume(error: KitError): boolean {
    const { max, when } = this.#point;
    const arrived = this.#arrived;
    if (isDecided(error) || this.#resumed >= max || arrived.settled || arrived.hasOpenCall) return false;
    return when?.({ error, resumed: this.#resumed, call: this.#call }) ?? isBreak(error);
  }

  /** Hands out what was held, then what all attempts used, and then throws. */
  #fail(rest: readonly StreamPart[], error: KitError): void {
    const usage = this.#lost.count > 0 ? this.#lost.withUsage(this.#used) : undefined;
    const parts: StreamPart[] = usage ? [...rest, { type: 'usage', usage }] : [...rest];
    if (parts.length > 0) this.#ready = parts;
    this.#failure = error;
    this.#over = true;
    this.#wakeReader();
  }

  /** The vendor had said how the answer ends, and only its accounts are missing. */
  #end(
    rest: readonly StreamPart[],
    { code }: KitError,
    { finishReason, rawFinishReason }: NonNullable<Arrived['ending']>,
  ): void {
    const detail = `The stream broke off (${code}) after the end of its answer; what it used is not known for sure.`;
    const finish: FinishPart = {
      type: 'finish',
      finishReason,
      ...(rawFinishReason !== undefined && { rawFinishReason }),
      ...(this.#used && { usage: this.#used }),
      ...(this.#meta && { meta: this.#meta }),
    };
    this.#ready = [...rest, { type: 'warning', warning: { feature: 'resume', detail } }, this.#finish(finish)];
    this.#source = ended;
    this.#over = true;
  }

  #resume(rest: readonly StreamPart[], error: KitError): void {
    // What was thought of is thought of anew, in a block of its own.
    const ends = this.#arrived.endThought();
    if (rest.length + ends.length > 0) this.#ready = [...rest, ...ends];
    this.#opening = true;
    void this.#openNext(error).catch((thrown: unknown) => this.#failOpening(toKitError(thrown)));
  }

  async #openNext(broke: KitError): Promise<void> {
    await this.#account();
    while (!this.#over) {
      const plan = continuationOf(this.#call.request, this.#arrived, this.#by, this.#point.prompt);
      this.#resumed++;
      this.#point.tell(this.#call, { error: broke, attempt: this.#resumed, by: plan.by });
      try {
        const stream = await this.#ask(plan);
        if (!this.#over) return this.#take(stream, plan, broke);
        return void stream.cancel();
      } catch (thrown) {
        const error = toKitError(thrown);
        this.#scope?.close();
        if (this.#over || this.#call.context.scope.reason) return this.#failOpening(error);
        if (plan.by === 'prefill' && this.#point.mayChange && isKitError(error, 'unsupported', 'invalid-request')) {
          // Asked the other way, it is the same resumption.
          this.#by = 'prompt';
          this.#resumed--;
        } else if (!this.#mayResume(error)) return this.#failOpening(broke);
      }
    }
  }

  /** Adds what the broken attempt used. */
  async #account(): Promise<void> {
    const usage = this.#used;
    this.#used = undefined;
    const { catalogues, isOther } = this.#point;
    const { model, requestedModel } = this.#meta ?? {};
    const catalogue = catalogues[isOther && this.#resumed > 0 ? 1 : 0];
    this.#lost.add(usage, await costOfLost(usage, [model, requestedModel], catalogue));
  }

  #ask({ request }: Continuation): Promise<ChatStream> {
    const { context } = this.#call;
    const scope = context.scope.fork();
    this.#scope = scope;
    const own = deriveContext(context, this.#point.isOther ? { ...foreign, scope } : { scope });
    return this.#point.next({ ...this.#call, request, context: own });
  }

  #take(stream: ChatStream, { said, by }: Continuation, { code, message }: KitError): void {
    const { minOverlap, maxOverlap } = this.#point;
    // Whoever repeats all that was said begins anew. Who was asked to repeat the last words does so, however few they are.
    const { length } = said.trimEnd();
    const min = by === 'prompt' ? Math.min(4, Math.max(1, length)) : Math.min(20, Math.max(8, length));
    const bounds: OverlapBounds = { min: minOverlap ?? min, max: maxOverlap };
    this.#joined = new JoinedParts(this.#arrived, said, bounds);
    this.#source = { read: (wake) => stream.read(wake), cancel: (reason) => void stream.cancel(reason) };
    this.watch(stream);
    const { provider = '', model } = stream.meta ?? {};
    const resumed: StreamPart = {
      type: 'resumed',
      provider,
      ...(model !== undefined && { model }),
      error: { code, message },
    };
    const usage = this.#lost.withUsage(undefined);
    const parts: StreamPart[] = usage ? [resumed, { type: 'usage', usage }] : [resumed];
    this.#ready = this.#ready ? [...this.#ready, ...parts] : parts;
    this.#opening = false;
    this.#wakeReader();
  }

  #failOpening(error: KitError): void {
    this.#opening = false;
    this.#fail(this.#ready ?? [], this.#call.context.scope.reason ?? error);
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** What the caller says to one vendor (keys, endpoints, bodies) is not for another. */
const foreign = {
  target: undefined,
  credentials: undefined,
  baseURL: undefined,
  headers: undefined,
  query: undefined,
  patch: undefined,
};

const ended: PartSource<StreamPart> = { read: () => null, cancel() {} };
