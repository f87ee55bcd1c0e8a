// JSON bodies: fields that nobody set are not there.
import type { JsonObject, JsonValue, WireBody } from '@kit/core';

export type Draft = { readonly [field: string]: JsonValue | undefined };

export function jsonBody(draft: Draft): WireBody {
  const fields = Object.entries(draft).filter(([, value]) => value !== undefined);
  return { type: 'json', value: Object.fromEntries(fields) as JsonObject };
}
