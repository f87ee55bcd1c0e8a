// Bytes of a streamed reply → parts: framing and decoder as a PartSource, one batch for each network read.
import {
  type ByteSource,
  type Environment,
  isKitError,
  KitError,
  type PartDecoder,
  type PartSource,
  toKitError,
  type Warning,
} from '@kit/core';
import { EventDecoding, type EventDecodingOptions, FramingLimitError } from '@kit/wire/events';

/** How long usage, marker and end of body are awaited once the answer is complete. */
export const AFTERMATH_MS = 5_000;
/** How long, and how far, the rest of a body is read so that its connection can be used again. */
const DRAIN_MS = 1_000;
const DRAIN_BYTES = 64 * 1024;

export interface DecodeSourceOptions<Part> extends EventDecodingOptions<Part> {
  readonly body: ByteSource;
  readonly environment: Environment;
  /** Told right after `start`. */
  readonly warnings?: readonly Warning[];
}

/** A source whose reader can ask whether anything of an answer has arrived. */
export interface DecodeSource<Part> extends PartSource<Part> {
  readonly started: boolean;
}

export function decodeSource<Part>(options: DecodeSourceOptions<Part>): DecodeSource<Part> {
  return new Decoding(options);
}

class Decoding<Part> implements DecodeSource<Part> {
  readonly #body: ByteSource;
  readonly #decoder: PartDecoder<Part>;
  readonly #events: EventDecoding<Part>;
  readonly #environment: Environment;
  /** A framing makes text of what is read; without one the bytes themselves are told. */
  readonly #isText: boolean;
  #warnings: readonly Warning[] | undefined;
  #failure: { readonly error: KitError } | undefined;
  #over = false;
  #cancelled = false;
  #stopTimer: (() => void) | undefined;
  /** The wait after the answer was complete is over. */
  #late = false;
  #wake: (() => void) | undefined;
  started = false;

  constructor(options: DecodeSourceOptions<Part>) {
    this.#body = options.body;
    this.#decoder = options.decoder;
    this.#events = new EventDecoding(options);
    this.#isText = options.framing !== undefined;
    this.#environment = options.environment;
    this.#warnings = options.warnings && options.warnings.length > 0 ? options.warnings : undefined;
  }

  read(wake: () => void): readonly Part[] | undefined | null {
    if (this.#failure) throw this.#failure.error;
    if (this.#over) return null;
    for (;;) {
      if (this.#late) return this.#batch(this.#endLate());
      const arrived = this.#take(wake);
      if (arrived === undefined) return undefined;
      const batch = this.#batch(arrived);
      if (batch.length > 0) return batch;
      if (this.#failure) throw (this.#failure as { error: KitError }).error;
      if (this.#over) return null;
    }
  }

  cancel(reason?: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#stopTimer?.();
    // After the end there is nothing to break: the connection goes back to its pool.
    if (this.#over && !this.#failure) return;
    this.#over = true;
    this.#body.cancel(reason);
  }

  /** Decodes one network read. Undefined: nothing has arrived. A failure is kept for the read after what came before it. */
  #take(wake: () => void): Part[] | undefined {
    const out: Part[] = [];
    let bytes: Uint8Array | undefined | null;
    try {
      bytes = this.#body.read(this.#woken, this.#isText);
    } catch (error) {
      this.#fail(toKitError(error, 'network'));
      return out;
    }
    if (bytes === undefined) {
      this.#wake = wake;
      return undefined;
    }
    try {
      if (bytes === null) this.#end(out);
      else this.#feed(bytes, out);
    } catch (error) {
      this.#fail(undecodable(error));
    }
    return out;
  }

  readonly #woken = (): void => {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  };

  #feed(bytes: Uint8Array, out: Part[]): void {
    this.#events.read(bytes, out);
    if (this.#decoder.done) this.#finish(out);
    else if (this.#decoder.finished && !this.#stopTimer) this.#awaitAftermath();
  }

  /** The vendor said that this is all: the rest of the body is of no interest. */
  #finish(out: Part[]): void {
    this.#close(out);
    drain(this.#body, this.#environment);
  }

  /** The body ended. */
  #end(out: Part[]): void {
    this.#events.end(out);
    this.#close(out);
  }

  #close(out: Part[]): void {
    this.#stopTimer?.();
    if (this.#decoder.end(out)) this.#over = true;
    else this.#failure = { error: new KitError('invalid-response', 'The stream ended before its end.') };
  }

  #awaitAftermath(): void {
    this.#stopTimer = this.#environment.setTimer(AFTERMATH_MS, () => {
      this.#late = true;
      this.#woken();
    });
  }

  /** The answer was complete, but its usage, marker or end did not come. */
  #endLate(): Part[] {
    const out: Part[] = [];
    try {
      this.#close(out);
    } catch (error) {
      this.#fail(undecodable(error));
    }
    this.#body.cancel();
    const detail = `The answer was complete, but the stream did not end within ${AFTERMATH_MS / 1000} s; its usage may be missing.`;
    out.splice(Math.max(0, out.length - 1), 0, { type: 'warning', warning: { feature: 'stream', detail } } as Part);
    return out;
  }

  #fail(error: KitError): void {
    this.#stopTimer?.();
    this.#failure = { error };
    this.#body.cancel(error);
  }

  /** Puts the warnings behind `start`, once. */
  #batch(parts: Part[]): Part[] {
    if (parts.length === 0) return parts;
    this.started = true;
    if (!this.#warnings) return parts;
    const told = this.#warnings.map((warning) => ({ type: 'warning', warning }) as Part);
    this.#warnings = undefined;
    const at = (parts[0] as { type?: string }).type === 'start' ? 1 : 0;
    parts.splice(at, 0, ...told);
    return parts;
  }
}

/** What a decoder or a framing throws that is no failure of the vendor's own telling. */
function undecodable(error: unknown): KitError {
  if (isKitError(error)) return error;
  if (error instanceof FramingLimitError) return new KitError('invalid-response', error.message, { cause: error });
  return new KitError('invalid-response', 'The stream cannot be decoded.', { cause: error });
}

/** Reads what little is left, so that the connection serves again; gives it up when there is more. */
function drain(body: ByteSource, environment: Environment): void {
  let left = DRAIN_BYTES;
  let stopTimer: (() => void) | undefined;
  const pump = (): void => {
    try {
      for (;;) {
        const bytes = body.read(pump);
        if (bytes === undefined) {
          stopTimer ??= environment.setTimer(DRAIN_MS, () => body.cancel());
          return;
        }
        if (bytes === null) break;
        left -= bytes.length;
        if (left < 0) {
          body.cancel();
          break;
        }
      }
    } catch {
      // The answer is complete; how its connection ends does not matter.
    }
    stopTimer?.();
  };
  pump();
}
