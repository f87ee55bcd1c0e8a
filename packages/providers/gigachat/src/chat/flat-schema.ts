// JSON Schemas of functions without what GigaChat does not understand: references, unions, null types, objects without
// properties.
import type { JsonObject, JsonSchema, JsonValue, Warning } from '@kit/core';
import { isRecord } from '@kit/wire';
import { adaptSchema, type SchemaSubset } from '@kit/wire/json-schema';
import { warn } from './warnings.ts';

/** Unions are taken here, so that what they refer to is put in place; then they are flattened. */
const subset: SchemaSubset = {
  name: 'GigaChat functions',
  keywords: new Set([
    'type',
    'title',
    'description',
    'enum',
    'properties',
    'required',
    'items',
    'default',
    'minimum',
    'maximum',
    'minItems',
    'maxItems',
    'minLength',
    'maxLength',
    'pattern',
    'format',
    'additionalProperties',
    'anyOf',
  ]),
  rewrite: { oneOf: 'anyOf', const: 'enum' },
  refs: 'inline',
};

export function flatSchema(schema: JsonSchema, feature: string, warnings: Warning[]): JsonSchema {
  const { schema: sent, changes } = adaptSchema(schema, subset);
  const lost = changes
    .filter(({ lossy }) => lossy)
    .map(({ path, detail }) => `${path === '' ? 'root' : path}: ${detail}`);
  const flat = flattened(sent, '', lost);
  if (lost.length > 0) {
    const more = lost.length > 3 ? `; and ${lost.length - 3} more` : '';
    warn(warnings, feature, `The schema was changed for ${subset.name}: ${lost.slice(0, 3).join('; ')}${more}.`);
  }
  return flat;
}

function flattened(schema: JsonSchema, at: string, lost: string[]): JsonSchema {
  const plain = withOneType(withoutUnion(schema, at, lost), at, lost);
  const changed: Record<string, JsonValue | undefined> = { ...plain };
  if (plain.type === 'object') {
    const properties = Object.entries(isRecord(plain.properties) ? (plain.properties as JsonObject) : {});
    changed.properties = Object.fromEntries(
      properties.map(([name, value]) => [name, below(value, `${at}/properties/${name}`, lost)]),
    );
    const optional = properties
      .filter(([, value]) => isRecord(value) && takesNull(value as JsonSchema))
      .map(([name]) => name);
    // What might be null may be left out instead.
    if (Array.isArray(plain.required) && optional.length > 0)
      changed.required = plain.required.filter((name) => !optional.includes(name as string));
  }
  if (plain.items !== undefined) changed.items = below(plain.items, `${at}/items`, lost);
  return changed as JsonSchema;
}

const below = (value: JsonValue | undefined, at: string, lost: string[]): JsonValue =>
  isRecord(value) ? flattened(value as JsonSchema, at, lost) : { type: 'string' };

const isNull = (schema: unknown) => isRecord(schema) && schema.type === 'null';

function takesNull({ type, anyOf }: JsonSchema): boolean {
  return (Array.isArray(type) && type.includes('null')) || (Array.isArray(anyOf) && anyOf.some(isNull));
}

/** Of several members the first is kept. */
function withoutUnion({ anyOf, ...schema }: JsonSchema, at: string, lost: string[]): JsonSchema {
  if (!Array.isArray(anyOf)) return schema;
  const members = anyOf.filter((member): member is JsonSchema => isRecord(member) && !isNull(member));
  const [first] = members;
  if (members.length > 1) lost.push(`${at || 'root'}: of ${members.length} alternatives the first was kept`);
  return { ...(first && withoutUnion(first, at, lost)), ...schema };
}

function withOneType(schema: JsonSchema, at: string, lost: string[]): JsonSchema {
  const { type } = schema;
  if (typeof type === 'string') return schema;
  const types = (Array.isArray(type) ? type : []).filter((one) => one !== 'null');
  if (types.length > 1) lost.push(`${at || 'root'}: of ${types.length} types the first was kept`);
  return { ...schema, type: types[0] ?? inferredType(schema) };
}

function inferredType({ properties, items, enum: values }: JsonSchema): string {
  if (properties !== undefined) return 'object';
  if (items !== undefined) return 'array';
  const [value] = Array.isArray(values) ? values : [];
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}
