// What the store keeps of an answer: JSON text, with bytes as base64.
import { type Recording, readRecording, type WrittenRecording, writtenRecording } from './recording.ts';

/** A complete reply, or a stream. */
export type Kept = ({ readonly result: unknown } | { readonly recording: Recording }) & {
  /** The question, where somebody wants to compare it with another. */
  readonly asked?: string;
};

export interface Entry {
  readonly kept: Kept;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly expiresAt: number;
}

const VERSION = 3;

/** Undefined if the answer cannot be written down as it is: it would come back as another. */
export function writeEntry({ kept, storedAt, expiresAt }: Entry): string | undefined {
  const value = 'recording' in kept ? { ...kept, recording: writtenRecording(kept.recording) } : kept;
  const form = formOf(value, 0);
  if (form === 'no JSON') return undefined;
  const marked = form === 'marked';
  return JSON.stringify([VERSION, storedAt, expiresAt, marked, marked ? packed(value) : value]);
}

/** Undefined for text that is no entry, or one of another version: a miss. */
export function readEntry(text: string): Entry | undefined {
  try {
    const [version, storedAt, expiresAt, marked, value] = JSON.parse(text) as readonly unknown[];
    if (version !== VERSION || typeof storedAt !== 'number' || typeof expiresAt !== 'number') return undefined;
    const kept = (marked ? unpacked(value) : value) as Written;
    return {
      storedAt,
      expiresAt,
      kept: 'recording' in kept ? { ...kept, recording: readRecording(kept.recording) } : kept,
    };
  } catch {
    return undefined;
  }
}

type Written = ({ readonly result: unknown } | { readonly recording: WrittenRecording }) & { readonly asked?: string };

const BYTES = '$bytes';
const LITERAL = '$literal';
/** Nothing that is answered is so deep: it is a cycle. */
const DEEPEST = 200;

/** `marked`: has bytes in it, or what looks like our word for them. Most entries are JSON, and are written as they are. */
type Form = 'JSON' | 'marked' | 'no JSON';

function formOf(value: unknown, depth: number): Form {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return 'JSON';
    case 'number':
      return Number.isFinite(value) ? 'JSON' : 'no JSON';
    case 'object':
      if (value === null) return 'JSON';
      if (value instanceof Uint8Array) return 'marked';
      if (depth > DEEPEST) return 'no JSON';
      return Array.isArray(value) ? formOfList(value, depth) : formOfObject(value, depth);
    default:
      return 'no JSON';
  }
}

function formOfList(items: readonly unknown[], depth: number): Form {
  let form: Form = 'JSON';
  for (const item of items) {
    // Texts are many, and vectors are long.
    if (typeof item === 'string' || Number.isFinite(item)) continue;
    const own = formOf(item, depth + 1);
    if (own === 'no JSON') return own;
    if (own === 'marked') form = own;
  }
  return form;
}

function formOfObject(value: object, depth: number): Form {
  const prototype = Object.getPrototypeOf(value);
  // Plain objects of another realm are plain objects.
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
    return 'no JSON';
  let form: Form = BYTES in value || LITERAL in value ? 'marked' : 'JSON';
  for (const name of Object.keys(value)) {
    const field = (value as Record<string, unknown>)[name];
    if (field === undefined) continue;
    const own = formOf(field, depth + 1);
    if (own === 'no JSON') return own;
    if (own === 'marked') form = own;
  }
  return form;
}

const isNumber = (item: unknown) => typeof item === 'number';

/** JSON has no bytes; an object that looks like our word for them is marked as what it is. */
function packed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return { [BYTES]: toBase64(value) };
  if (Array.isArray(value)) return value.every(isNumber) ? value : value.map(packed);
  const fields = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, packed(field)]));
  return BYTES in fields || LITERAL in fields ? { [LITERAL]: fields } : fields;
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
