// One call on its way: what is noted when it begins, commits and ends.
import type {
  Call,
  EventHub,
  KitError,
  Observer,
  Operation,
  Outcome,
  ResponseMeta,
  Result,
  WrapPoint,
} from '@kit/core';
import type { Book } from './book.ts';
import { recordOverhead } from './overhead.ts';
import { add, isCount, type Series } from './series.ts';

export class MeasuredCall<K extends Operation> implements Observer<K> {
  readonly #book: Book;
  readonly #call: Call<K>;
  readonly #at: WrapPoint<K>;
  readonly #key: string | undefined;
  readonly #beganAt: number;
  readonly #beganMs: number;
  readonly #from: number;
  #firstPartMs: number | undefined;
  #open: Series | undefined;
  #meta: ResponseMeta | undefined;

  constructor(book: Book, call: Call<K>, at: WrapPoint<K>) {
    this.#book = book;
    this.#call = call;
    this.#at = at;
    this.#key = keyOf(book, call as unknown as Call, at.events);
    const { environment, trace } = call.context;
    this.#beganAt = environment.now();
    this.#beganMs = environment.monotonicMs();
    this.#from = trace.attempts.length;
    book.counted.began(trace, this);
  }

  committed(meta: ResponseMeta | undefined): void {
    this.#meta = meta;
    if (!this.#at.streamed) return;
    this.#firstPartMs = this.#elapsedMs();
    this.#open = this.#series(meta?.provider, meta?.requestedModel ?? meta?.model, meta?.credential);
    this.#open.openStreams += 1;
  }

  settled(outcome: Outcome<K>): void {
    const totalMs = this.#elapsedMs();
    if (this.#open) this.#open.openStreams -= 1;
    const error = outcome.status === 'complete' ? undefined : outcome.error;
    const series = this.#open ?? this.#answeredBy(error, this.#meta);
    series.calls += 1;
    add(series.outcomes, outcome.status === 'failed' ? outcome.error.code : outcome.status, 1);
    series.totalMs.record(totalMs);
    if (this.#firstPartMs !== undefined) series.firstPartMs.record(this.#firstPartMs);
    const { trace } = this.#call.context;
    const { attempts } = trace;
    recordOverhead(series, attempts, this.#from, this.#beganAt, totalMs);
    for (let index = this.#book.counted.countFrom(trace, this); index < attempts.length; index++)
      this.#book.spent(attempts[index] as (typeof attempts)[number], this.#key);
    // What a cache answers was paid by another call, and is not the vendor's speed.
    if (this.#meta?.cache) return;
    this.#recordSpeed(series, outcome.usage?.outputTokens, totalMs);
    if (attempts.length > this.#from || outcome.status !== 'complete') return;
    // A provider that keeps no record of its requests.
    series.attempts += 1;
    series.spent(outcome.usage, outcome.usage && (outcome.result as Result | undefined)?.cost);
  }

  #recordSpeed(series: Series, outputTokens: number | undefined, totalMs: number): void {
    const spanMs = totalMs - (this.#firstPartMs ?? 0);
    if (outputTokens && isCount(outputTokens) && spanMs > 0)
      series.tokensPerSecond.record((outputTokens / spanMs) * 1000);
  }

  #answeredBy(error: KitError | undefined, meta: ResponseMeta | undefined): Series {
    const last = this.#call.context.trace.attempts.at(-1);
    if (!error) return this.#series(meta?.provider, meta?.requestedModel ?? meta?.model, meta?.credential);
    return this.#series(
      error.provider ?? last?.provider,
      error.model ?? last?.model,
      error.credential ?? last?.credential,
    );
  }

  #series(provider: string | undefined, model: string | undefined, credential: string | undefined): Series {
    const asked = (this.#call.request as { readonly model?: string }).model;
    return this.#book.series.find(
      this.#at.operation,
      provider ?? this.#at.provider.id,
      model ?? asked ?? '',
      this.#key ?? credential ?? '',
    );
  }

  #elapsedMs(): number {
    return this.#call.context.environment.monotonicMs() - this.#beganMs;
  }
}

/** What the user's function throws costs the key, not the call. */
function keyOf({ key }: Book, call: Call, events: EventHub): string | undefined {
  try {
    return key?.(call);
  } catch (error) {
    events.emit('observer-error', { name: 'metrics({ key })', error });
    return undefined;
  }
}
