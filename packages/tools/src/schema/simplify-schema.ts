// A library's JSON Schema as a model should be told it: what excludes nothing is left out, what is meant is said.
import type { JsonSchema } from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';

/** Where schemas stand inside of a schema: alone, in a list, by name. */
const single = ['items', 'additionalProperties', 'not', 'contains'];
const lists = ['anyOf', 'allOf', 'prefixItems'];
const named = ['properties', '$defs', 'definitions'];

const deepest = 64;

/**
 * Not for validation, which the library does itself. Vendors' strict modes refuse or lose the first forms:
 * - objects that list their properties and do not say whether there may be others get none: libraries drop others, and a
 *   model that is told so does not make them up
 * - `oneOf` becomes `anyOf`
 * - bounds of safe integers and names that must be texts are left out, and `$schema`
 */
export function simplifySchema(schema: JsonSchema): JsonSchema {
  // Members of an `allOf`, which may stand in `$defs`, would refuse each other's properties.
  const closes = !JSON.stringify(schema).includes('"allOf":');
  const { $schema: _, ...simple } = simplified(schema, closes, 0) as JsonSchema;
  return simple;
}

function simplified(schema: unknown, closes: boolean, depth: number): unknown {
  if (!isRecord(schema) || depth > deepest) return schema;
  const inside = (child: unknown) => simplified(child, closes, depth + 1);
  const { oneOf, ...rest } = schema;
  const result: Record<string, unknown> =
    Array.isArray(oneOf) && schema.anyOf === undefined ? { ...rest, anyOf: oneOf } : { ...schema };
  for (const key of single) if (isRecord(result[key])) result[key] = inside(result[key]);
  for (const key of lists) {
    const members = result[key];
    if (Array.isArray(members)) result[key] = members.map(inside);
  }
  for (const key of named) {
    const members = result[key];
    if (!isRecord(members)) continue;
    result[key] = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, inside(member)]));
  }
  dropEmptyWords(result);
  if (closes && isOpen(schema)) result.additionalProperties = false;
  return result;
}

function dropEmptyWords(schema: Record<string, unknown>): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  const { propertyNames } = schema;
  if (isRecord(propertyNames) && Object.keys(propertyNames).length === 1 && propertyNames.type === 'string') {
    delete schema.propertyNames;
  }
}

function isOpen({ type, properties, additionalProperties, patternProperties, $ref }: JsonRecord): boolean {
  if (type !== 'object' || !isRecord(properties)) return false;
  return additionalProperties === undefined && patternProperties === undefined && $ref === undefined;
}
