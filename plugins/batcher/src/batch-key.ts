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
  const text = JSON.stringify([rest, shared.map((field) => context[field])], (_key, value: unknown) => {
    if (typeof value === 'function' || typeof value === 'bigint' || value instanceof Uint8Array) lost = true;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return lost ? undefined : value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return lost ? undefined : text;
}
