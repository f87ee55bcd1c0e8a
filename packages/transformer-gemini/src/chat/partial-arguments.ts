// Function-call arguments that arrive in pieces (Vertex, `streamFunctionCallArguments`): values at JSON paths.
import type { JsonValue } from '@kit/core';
import { arrayOf, type JsonRecord, recordOf, stringOf } from '@kit/wire';

type Container = Record<string, unknown> | unknown[];

/** Adds the pieces of one event to the arguments so far. Strings of one path are joined. */
export function addPartialArguments(args: Record<string, unknown>, pieces: unknown): void {
  for (const piece of arrayOf(pieces)) {
    const record = recordOf(piece);
    const path = pathOf(stringOf(record?.jsonPath) ?? '');
    if (record && path.length > 0) place(args, path, record);
  }
}

function place(args: Record<string, unknown>, path: readonly string[], piece: JsonRecord): void {
  let container: Container = args;
  for (const [at, step] of path.entries()) {
    const key = Array.isArray(container) ? Number(step) : step;
    const known: unknown = Object.hasOwn(container, key)
      ? (container as Record<string | number, unknown>)[key]
      : undefined;
    if (at === path.length - 1) return put(container, key, pieceValue(piece, known));
    let below = known as Container | undefined;
    if (typeof below !== 'object' || below === null) {
      below = /^\d+$/.test(path[at + 1] as string) ? [] : {};
      put(container, key, below);
    }
    container = below;
  }
}

/** Own properties only: a path may spell `__proto__`. */
function put(container: Container, key: string | number, value: unknown): void {
  if (typeof key === 'number' && !(key >= 0 && key < 100_000)) return;
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

function pieceValue(piece: JsonRecord, known: unknown): JsonValue {
  const text = stringOf(piece.stringValue);
  if (text !== undefined) return typeof known === 'string' ? known + text : text;
  if (typeof piece.numberValue === 'number') return piece.numberValue;
  if (typeof piece.boolValue === 'boolean') return piece.boolValue;
  // A path without a value yet, to be followed by pieces of a string.
  if (!('nullValue' in piece) && known === undefined) return '';
  return (known as JsonValue | undefined) ?? null;
}

/** `$.a.b[0]['c d']` → `['a', 'b', '0', 'c d']` */
function pathOf(text: string): string[] {
  const steps: string[] = [];
  for (const match of text.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]|^([^$.[\]]+)/g)) {
    steps.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '');
  }
  return steps;
}
