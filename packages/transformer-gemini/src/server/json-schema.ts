// Gemini's own schema (an OpenAPI subset with types in capitals) → JSON Schema, as the unified model has it.
import type { JsonObject, JsonSchema, JsonValue } from '@kit/core';
import { isRecord, numberOf } from '@kit/wire';
import { camelCase } from './spelling.ts';

/** Deeper schemas are cut: a request comes from a stranger. */
const deepest = 64;
const maps: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);
const lists: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const nested: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);
/** Numbers that this wire writes as strings (`int64`). */
const counts: ReadonlySet<string> = new Set([
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
]);

export function jsonSchemaOf(schema: unknown, depth = 0): JsonSchema {
  if (!isRecord(schema) || depth > deepest) return {};
  const draft: Record<string, JsonValue> = {};
  let nullable = false;
  for (const [key, value] of Object.entries(schema)) {
    if (value === null || value === undefined) continue;
    const keyword = camelCase(key);
    if (keyword === 'nullable') nullable = value === true;
    // A hint for Gemini that JSON Schema does not know.
    else if (keyword === 'format' && value === 'enum') continue;
    else put(draft, keyword, keywordOf(keyword, value, depth));
  }
  return nullable ? withNull(draft) : draft;
}

function keywordOf(keyword: string, value: unknown, depth: number): JsonValue {
  if (keyword === 'type' && typeof value === 'string') return value.toLowerCase();
  if (maps.has(keyword) && isRecord(value)) {
    const schemas: Record<string, JsonValue> = {};
    for (const [name, schema] of Object.entries(value)) put(schemas, name, jsonSchemaOf(schema, depth + 1));
    return schemas;
  }
  if (lists.has(keyword) && Array.isArray(value)) return value.map((schema) => jsonSchemaOf(schema, depth + 1));
  if (nested.has(keyword) && isRecord(value)) return jsonSchemaOf(value, depth + 1);
  if (counts.has(keyword)) return numberOf(value) ?? (value as JsonValue);
  return value as JsonValue;
}

function withNull(schema: JsonObject): JsonSchema {
  const { type } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] };
  return schema;
}

/** Property names come from outside: own properties only. */
function put(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
