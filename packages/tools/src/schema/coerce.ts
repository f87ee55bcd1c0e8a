// Lenient reading of a value by its schema: what is surely meant is put into the form that the schema asks for.
import type { JsonSchema, JsonValue } from '@kit/core';
import { isRecord, type JsonRecord, parseJson } from '@kit/wire';
import { validateJson } from '@kit/wire/json-schema';

/** Deeper values are left as they are. */
const deepest = 64;

/**
 * The value as the schema wants it, where it says the same in another form: `"5"` for 5, `"true"` for true, `5` for "5",
 * an object or a list as JSON text, a single value for a list of one, null for an optional property that is not there.
 * Does not follow `$ref`. Whether the result fits is for a validation to say.
 */
export function coerceToSchema(value: JsonValue, schema: JsonSchema): JsonValue {
  return coerce(value, schema, 0);
}

function coerce(value: JsonValue, schema: unknown, depth: number): JsonValue {
  if (!isRecord(schema) || depth > deepest) return value;
  for (const alternatives of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(alternatives)) return byFittingAlternative(value, alternatives, depth);
  }
  const types = typesOf(schema);
  if (types.length === 0) return value;
  const typed = types.some((type) => isOfType(value, type)) ? value : asType(value, types);
  if (Array.isArray(typed)) return typed.map((item) => coerce(item as JsonValue, schema.items, depth + 1));
  return isRecord(typed) ? coerceObject(typed, schema, depth) : typed;
}

function byFittingAlternative(value: JsonValue, alternatives: readonly unknown[], depth: number): JsonValue {
  for (const alternative of alternatives) {
    const candidate = coerce(value, alternative, depth + 1);
    if (isRecord(alternative) && validateJson(candidate, alternative as JsonSchema).length === 0) return candidate;
  }
  return value;
}

function coerceObject(object: JsonRecord, schema: JsonRecord, depth: number): JsonValue {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const kept: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(object) as [string, JsonValue][]) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const isOptional = isRecord(property) && !required.includes(name);
    if (member === null && isOptional && validateJson(null, property as JsonSchema).length > 0) continue;
    kept.push([name, coerce(member, property, depth + 1)]);
  }
  return Object.fromEntries(kept);
}

function typesOf({ type }: JsonRecord): readonly string[] {
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((one) => typeof one === 'string') : [];
}

function isOfType(value: JsonValue, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** The value as the first of the types that it can be read as; itself if there is none. */
function asType(value: JsonValue, types: readonly string[]): JsonValue {
  for (const type of types) {
    const read = typeof value === 'string' ? fromText(value, type) : fromOther(value, type);
    if (read !== undefined) return read;
  }
  return value;
}

function fromText(text: string, type: string): JsonValue | undefined {
  if (type === 'array' && !text.trimStart().startsWith('[')) return [text];
  if (type === 'string') return undefined;
  const value = parseJson(text.trim()) as JsonValue | undefined;
  return value !== undefined && isOfType(value, type) ? value : undefined;
}

function fromOther(value: JsonValue, type: string): JsonValue | undefined {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return type === 'array' && value !== null ? [value] : undefined;
}
