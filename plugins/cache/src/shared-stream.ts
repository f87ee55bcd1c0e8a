// One vendor's stream, read by everybody who asked the same: who reads first pulls, the others find it here.
import { type Environment, isKitError, type KitError, type PartSource, type PartStream } from '@kit/core';
import { partBytes } from './part-bytes.ts';
import type { Recording } from './recording.ts';

type AnyPart = Recording['batches'][number][number];

export interface SharedStreamOptions {
  readonly environment: Environment;
  /** A longer answer is not kept, and nobody can join it any more. */
  readonly maxBytes: number;
  /** Exactly once: with a complete answer, or without. */
  readonly over: (whole: { readonly recording: Recording; readonly result: unknown } | undefined) => void;
  /** How many have joined; those who have no reader yet will want everything from the start. */
  readonly joined: () => number;
  /** It has become too long to be shared with more. */
  readonly overflown: () => void;
}

interface Reader {
  position: number;
  wake: (() => void) | undefined;
  broken: ((error: KitError) => void) | undefined;
}

/** What a reader of a shared stream reads from. */
export interface SharedSource extends PartSource<AnyPart> {
  /** Called when the stream ended without a reader that would see it. */
  onBroken(listener: (error: KitError) => void): void;
}

export class SharedStream {
  readonly #inner: PartStream<AnyPart, unknown>;
  readonly #options: SharedStreamOptions;
  readonly #startedAtMs: number;
  readonly #readers = new Set<Reader>();
  /** Readers that wait, as far as is known. */
  #waiting = 0;
  readonly #batches: (readonly AnyPart[])[] = [];
  readonly #times: number[] = [];
  /** Batches that everybody has read and that are not kept. */
  #dropped = 0;
  #bytes = 0;
  #overflown = false;
  #ended = false;
  #failure: KitError | undefined;

  constructor(inner: PartStream<AnyPart, unknown>, options: SharedStreamOptions) {
    this.#inner = inner;
    this.#options = options;
    this.#startedAtMs = options.environment.monotonicMs();
    inner.observe({
      settled: (outcome) => {
        if (outcome.status === 'complete') {
          this.#ended = true;
          const recording = { times: this.#times, batches: this.#batches };
          options.over(this.#overflown ? undefined : { recording, result: outcome.result });
        } else {
          this.#failure = outcome.error;
          options.over(undefined);
          this.#tellBroken(outcome.error);
        }
      },
    });
  }

  get meta() {
    return this.#inner.meta;
  }

  /** `left` is called if it is given up before the end. */
  reader(left: (reason: KitError | undefined) => void): SharedSource {
    const reader: Reader = { position: 0, wake: undefined, broken: undefined };
    this.#readers.add(reader);
    return {
      read: (wake) => this.#read(reader, wake),
      cancel: (reason) => {
        if (!this.#readers.delete(reader)) return;
        if (!this.#ended && !this.#failure) left(isKitError(reason) ? reason : undefined);
      },
      onBroken: (listener) => {
        reader.broken = listener;
      },
    };
  }

  #read(reader: Reader, wake: () => void): readonly AnyPart[] | undefined | null {
    for (;;) {
      const batch = this.#batches[reader.position - this.#dropped];
      if (batch) {
        reader.position++;
        if (this.#overflown) this.#forget();
        return batch;
      }
      if (this.#failure) throw this.#failure;
      if (this.#ended) return null;
      if (this.#pull()) continue;
      if (!reader.wake) this.#waiting++;
      reader.wake = wake;
      return undefined;
    }
  }

  /** False if there is nothing yet. */
  #pull(): boolean {
    const parts = this.#inner.read(this.#woken);
    if (parts === undefined) return false;
    if (!parts) return true;
    this.#batches.push(parts);
    if (!this.#overflown) {
      this.#times.push(this.#options.environment.monotonicMs() - this.#startedAtMs);
      this.#measure(parts);
    }
    // Nobody has to read past the finish.
    if (parts.at(-1)?.type === 'finish') this.#inner.read(this.#woken);
    this.#woken();
    return true;
  }

  readonly #woken = (): void => {
    if (this.#waiting === 0) return;
    this.#waiting = 0;
    for (const reader of this.#readers) {
      const { wake } = reader;
      reader.wake = undefined;
      wake?.();
    }
  };

  #measure(parts: readonly AnyPart[]): void {
    this.#bytes += partBytes(parts);
    if (this.#bytes <= this.#options.maxBytes) return;
    this.#overflown = true;
    this.#options.overflown();
  }

  #forget(): void {
    if (this.#options.joined() > this.#readers.size) return;
    let read = Number.POSITIVE_INFINITY;
    for (const { position } of this.#readers) read = Math.min(read, position);
    if (read === Number.POSITIVE_INFINITY) return;
    this.#batches.splice(0, read - this.#dropped);
    this.#dropped = read;
  }

  /** Readers see a failure when they have read what is there, unless the whole call was ended: that no reader has to see. */
  #tellBroken(error: KitError): void {
    if (error.code === 'aborted' || error.phase === 'total') for (const reader of this.#readers) reader.broken?.(error);
    this.#woken();
  }
}
