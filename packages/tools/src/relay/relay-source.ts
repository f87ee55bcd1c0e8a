// A source that hands out the parts of several streams, one after the other, and what happens in between.
import type { ChatResponse, ChatStream, KitError, PartSource, StreamPart } from '@kit/core';

/** Turns a batch of a stream into a batch of the relay; it may be empty. */
export type Translate<Part> = (batch: readonly StreamPart[]) => readonly Part[];

export class RelaySource<Part> implements PartSource<Part> {
  readonly #cancel: (reason: unknown) => void;
  #queue: Part[] = [];
  #stream: ChatStream | undefined;
  #translate: Translate<Part> | undefined;
  #ended = false;
  #failure: KitError | undefined;
  #wake: (() => void) | undefined;

  constructor(cancel: (reason: unknown) => void) {
    this.#cancel = cancel;
  }

  /** Something happened between two streams. */
  emit(part: Part): void {
    this.#queue.push(part);
    this.#woken();
  }

  /** Hands out the parts of an open stream; settles when its reader has come to its end. */
  follow(stream: ChatStream, translate: Translate<Part>): Promise<ChatResponse> {
    return new Promise((resolve, reject) => {
      stream.observe({
        settled: (outcome) => (outcome.status === 'complete' ? resolve(outcome.result) : reject(outcome.error)),
      });
      this.#stream = stream;
      this.#translate = translate;
      this.#woken();
    });
  }

  end(): void {
    this.#ended = true;
    this.#woken();
  }

  fail(error: KitError): void {
    this.#failure = error;
    this.#woken();
  }

  read(wake: () => void): readonly Part[] | undefined | null {
    // A stream wakes its reader while it is read, when it ends: nobody waits then.
    this.#wake = undefined;
    const batch = this.#readQueue() ?? (this.#isOver ? undefined : this.#readStream()) ?? this.#readQueue();
    if (batch) return batch;
    if (this.#failure) throw this.#failure;
    if (this.#ended) return null;
    this.#wake = wake;
    return undefined;
  }

  cancel(reason?: unknown): void {
    this.#cancel(reason);
  }

  get #isOver(): boolean {
    return this.#ended || this.#failure !== undefined;
  }

  #readQueue(): readonly Part[] | undefined {
    if (this.#queue.length === 0) return undefined;
    const batch = this.#queue;
    this.#queue = [];
    return batch;
  }

  /** Undefined: nothing is there yet, or the stream is over and what comes next is not there yet. */
  #readStream(): readonly Part[] | undefined {
    const stream = this.#stream;
    const translate = this.#translate;
    if (!stream || !translate) return undefined;
    try {
      for (;;) {
        const batch = stream.read(this.#woken);
        if (batch === undefined) return undefined;
        if (batch === null) break;
        const translated = translate(batch);
        if (translated.length > 0) return translated;
      }
    } catch {
      // Whoever follows the stream hears of it from the stream, and fails.
    }
    this.#stream = undefined;
    return undefined;
  }

  readonly #woken = (): void => {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  };
}
