// Reads the fields of a request that a stranger wrote: a wrong one is named, null means absent.
import { type JsonObject, type JsonValue, KitError } from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';

/** The `invalid-request` error for a field, by the wire's name for it. */
export function wrong(field: string, expected: string): KitError {
  return new KitError('invalid-request', `Invalid value for '${field}': ${expected}.`, { field });
}

/** A request body as fields that are taken one by one; what is left over belongs to the vendor alone. */
export class WireFields {
  readonly #body: JsonRecord;
  readonly #taken = new Set<string>();

  constructor(body: unknown) {
    if (!isRecord(body)) throw wrong('body', 'expected a JSON object');
    this.#body = body;
  }

  has(field: string): boolean {
    return this.#body[field] !== undefined && this.#body[field] !== null;
  }

  /** The value as it is; undefined for null. */
  take(field: string): unknown {
    this.#taken.add(field);
    return this.#body[field] ?? undefined;
  }

  string(field: string): string | undefined {
    return this.#typed(field, 'a string', (value) => typeof value === 'string') as string | undefined;
  }

  number(field: string): number | undefined {
    return this.#typed(field, 'a number', (value) => typeof value === 'number' && Number.isFinite(value)) as
      | number
      | undefined;
  }

  count(field: string): number | undefined {
    return this.#typed(field, 'a whole number', (value) => Number.isInteger(value) && (value as number) >= 0) as
      | number
      | undefined;
  }

  boolean(field: string): boolean | undefined {
    return this.#typed(field, 'true or false', (value) => typeof value === 'boolean') as boolean | undefined;
  }

  record(field: string): JsonRecord | undefined {
    return this.#typed(field, 'an object', isRecord) as JsonRecord | undefined;
  }

  list(field: string): readonly unknown[] | undefined {
    return this.#typed(field, 'an array', Array.isArray) as readonly unknown[] | undefined;
  }

  /** A string or a list of strings. */
  strings(field: string): string | readonly string[] | undefined {
    const fits = (value: unknown) =>
      typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
    return this.#typed(field, 'a string or an array of strings', fits) as string | readonly string[] | undefined;
  }

  /** What nobody took, nulls left out. */
  rest(): JsonObject {
    const rest: Record<string, JsonValue> = {};
    for (const [field, value] of Object.entries(this.#body)) {
      if (!this.#taken.has(field) && value !== null && value !== undefined) rest[field] = value as JsonValue;
    }
    return rest;
  }

  #typed(field: string, expected: string, fits: (value: unknown) => boolean): unknown {
    const value = this.take(field);
    if (value === undefined) return undefined;
    if (!fits(value)) throw wrong(field, `expected ${expected}`);
    return value;
  }
}

/** `{ [key]: fields }` where there are any. */
export function vendorOf(wire: string, fields: JsonObject): { readonly vendor?: Readonly<Record<string, JsonObject>> } {
  return Object.keys(fields).length > 0 ? { vendor: { [wire]: fields } } : {};
}
