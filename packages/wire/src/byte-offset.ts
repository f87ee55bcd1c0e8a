// UTF-8 byte offsets ⇄ string indexes. Gemini counts the bytes of a text in its citations, JavaScript its UTF-16 units.

/** Gives the string index of a byte offset. Remembers its place, so that ascending offsets cost one pass in all. */
export type ByteOffsetReader = (byteOffset: number) => number;

/**
 * A reader of byte offsets of one text. An offset inside a character gives the index at which that character begins,
 * one past the end the text's length, a negative one (or no number) 0.
 */
export function byteOffsetReader(text: string): ByteOffsetReader {
  let index = 0;
  let offset = 0;
  return (byteOffset) => {
    if (!(byteOffset >= offset)) {
      index = 0;
      offset = 0;
    }
    while (index < text.length && offset < byteOffset) {
      const bytes = utf8Width(text, index);
      if (offset + bytes > byteOffset) break;
      offset += bytes;
      index += bytes === 4 ? 2 : 1;
    }
    return index;
  };
}

/** The string index of one byte offset; for several of the same text use `byteOffsetReader`. */
export function indexAtByteOffset(text: string, byteOffset: number): number {
  return byteOffsetReader(text)(byteOffset);
}

/** The UTF-8 byte offset of a string index (clamped to the text). */
export function byteOffsetAtIndex(text: string, index: number): number {
  let offset = 0;
  for (let at = 0; at < index && at < text.length; ) {
    const bytes = utf8Width(text, at);
    const units = bytes === 4 ? 2 : 1;
    if (at + units > index) break;
    offset += bytes;
    at += units;
  }
  return offset;
}

/** How many bytes the text has in UTF-8. */
export function utf8Length(text: string): number {
  return byteOffsetAtIndex(text, text.length);
}

/** Bytes of the character at an index: 4 for a surrogate pair, 3 for a lone surrogate (written as U+FFFD). */
function utf8Width(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code < 0xd800 || code > 0xdbff) return 3;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 4 : 3;
}
