// What framings of text have in common.

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export const newline = 10;

export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** A change of the text, wherever events begin and end. */
export function changedText(change: (text: string) => string): (events: readonly Uint8Array[]) => Uint8Array[] {
  return (events) => [bytesOf(change(events.map(textOf).join('')))];
}

/** A change of every event's text. */
export function changedEvents(change: (event: string) => string): (events: readonly Uint8Array[]) => Uint8Array[] {
  return (events) => events.map((event) => bytesOf(change(textOf(event))));
}

/** Whatever stands behind the last end is one more piece. */
export function splitAfter(bytes: Uint8Array, ends: (bytes: Uint8Array, at: number) => boolean): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (!ends(bytes, at)) continue;
    pieces.push(bytes.subarray(from, at + 1));
    from = at + 1;
  }
  if (from < bytes.length) pieces.push(bytes.subarray(from));
  return pieces;
}
