// What the store keeps of an answer: JSON text, with bytes as base64.

/** A complete reply, or a stream's batches with the milliseconds since its begin at which they came. */
export type Kept = ({ readonly result: unknown } | { readonly batches: readonly KeptBatch[] }) & {
  /** The question, where somebody wants to compare it with another. */
  readonly asked?: string;
};
export type KeptBatch = readonly [atMs: number, parts: readonly { readonly type: string }[]];

export interface Entry {
  readonly kept: Kept;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly expiresAt: number;
}

const VERSION = 2;

export function writeEntry({ kept, storedAt, expiresAt }: Entry): string {
  const marks: Marks = { any: false };
  const value = packed(kept, marks);
  return JSON.stringify([VERSION, storedAt, expiresAt, marks.any, value]);
}

/** Undefined for text that is no entry, or one of another version: a miss. */
export function readEntry(text: string): Entry | undefined {
  try {
    const [version, storedAt, expiresAt, marked, value] = JSON.parse(text) as readonly unknown[];
    if (version !== VERSION || typeof storedAt !== 'number' || typeof expiresAt !== 'number') return undefined;
    return { storedAt, expiresAt, kept: (marked ? unpacked(value) : value) as Kept };
  } catch {
    return undefined;
  }
}

const BYTES = '$bytes';
const LITERAL = '$literal';

/** Says whether anything has to be unpacked: most entries are read as they are, which takes a third of the time. */
interface Marks {
  any: boolean;
}

/** Vectors are long: they stay as they are. */
const isNumber = (item: unknown) => typeof item === 'number';

/** JSON has no bytes; an object that looks like our word for them is marked as what it is. */
function packed(value: unknown, marks: Marks): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) {
    marks.any = true;
    return { [BYTES]: toBase64(value) };
  }
  if (Array.isArray(value)) return value.every(isNumber) ? value : value.map((item) => packed(item, marks));
  const fields = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, packed(field, marks)]));
  if (!(BYTES in fields || LITERAL in fields)) return fields;
  marks.any = true;
  return { [LITERAL]: fields };
}

function unpacked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.every(isNumber) ? value : value.map(unpacked);
  if (Object.hasOwn(value, BYTES)) return fromBase64((value as { [BYTES]: string })[BYTES]);
  const fields = Object.hasOwn(value, LITERAL) ? (value as { [LITERAL]: object })[LITERAL] : value;
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, unpacked(field)]));
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
