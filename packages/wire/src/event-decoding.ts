// A decoder over a framing: bytes of a streamed reply → parts.

import type { PartDecoder, Warning } from '@kit/core';
import type { EmitJson, Framing } from './framing.ts';
import { parseJson } from './json.ts';

export interface EventDecodingOptions<Part> {
  /** `undefined`: the decoder takes the bytes as they come. */
  readonly framing: Framing | undefined;
  readonly decoder: PartDecoder<Part>;
  /** Adds a `raw` part in front of each event's own. Default false. */
  readonly raw?: boolean;
}

/** Feeds a decoder with what a framing makes of each read. Throws what the decoder or the framing throws. */
export class EventDecoding<Part> {
  readonly #framing: Framing | undefined;
  readonly #decoder: PartDecoder<Part>;
  readonly #raw: boolean;
  /** Where nobody wants to see events as they were, the framing may parse them. */
  readonly #emitJson: EmitJson | undefined;
  #out: Part[] = [];

  constructor({ framing, decoder, raw = false }: EventDecodingOptions<Part>) {
    this.#framing = framing;
    this.#decoder = decoder;
    this.#raw = raw;
    this.#emitJson = decoder.json && !raw ? this.#tellJson : undefined;
  }

  /** One network read. */
  read(bytes: Uint8Array, out: Part[]): void {
    this.#out = out;
    if (this.#framing) this.#framing.push(bytes, this.#emit, this.#emitJson);
    else this.#decoder.event(bytes, out);
    this.#decoder.afterRead?.(out);
  }

  /** The bytes are over: what was left unterminated is still told. */
  end(out: Part[]): void {
    this.#out = out;
    this.#framing?.end(this.#emit, this.#emitJson);
    this.#decoder.afterRead?.(out);
  }

  readonly #emit = (data: string, name?: string): void => {
    const decoder = this.#decoder;
    // Whatever stands behind the end marker is not part of the answer.
    if (decoder.done) return;
    if (this.#raw) this.#out.push({ type: 'raw', data } as Part);
    if (!decoder.json || !data.startsWith('{')) return decoder.event(data, this.#out, name);
    const value = this.#raw ? parseJson(data) : undefined;
    if (value === undefined) this.#out.push(torn(data) as Part);
    else decoder.json(value, this.#out, name);
  };

  readonly #tellJson: EmitJson = (value, name) => {
    const decoder = this.#decoder;
    if (!decoder.done) decoder.json?.(value, this.#out, name);
  };
}

/** An event whose JSON a server, or something on the way, has broken: what it said is lost, and that is told. */
function torn(data: string): { readonly type: 'warning'; readonly warning: Warning } {
  const detail = `An event of the stream is no JSON and was left out (${data.length} characters).`;
  return { type: 'warning', warning: { feature: 'stream', detail } };
}
