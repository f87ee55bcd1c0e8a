// Speech that comes as events with pieces of the sound in them.
import type { CodecContext, PartDecoder, SpeechPart, Usage } from '@kit/core';
import { isRecord, type JsonRecord, parseJson } from '@kit/wire';

/** What one event says. */
export interface SoundEvent {
  readonly data?: Uint8Array | undefined;
  /** True for the event that ends the sound. */
  readonly isLast: boolean;
  readonly usage?: Usage | undefined;
  /** True where the event tells a failure. */
  readonly failed?: boolean;
}

export interface SoundWire {
  readonly mediaType: string;
  /** `heard`: whether there was any sound before; some vendors repeat all of it at the end. */
  readonly read: (
    event: JsonRecord,
    about: { readonly name: string | undefined; readonly heard: boolean },
  ) => SoundEvent;
}

/** A stream that ends without its last event is broken. */
export class SoundEvents implements PartDecoder<SpeechPart> {
  done = false;
  readonly #wire: SoundWire;
  readonly #context: CodecContext;
  #started = false;
  #heard = false;
  #usage: Usage | undefined;

  constructor(wire: SoundWire, context: CodecContext) {
    this.#wire = wire;
    this.#context = context;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: SpeechPart[], name?: string): void {
    if (typeof data === 'string') this.json(parseJson(data), out, name);
  }

  json(event: unknown, out: SpeechPart[], name?: string): void {
    if (!isRecord(event) || this.done) return;
    const { data, isLast, usage, failed } = this.#wire.read(event, { name, heard: this.#heard });
    if (failed) throw this.#context.failure({ body: event });
    if (!this.#started) out.push({ type: 'start', mediaType: this.#wire.mediaType });
    this.#started = true;
    if (data && data.length > 0) {
      this.#heard = true;
      out.push({ type: 'audio', data });
    }
    this.#usage = usage ?? this.#usage;
    this.done = isLast;
  }

  end(out: SpeechPart[]): boolean {
    if (!this.done) return false;
    out.push({ type: 'finish', ...(this.#usage && { usage: this.#usage }) });
    return true;
  }
}
