// All options of Deepgram's are query parameters; a list is its parameter, repeated.
import type { JsonValue } from '@kit/core';

export type QueryDraft = { readonly [parameter: string]: JsonValue | undefined };

/** `/listen?model=nova-3&keyterm=a&keyterm=b`. Null and undefined are left out. */
export function pathWith(path: string, draft: QueryDraft): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(draft)) {
    for (const item of Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue | undefined])
      if (item !== undefined && item !== null)
        query.append(name, typeof item === 'object' ? JSON.stringify(item) : String(item));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
