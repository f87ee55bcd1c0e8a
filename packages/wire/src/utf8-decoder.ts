// UTF-8 bytes that arrive in pieces, as text.
//
// A TextDecoder in streaming mode leaves the runtime's fast path. Here a character that was cut by a read is carried
// over by hand (three bytes at most), so that each read is decoded whole.

export interface Utf8Decoder {
  /** Text of the bytes, but for a character that they cut at their end. Invalid bytes become U+FFFD; a BOM is kept. */
  decode(bytes: Uint8Array): string;
  /** Text of what was left over: U+FFFD for a cut character, else the empty string. */
  end(): string;
}

export function createUtf8Decoder(): Utf8Decoder {
  return new CarryingDecoder();
}

// One for all: decoding whole reads it has no state.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

class CarryingDecoder implements Utf8Decoder {
  #carried: Uint8Array | undefined;

  decode(bytes: Uint8Array): string {
    const whole = this.#carried ? joined(this.#carried, bytes) : bytes;
    const cut = cutCharacterLength(whole);
    // A copy: the transport may reuse the memory of a read.
    this.#carried = cut === 0 ? undefined : whole.slice(whole.length - cut);
    return utf8.decode(cut === 0 ? whole : whole.subarray(0, whole.length - cut));
  }

  end(): string {
    const rest = this.#carried;
    this.#carried = undefined;
    return rest ? utf8.decode(rest) : '';
  }
}

function joined(carried: Uint8Array, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(carried.length + bytes.length);
  whole.set(carried);
  whole.set(bytes, carried.length);
  return whole;
}

/** How many bytes at the end begin a character that needs more bytes than there are. */
function cutCharacterLength(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
}
