// The AWS event stream: bytes → messages. Framing and checksums are the codec's; here bytes are gathered until one is whole.
import { KitError } from '@kit/core';
import { EventStreamCodec } from '@smithy/eventstream-codec';

export interface EventMessage {
  /** `event`, `exception` or `error`. */
  readonly kind: string;
  /** What event or exception it is. */
  readonly type: string;
  /** Words of an `error`, which has no payload. */
  readonly errorMessage: string | undefined;
  readonly payload: string;
}

export interface MessageReader {
  push(bytes: Uint8Array): EventMessage[];
  /** True if bytes of a message are left over: the stream was cut. */
  readonly incomplete: boolean;
}

/** Length, length of the headers and their checksum, and the checksum of all. */
const leastBytes = 16;
/** The protocol's own limit is 16 MiB of payload and 128 KiB of headers. */
const mostBytes = 17 * 1024 * 1024;

const fromText = (text: string) => new TextEncoder().encode(text);
const decoder = new TextDecoder();
const toText = (bytes: Uint8Array) => decoder.decode(bytes);

/** @throws KitError `invalid-response` from `push`, for what is no message or has a wrong checksum. */
export function messageReader(): MessageReader {
  return new EventStreamReader();
}

class EventStreamReader implements MessageReader {
  readonly #codec = new EventStreamCodec((input) => (typeof input === 'string' ? input : toText(input)), fromText);
  #pieces: Uint8Array[] = [];
  #held = 0;
  /** Bytes until something can be read: the length of a message, or its whole. */
  #needed = 4;

  get incomplete(): boolean {
    return this.#held > 0;
  }

  push(bytes: Uint8Array): EventMessage[] {
    this.#held += bytes.length;
    // A copy where it is kept: the network's buffer may be used again.
    this.#pieces.push(this.#held < this.#needed ? bytes.slice() : bytes);
    const messages: EventMessage[] = [];
    if (this.#held < this.#needed) return messages;
    const all = this.#pieces.length === 1 ? bytes : joined(this.#pieces, this.#held);
    let at = 0;
    for (;;) {
      this.#needed = lengthAt(all, at);
      if (all.length - at < this.#needed) break;
      messages.push(decodeMessage(this.#codec, all.subarray(at, at + this.#needed)));
      at += this.#needed;
    }
    this.#held = all.length - at;
    this.#pieces = this.#held > 0 ? [all.slice(at)] : [];
    return messages;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Length of the message that begins there; 4 while that cannot be read. */
function lengthAt(bytes: Uint8Array, at: number): number {
  if (bytes.length - at < 4) return 4;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, false);
  if (length >= leastBytes && length <= mostBytes) return length;
  throw broken(`It has a message of ${length} bytes.`);
}

function decodeMessage(codec: EventStreamCodec, bytes: Uint8Array): EventMessage {
  try {
    const { headers, body } = codec.decode(bytes);
    const text = (name: string) => {
      const value = headers[name]?.value;
      return typeof value === 'string' ? value : undefined;
    };
    return {
      kind: text(':message-type') ?? 'event',
      type: text(':event-type') ?? text(':exception-type') ?? text(':error-code') ?? '',
      errorMessage: text(':error-message'),
      payload: toText(body),
    };
  } catch (error) {
    throw broken(error instanceof Error ? error.message : 'A message cannot be read.', error);
  }
}

function broken(why: string, cause?: unknown): KitError {
  return new KitError('invalid-response', `The event stream is damaged. ${why}`, { cause });
}
