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
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let carried: Uint8Array | undefined;

  return {
    decode(bytes) {
      let whole = bytes;
      if (carried !== undefined) {
        whole = new Uint8Array(carried.length + bytes.length);
        whole.set(carried);
        whole.set(bytes, carried.length);
        carried = undefined;
      }
      const cut = cutCharacterLength(whole);
      if (cut === 0) return decoder.decode(whole);
      // A copy: the transport may reuse the memory of a read.
      carried = whole.slice(whole.length - cut);
      return decoder.decode(whole.subarray(0, whole.length - cut));
    },
    end() {
      if (carried === undefined) return '';
      const rest = decoder.decode(carried);
      carried = undefined;
      return rest;
    },
  };
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
