// Which calls may share a request: those that differ in their input alone.
import type { Call, CallContext } from '@kit/core';

/** What of a context decides where a request goes and what it says. Trace headers differ, and are the vendor's to see. */
const shared = [
  'tenant',
  'user',
  'project',
  'actor',
  'tags',
  'hints',
  'headers',
  'query',
  'credentials',
  'baseURL',
  'patch',
  'raw',
  'strict',
  'target',
  'deadlines',
] as const satisfies readonly (keyof CallContext)[];

/** Equal texts, equal requests but for their input. Undefined: the call goes alone. */
export function batchKey({ request, context }: Call<'embed'>): string | undefined {
  const { input: _, ...rest } = request;
  // An undefined patch removes a field, and has no JSON.
  if (context.raw || Object.values(context.patch ?? {}).includes(undefined)) return undefined;
  let lost = false;
  function comparable(this: unknown, name: string, value: unknown): unknown {
    // As it is, not as it writes itself: a secret may do so as "[redacted]".
    lost ||= !isComparable((this as Readonly<Record<string, unknown>>)[name]);
    if (lost) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  try {
    const text = JSON.stringify([rest, shared.map((field) => context[field])], comparable);
    return lost ? undefined : text;
  } catch {
    return undefined;
  }
}

/** True if two of them are equal whose JSON is. */
function isComparable(value: unknown): boolean {
  switch (typeof value) {
    case 'function':
    case 'bigint':
    case 'symbol':
      return false;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      if (value === null || Array.isArray(value) || value instanceof Date || value instanceof URL) return true;
      const prototype = Object.getPrototypeOf(value);
      // Plain objects of another realm are plain objects.
      return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
    }
    default:
      return true;
  }
}
