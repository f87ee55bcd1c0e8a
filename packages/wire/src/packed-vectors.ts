// Embeddings that vendors pack into base64 (`encoding_format: 'base64'`), as lists of numbers.

import { base64ToBytes, bytesToBase64 } from './base64.ts';

/** Little-endian 32-bit floats. Malformed text gives an empty list; bytes beyond the last whole number are ignored. */
export function float32FromBase64(text: string): number[] {
  const bytes = base64ToBytes(text);
  if (bytes === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Array<number>(bytes.byteLength >> 2);
  for (let index = 0; index < values.length; index++) values[index] = view.getFloat32(index * 4, true);
  return values;
}

/** Base64 of little-endian 32-bit floats: what `float32FromBase64` reads. */
export function float32ToBase64(values: readonly number[]): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) view.setFloat32(index * 4, values[index] as number, true);
  return bytesToBase64(bytes);
}

/** Signed bytes, −128 … 127 (also packed binary embeddings). Malformed text gives an empty list. */
export function int8FromBase64(text: string): number[] {
  const bytes = base64ToBytes(text);
  return bytes === undefined ? [] : Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Unsigned bytes, 0 … 255 (also packed unsigned binary embeddings). Malformed text gives an empty list. */
export function uint8FromBase64(text: string): number[] {
  const bytes = base64ToBytes(text);
  return bytes === undefined ? [] : Array.from(bytes);
}
