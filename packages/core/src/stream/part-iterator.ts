// The public iterator: flattens batches into parts. Made by hand, because an async generator costs three times as much.

/** What an iterator reads. */
export interface BatchReader<Part> {
  /** Opens it; undefined when it is open already. */
  open(): Promise<unknown> | undefined;
  /** As `PartSource.read`. */
  nextBatch(wake: () => void): readonly Part[] | undefined | null;
  /** The consumer left. */
  leave(): void;
}

type Next<Part> = IteratorResult<Part, undefined>;

/** What the consumer waits for. */
interface Answer<Part> {
  promise: Promise<Next<Part>> | undefined;
  readonly resolve: (next: Next<Part>) => void;
  readonly reject: (error: unknown) => void;
}

const nothing = () => {};
const noParts: readonly never[] = [];

/** Calls of `next()` that overlap are answered in their order. */
export class PartIterator<Part> implements AsyncIterator<Part, undefined> {
  readonly #reader: BatchReader<Part>;
  #batch: readonly Part[] = noParts;
  #at = 0;
  /** The answer that was promised last, while it is not there. */
  #promised: Promise<Next<Part>> | undefined;
  #answer: Answer<Part> | undefined;

  constructor(reader: BatchReader<Part>) {
    this.#reader = reader;
  }

  next(): Promise<Next<Part>> {
    if (this.#promised) return this.#promise(this.#promised.then(this.#advance, this.#advance));
    if (this.#at < this.#batch.length) return Promise.resolve(this.#take());
    const opening = this.#reader.open();
    if (opening) return this.#promise(opening.then(this.#advance, this.#advance));
    return this.#advance();
  }

  /** Forgets what was read and not handed out yet: the stream was ended from outside. */
  drop(): void {
    this.#batch = noParts;
    this.#at = 0;
  }

  return(): Promise<Next<Part>> {
    this.drop();
    this.#reader.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The next part, or a promise of it. A stream that failed to open tells so when it is read. */
  readonly #advance = (): Promise<Next<Part>> => {
    try {
      const next = this.#read();
      if (next) return Promise.resolve(next);
    } catch (error) {
      return Promise.reject(error);
    }
    const promise = new Promise<Next<Part>>((resolve, reject) => {
      this.#answer = { promise: undefined, resolve, reject };
    });
    (this.#answer as unknown as Answer<Part>).promise = promise;
    this.#promised ??= promise;
    return promise;
  };

  readonly #wake = (): void => {
    const answer = this.#answer;
    if (!answer) return;
    this.#answer = undefined;
    try {
      const next = this.#read();
      if (!next) {
        this.#answer = answer;
        return;
      }
      this.#answered(answer);
      answer.resolve(next);
    } catch (error) {
      this.#answered(answer);
      answer.reject(error);
    }
  };

  #answered({ promise }: Answer<Part>): void {
    if (this.#promised === promise) this.#promised = undefined;
  }

  #read(): Next<Part> | undefined {
    if (this.#at < this.#batch.length) return this.#take();
    const batch = this.#reader.nextBatch(this.#wake);
    if (batch === undefined) return undefined;
    if (batch === null) return { done: true, value: undefined };
    this.#batch = batch;
    this.#at = 0;
    return this.#take();
  }

  #take(): Next<Part> {
    const value = this.#batch[this.#at++] as Part;
    if (this.#at === this.#batch.length && (value as { readonly type?: unknown } | undefined)?.type === 'finish')
      this.#lookPastEnd();
    return { done: false, value };
  }

  /** A stream is complete once its finish is handed out, also for a consumer that does not ask again. */
  #lookPastEnd(): void {
    try {
      const more = this.#reader.nextBatch(nothing);
      this.#batch = more ?? noParts;
      this.#at = 0;
    } catch {
      // Thrown again when it is read.
    }
  }

  /** Keeps the promise of a call that has to wait for another as the last one, until it is settled. */
  #promise(answer: Promise<Next<Part>>): Promise<Next<Part>> {
    this.#promised = answer;
    const settled = () => {
      if (this.#promised === answer) this.#promised = undefined;
    };
    answer.then(settled, settled);
    return answer;
  }
}
