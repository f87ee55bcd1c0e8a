// Streams that are none: a failure as JSON with status 200, where events were asked for.
import type { CodecContext, PartDecoder, WireHeaders } from '@kit/core';
import { parseJson } from '@kit/wire';

/** The decoder, asking first whether what came instead of a stream tells a failure. */
export function failingInside<Part>(
  decoder: PartDecoder<Part>,
  {
    failsInside,
    codec,
    headers,
  }: {
    readonly failsInside: ((body: unknown) => boolean) | undefined;
    readonly codec: CodecContext;
    readonly headers: WireHeaders;
  },
): PartDecoder<Part> {
  if (!failsInside || !/^application\/(?:[\w.+-]*\+)?json\b/i.test(headers['content-type'] ?? '')) return decoder;
  const check = (body: unknown) => {
    if (failsInside(body)) throw codec.failure({ body, headers });
  };
  return new CheckedDecoder(decoder, check);
}

class CheckedDecoder<Part> implements PartDecoder<Part> {
  readonly #decoder: PartDecoder<Part>;
  readonly #check: (body: unknown) => void;
  readonly json: PartDecoder<Part>['json'];

  constructor(decoder: PartDecoder<Part>, check: (body: unknown) => void) {
    this.#decoder = decoder;
    this.#check = check;
    if (decoder.json) this.json = this.#object;
  }

  get done(): boolean {
    return this.#decoder.done;
  }

  get finished(): boolean {
    return this.#decoder.finished;
  }

  event(data: string | Uint8Array, out: Part[], name?: string): void {
    if (typeof data === 'string') this.#check(parseJson(data));
    this.#decoder.event(data, out, name);
  }

  afterRead(out: Part[]): void {
    this.#decoder.afterRead?.(out);
  }

  end(out: Part[]): boolean {
    return this.#decoder.end(out);
  }

  #object(value: unknown, out: Part[], name?: string): void {
    this.#check(value);
    this.#decoder.json?.(value, out, name);
  }
}
