// Where a body is cut into network writes.
import { isStreamType, splitEvents } from './answer.ts';

/**
 * `whole`: one write · `event`: one for each event of a stream · `recorded`: as the recording says, whole if it does
 * not · `bytes:7`: every seven bytes, also inside of characters.
 */
export type Chunking = 'whole' | 'event' | 'recorded' | `bytes:${number}`;

/** The bytes in the pieces that are to be written. */
export function chunked(
  bytes: Uint8Array,
  chunking: Chunking,
  from: { readonly contentType: string; readonly lengths?: readonly number[] },
): Uint8Array[] {
  if (bytes.length === 0) return [];
  if (chunking === 'event') return isStreamType(from.contentType) ? splitEvents(bytes, from.contentType) : [bytes];
  if (chunking === 'recorded' && from.lengths) return cutAt(bytes, from.lengths);
  if (!chunking.startsWith('bytes:')) return [bytes];
  const size = Math.max(1, Math.trunc(Number(chunking.slice('bytes:'.length))) || 1);
  return cutAt(
    bytes,
    Array.from({ length: Math.ceil(bytes.length / size) }, () => size),
  );
}

/** Pieces of these lengths; what is left over is one more. */
function cutAt(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const length of [...lengths, bytes.length]) {
    const piece = bytes.subarray(from, from + length);
    if (piece.length > 0) pieces.push(piece);
    from += length;
  }
  return pieces;
}
