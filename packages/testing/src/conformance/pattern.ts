// Is this value what was expected? Named fields are compared in any depth, others are free.
import { shown } from './failure.ts';

/** The first difference, as `path: expected …, got …`; undefined if there is none. */
export function differenceFrom(pattern: unknown, value: unknown, path = ''): string | undefined {
  if (Object.is(pattern, value)) return undefined;
  if (pattern instanceof Uint8Array) return bytesDiffer(pattern, value, path);
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return differs(path, pattern, value);
    if (value.length !== pattern.length)
      return `${path || 'it'}: expected ${pattern.length} items, got ${value.length}: ${shown(value)}`;
    return first(pattern.keys(), (at) => differenceFrom(pattern[at], value[at], `${path}[${at}]`));
  }
  if (isObject(pattern)) {
    if (!isObject(value)) return differs(path, pattern, value);
    return first(Object.keys(pattern), (key) =>
      differenceFrom(pattern[key], value[key], path === '' ? key : `${path}.${key}`),
    );
  }
  // Sums of prices and scores.
  if (typeof pattern === 'number' && typeof value === 'number' && Math.abs(pattern - value) < 1e-9) return undefined;
  return differs(path, pattern, value);
}

/** The first difference of two values that must be equal; fields that are undefined count as absent. */
export function differenceBetween(one: unknown, other: unknown): string | undefined {
  const forth = differenceFrom(withoutUndefined(one), other);
  if (forth) return forth;
  const back = differenceFrom(withoutUndefined(other), one);
  return back && `the other way round, ${back}`;
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isObject(value) || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, withoutUndefined(field)]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bytesDiffer(pattern: Uint8Array, value: unknown, path: string): string | undefined {
  const same =
    value instanceof Uint8Array && value.length === pattern.length && pattern.every((byte, at) => byte === value[at]);
  return same ? undefined : differs(path, pattern, value);
}

function differs(path: string, expected: unknown, value: unknown): string {
  return `${path || 'it'}: expected ${shown(expected)}, got ${shown(value)}`;
}

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
