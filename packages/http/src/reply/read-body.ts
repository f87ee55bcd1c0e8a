// Reads a response's body whole, within a bound.
import { type ByteSource, type CallContext, deadlineMs, KitError, timeoutError } from '@kit/core';
import { joined } from '../transport/byte-queue.ts';

export interface ReadBodyOptions {
  readonly context: CallContext;
  readonly maxBytes: number;
  /** Beyond the bound: the failure, or what was read so far. Default `fail`. */
  readonly beyond?: 'fail' | 'cut';
}

/**
 * All bytes: at once where all have arrived (a small reply comes with its head), else as a promise.
 * @throws KitError (or rejects with it) `invalid-response` beyond `maxBytes`, `timeout` (phase `body`) when nothing arrives
 *   for the `idle` deadline, and whatever broke the connection.
 */
export function readBody(source: ByteSource, options: ReadBodyOptions): Uint8Array | Promise<Uint8Array> {
  const reading = new BodyReading(source, options);
  return reading.take() ? reading.bytes : reading.rest();
}

class BodyReading {
  readonly #source: ByteSource;
  readonly #options: ReadBodyOptions;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #over = false;
  #onBytes: (() => void) | undefined;

  constructor(source: ByteSource, options: ReadBodyOptions) {
    this.#source = source;
    this.#options = options;
  }

  get bytes(): Uint8Array {
    return this.#chunks.length === 1 ? (this.#chunks[0] as Uint8Array) : joined(this.#chunks, this.#length);
  }

  /** Takes what has arrived. True if that was the end. */
  take(): boolean {
    while (!this.#over) {
      const bytes = this.#source.read(this.#wake);
      if (bytes === undefined) return false;
      if (bytes === null) this.#over = true;
      else this.#add(bytes);
    }
    return true;
  }

  rest(): Promise<Uint8Array> {
    const { environment, deadlines } = this.#options.context;
    const idleMs = deadlineMs(deadlines, 'idle');
    return new Promise((resolve, reject) => {
      let sinceMs = environment.monotonicMs();
      let stopTimer: (() => void) | undefined;
      const fail = (error: unknown) => {
        stopTimer?.();
        reject(error);
      };
      // One timer for all reads: when it fires it looks how long the silence really was.
      const arm = (limitMs: number, waitMs: number) => {
        stopTimer = environment.setTimer(Math.ceil(waitMs), () => {
          const leftMs = sinceMs + limitMs - environment.monotonicMs();
          if (leftMs > 0) return arm(limitMs, leftMs);
          const error = timeoutError('body', limitMs);
          this.#source.cancel(error);
          reject(error);
        });
      };
      if (idleMs !== undefined) arm(idleMs, idleMs);
      const onBytes = () => {
        try {
          if (!this.take()) {
            sinceMs = environment.monotonicMs();
            return;
          }
        } catch (error) {
          return fail(error);
        }
        stopTimer?.();
        resolve(this.bytes);
      };
      this.#onBytes = onBytes;
    });
  }

  readonly #wake = (): void => this.#onBytes?.();

  #add(bytes: Uint8Array): void {
    const { maxBytes, beyond = 'fail' } = this.#options;
    const room = maxBytes - this.#length;
    if (bytes.length <= room) {
      this.#length += bytes.length;
      this.#chunks.push(bytes);
      return;
    }
    this.#over = true;
    this.#source.cancel();
    if (beyond === 'fail')
      throw new KitError('invalid-response', `The response is larger than the limit of ${maxBytes} bytes.`);
    this.#length = maxBytes;
    this.#chunks.push(bytes.subarray(0, room));
  }
}
