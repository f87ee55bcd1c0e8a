// Bytes that have arrived and were not read yet: the side of a ByteSource that a connection writes to.

/** Chunks are joined up to here. */
const MOST_JOINED_BYTES = 16 * 1024;

/** Where chunks are joined for readers that do not keep them: memory of its own costs each join more than the copy. */
const scratch = new Uint8Array(MOST_JOINED_BYTES);

/** One reader. The writer never waits; `full` and `drained` tell it when to hold the sender back. */
export class ByteQueue {
  readonly #onDrained: () => void;
  readonly #highWaterBytes: number;
  /** The first chunk has a place of its own: mostly it is the only one, and thousands of quiet streams need no list. */
  #first: Uint8Array | undefined;
  #more: Uint8Array[] | undefined;
  #unreadBytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #waking = false;
  #full = false;

  /** `onDrained` is called when a full queue was read empty. */
  constructor(onDrained: () => void, highWaterBytes: number) {
    this.#onDrained = onDrained;
    this.#highWaterBytes = highWaterBytes;
  }

  /** False when more is unread than the limit allows: the sender should pause. */
  push(chunk: Uint8Array): boolean {
    if (!this.#first) this.#first = chunk;
    else if (this.#more) this.#more.push(chunk);
    else this.#more = [chunk];
    this.#unreadBytes += chunk.length;
    this.#awaken();
    if (this.#unreadBytes <= this.#highWaterBytes) return true;
    this.#full = true;
    return false;
  }

  end(): void {
    this.#ended = true;
    this.#awaken();
  }

  /** What was there before the failure is read first. */
  fail(error: unknown): void {
    if (this.#ended || this.#failure) return;
    this.#failure = { error };
    this.#awaken();
  }

  /** Forgets everything; nothing more will be read. */
  discard(): void {
    this.#first = undefined;
    this.#more = undefined;
    this.#unreadBytes = 0;
    this.#ended = true;
    this.#failure = undefined;
    this.#wake = undefined;
  }

  get ended(): boolean {
    return this.#ended;
  }

  read(wake: () => void, transient = false): Uint8Array | undefined | null {
    if (this.#first) {
      const bytes = this.#take(this.#first, transient);
      this.#unreadBytes -= bytes.length;
      if (this.#full && !this.#first) {
        this.#full = false;
        this.#onDrained();
      }
      return bytes;
    }
    if (this.#failure) throw this.#failure.error;
    if (this.#ended) return null;
    this.#wake = wake;
    return undefined;
  }

  /** The next chunk; small ones together, because each read has its price. Large ones are not worth a copy. */
  #take(first: Uint8Array, transient: boolean): Uint8Array {
    const more = this.#more;
    if (!more) {
      this.#first = undefined;
      return transient ? first : plain(first);
    }
    let count = 0;
    let length = first.length;
    while (count < more.length && length + (more[count] as Uint8Array).length <= MOST_JOINED_BYTES)
      length += (more[count++] as Uint8Array).length;
    const taken = more.splice(0, count);
    this.#first = more.shift();
    if (more.length === 0) this.#more = undefined;
    if (count === 0) return transient ? first : plain(first);
    if (!transient) return joined([first, ...taken], length);
    scratch.set(first);
    put(taken, scratch, first.length);
    return scratch.subarray(0, length);
  }

  // One network read may bring many HTTP chunks, one call each: the reader is woken after all of them.
  #awaken(): void {
    if (this.#waking || !this.#wake) return;
    this.#waking = true;
    queueMicrotask(this.#wakeReader);
  }

  readonly #wakeReader = (): void => {
    this.#waking = false;
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  };
}

/** Node's buffers are more than bytes, and what is read may reach users. */
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The chunks as one. */
export function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  put(chunks, bytes, 0);
  return bytes;
}

function put(chunks: readonly Uint8Array[], into: Uint8Array, from: number): void {
  let at = from;
  for (const chunk of chunks) {
    into.set(chunk, at);
    at += chunk.length;
  }
}
