// Google's JSON reader takes `camelCase` and `snake_case`, and a lone object where a list is expected: so does this face.
import { KitError } from '@kit/core';
import { isRecord, type JsonRecord, numberOf } from '@kit/wire';

/** The record with its own keys in camel case; `null` members count as absent. */
export function camelized(record: JsonRecord): JsonRecord {
  const spelled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record))
    if (value !== null && value !== undefined) spelled[camelCase(name)] = value;
  return spelled;
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** An object of the request, its keys in camel case. @throws KitError `invalid-request` naming the field */
export function recordAt(value: unknown, field: string): JsonRecord {
  if (!isRecord(value)) throw invalid(field, 'an object');
  return camelized(value);
}

export function optionalRecord(value: unknown, field: string): JsonRecord | undefined {
  return value === undefined ? undefined : recordAt(value, field);
}

export function stringAt(value: unknown, field: string): string {
  if (typeof value !== 'string') throw invalid(field, 'a string');
  return value;
}

export function optionalString(value: unknown, field: string): string | undefined {
  return value === undefined ? undefined : stringAt(value, field);
}

export function optionalNumber(value: unknown, field: string): number | undefined {
  if (value === undefined) return undefined;
  const number = numberOf(value);
  if (number === undefined) throw invalid(field, 'a number');
  return number;
}

export function optionalCount(value: unknown, field: string): number | undefined {
  const number = optionalNumber(value, field);
  if (number !== undefined && !(Number.isInteger(number) && number >= 0))
    throw invalid(field, 'a whole number, 0 or more');
  return number;
}

export function invalid(field: string, expected: string): KitError {
  return new KitError('invalid-request', `\`${field}\` must be ${expected}.`, { field });
}
