// About how much memory parts of a stream take.

/** What a part takes beside its text. */
const PART_OVERHEAD_BYTES = 64;

export function partBytes(parts: readonly object[]): number {
  let bytes = 0;
  for (const part of parts) {
    const { text, delta, data } = part as { text?: unknown; delta?: unknown; data?: unknown };
    bytes += PART_OVERHEAD_BYTES + lengthOf(text) + lengthOf(delta) + lengthOf(data);
  }
  return bytes;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return value instanceof Uint8Array ? value.length : 0;
}
