// A complete reply, decoded as far as it is asked for.
import { KitError, type WireHeaders, type WireReply } from '@kit/core';
import { parseJson } from '@kit/wire';

/** What the exchange knows about the reply besides its bytes. */
export interface ReplyFacts {
  readonly headersMs: number;
  readonly totalMs: number;
  /** Label of the credential. */
  readonly credential: string | undefined;
}

/** One for all replies: it keeps nothing of what it decodes. */
const utf8 = new TextDecoder();

export class HttpReply implements WireReply {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly bytes: Uint8Array;
  readonly facts: ReplyFacts;
  #text: string | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(reply: Pick<WireReply, 'status' | 'headers' | 'bytes'>, facts: ReplyFacts) {
    this.status = reply.status;
    this.headers = reply.headers;
    this.bytes = reply.bytes;
    this.facts = facts;
  }

  text(): string {
    return (this.#text ??= utf8.decode(this.bytes));
  }

  json(): unknown {
    if (this.#json) return this.#json.value;
    const value = parseJson(this.text());
    if (value === undefined) {
      const type = this.headers['content-type'] ?? 'no content type';
      throw new KitError(
        'invalid-response',
        `The reply is no JSON (${type.slice(0, 80)}, ${this.bytes.length} bytes).`,
        { status: this.status },
      );
    }
    this.#json = { value };
    return value;
  }

  /** The JSON value if it is one, else the text. */
  body(): unknown {
    const value = this.#json ? this.#json.value : parseJson(this.text());
    if (value === undefined) return this.text();
    this.#json = { value };
    return value;
  }
}
