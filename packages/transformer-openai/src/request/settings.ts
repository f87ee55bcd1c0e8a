// Unified fields that are plain values: each under the server's name for it, or a warning.
import type { JsonValue, Warning } from '@kit/core';
import { type Draft, warn } from './body.ts';

export type FieldNames<F extends string> = Readonly<Record<F, string | false>>;

/** Writes the values that are there into `draft`. */
export function putFields<F extends string>(
  values: Readonly<Partial<Record<F, JsonValue | undefined>>>,
  names: FieldNames<F>,
  draft: Draft,
  warnings: Warning[],
): void {
  for (const field of Object.keys(values) as F[]) {
    const value = values[field];
    if (value === undefined) continue;
    const name: string | false = names[field];
    if (name !== false) draft[name] = value;
    else warn(warnings, field, 'The vendor does not take it; left out.');
  }
}
