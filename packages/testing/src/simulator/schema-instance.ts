// A value that fits a JSON Schema: what a brain answers when only a schema says what is wanted.
import type { JsonValue } from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';

/** Past this depth optional properties and items are left out, so that recursive schemas come to an end. */
const deepest = 8;

/**
 * The simplest value that fits: the schema's own example, default or first allowed value where it names one; strings
 * that are free say the given `words`, one each, and then the name of their property.
 * Knows the keywords that vendors take; `pattern` is not solved.
 */
export function schemaInstance(schema: unknown, words: readonly string[] = []): JsonValue {
  return instanceOf(schema, { root: schema, depth: 0, name: 'value', words: [...words] });
}

interface Place {
  readonly root: unknown;
  readonly depth: number;
  /** Property that the value is for: what a plain string says. */
  readonly name: string;
  /** Said by free strings, first come, first served. */
  readonly words: string[];
}

function instanceOf(schema: unknown, place: Place): JsonValue {
  if (!isRecord(schema)) return place.name;
  if (typeof schema.$ref === 'string') return followed(schema.$ref, place);
  if (schema.const !== undefined) return schema.const as JsonValue;
  for (const list of [schema.examples, schema.enum])
    if (Array.isArray(list) && list.length > 0) return list[0] as JsonValue;
  if (schema.default !== undefined) return schema.default as JsonValue;
  if (Array.isArray(schema.allOf)) return instanceOf(merged([schema, ...schema.allOf], place), place);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives) && alternatives.length > 0)
    return instanceOf(simplest(alternatives, place), deeper(place));
  switch (typeOf(schema, place)) {
    case 'object':
      return objectOf(schema, place);
    case 'array':
      return arrayOf(schema, place);
    case 'string':
      return stringOf(schema, place);
    case 'integer':
      return numberWithin(schema, 1);
    case 'number':
      return numberWithin(schema, 0);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

const deeper = (place: Place, name = place.name): Place => ({ ...place, depth: place.depth + 1, name });

function typeOf({ type, properties, items }: JsonRecord, { depth }: Place): unknown {
  // Vendors that write OpenAPI's types have them in capitals.
  const names = (Array.isArray(type) ? type : [type]).map((name) =>
    typeof name === 'string' ? name.toLowerCase() : name,
  );
  if (depth > deepest && names.includes('null')) return 'null';
  const named = names.find((name) => name !== undefined && name !== 'null');
  return named ?? (properties ? 'object' : items ? 'array' : names.includes('null') ? 'null' : 'string');
}

function objectOf(schema: JsonRecord, place: Place): JsonValue {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
  const names = Object.keys(properties).filter((name) => required.has(name) || place.depth < deepest);
  for (const name of required) if (!names.includes(name)) names.push(name);
  return Object.fromEntries(names.map((name) => [name, instanceOf(properties[name] ?? {}, deeper(place, name))]));
}

function arrayOf(schema: JsonRecord, place: Place): JsonValue {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const least = typeof schema.minItems === 'number' ? schema.minItems : place.depth < deepest ? 1 : 0;
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY;
  const length = Math.min(Math.max(least, first.length), most);
  return Array.from({ length }, (_, at) => {
    const item = instanceOf(first[at] ?? schema.items ?? {}, deeper(place));
    return schema.uniqueItems === true && at > 0 ? numbered(item, at) : item;
  });
}

/** The same value, made different. */
function numbered(value: JsonValue, at: number): JsonValue {
  if (typeof value === 'string') return `${value} ${at + 1}`;
  return typeof value === 'number' ? value + at : value;
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  time: '12:00:00Z',
  'date-time': '2026-01-01T12:00:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  byte: 'AA==',
};

function stringOf({ format, minLength, maxLength }: JsonRecord, { name, words }: Place): string {
  const known = typeof format === 'string' ? formats[format] : undefined;
  if (known !== undefined) return known;
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  return (words.shift() ?? name).padEnd(least, '.').slice(0, most);
}

function numberWithin(schema: JsonRecord, step: number): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  const unit = isNumber(multipleOf) && multipleOf > 0 ? multipleOf : step;
  const above = isNumber(exclusiveMinimum) ? exclusiveMinimum + (unit || 0.5) : undefined;
  const below = isNumber(exclusiveMaximum) ? exclusiveMaximum - (unit || 0.5) : undefined;
  const least = Math.max(isNumber(minimum) ? minimum : Number.NEGATIVE_INFINITY, above ?? Number.NEGATIVE_INFINITY);
  const most = Math.min(isNumber(maximum) ? maximum : Number.POSITIVE_INFINITY, below ?? Number.POSITIVE_INFINITY);
  const wanted = Math.min(Math.max(1, least), most);
  if (unit === 0) return wanted;
  const up = Math.ceil(wanted / unit) * unit;
  return up <= most ? up : Math.floor(most / unit) * unit;
}

/** The alternative that says most and is not null; deep down the one that comes to an end. */
function simplest(alternatives: readonly unknown[], { depth, root }: Place): unknown {
  const types = alternatives.map((one) => (isRecord(one) ? one.type : undefined));
  const isNull = (at: number) => types[at] === 'null';
  const isFlat = (at: number) =>
    isRecord(alternatives[at]) &&
    alternatives[at].$ref === undefined &&
    types[at] !== 'object' &&
    types[at] !== 'array';
  const order = alternatives.map((_, at) => at);
  const chosen = depth > deepest ? (order.find(isNull) ?? order.find(isFlat)) : order.find((at) => !isNull(at));
  return alternatives[chosen ?? 0] ?? root;
}

function followed(reference: string, place: Place): JsonValue {
  // A reference that only ever leads to itself has no instance.
  if (place.depth > 4 * deepest) return null;
  return instanceOf(resolved(reference, place.root), deeper(place));
}

function resolved(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return {};
  let found: unknown = root;
  for (const step of reference.slice(1).split('/').filter(Boolean)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isRecord(found) || Array.isArray(found) ? (found as JsonRecord)[key] : undefined;
  }
  return found ?? {};
}

/** One schema that says what all of them say, as far as a simple instance needs it. */
function merged(schemas: readonly unknown[], place: Place): JsonRecord {
  const all = schemas
    .map((one) => (isRecord(one) && typeof one.$ref === 'string' ? resolved(one.$ref, place.root) : one))
    .filter(isRecord);
  const properties = Object.assign(
    {},
    ...all.map((one) => (isRecord(one.properties) ? one.properties : {})),
  ) as JsonRecord;
  const required = all.flatMap((one) => (Array.isArray(one.required) ? (one.required as string[]) : []));
  const { allOf: _, ...rest } = Object.assign({}, ...all) as JsonRecord;
  return {
    ...rest,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  };
}
