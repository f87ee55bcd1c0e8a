// Fields that are set, as a body and as a query have them.
import type { JsonObject, JsonValue } from '@kit/core';

export type Draft = Readonly<Record<string, JsonValue | undefined>>;

export function given(draft: Draft): JsonObject {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** `?a=1&b=x&b=y`; nothing for an empty draft. */
export function queryOf(draft: Draft): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given(draft)))
    for (const item of Array.isArray(value) ? value : [value])
      query.append(name, typeof item === 'object' ? JSON.stringify(item) : String(item));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
