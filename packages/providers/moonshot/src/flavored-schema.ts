// JSON Schema as Moonshot's engine wants it: no `$schema` at the root, types inside of `anyOf` instead of beside it, tuples
// as `prefixItems`. Nothing is lost.
import type { JsonObject, JsonValue } from '@kit/core';
import { isRecord } from '@kit/wire';

/** The body with the schemas of its functions rewritten. */
export function flavoredTools(body: JsonObject): JsonObject {
  const { tools } = body;
  if (!Array.isArray(tools)) return body;
  return { ...body, tools: tools.map((tool) => (isRecord(tool) ? flavoredTool(tool as JsonObject) : tool)) };
}

function flavoredTool(tool: JsonObject): JsonObject {
  const own = tool.function;
  if (!isObject(own) || !isObject(own.parameters)) return tool;
  const { $schema: _, ...root } = flavored(own.parameters);
  return { ...tool, function: { ...own, parameters: { type: 'object', ...root } } };
}

function flavored(schema: JsonObject): JsonObject {
  const sent: Record<string, JsonValue | undefined> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'items' && Array.isArray(value)) sent.prefixItems = value.map(flavoredValue);
    else if (keyword === 'properties' || keyword === '$defs' || keyword === 'definitions')
      sent[keyword] = eachOf(value);
    else if (schemaKeywords.has(keyword)) sent[keyword] = flavoredValue(value);
    else sent[keyword] = value;
  }
  return typesInside(sent as JsonObject);
}

/** Keywords whose values are schemas, or lists of them. */
const schemaKeywords: ReadonlySet<string> = new Set([
  'items',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'prefixItems',
  'additionalProperties',
]);

const isObject = (value: JsonValue | undefined): value is JsonObject => isRecord(value);

function flavoredValue(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return value.map(flavoredValue);
  return isObject(value) ? flavored(value) : (value ?? null);
}

function eachOf(value: JsonValue | undefined): JsonValue {
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, flavoredValue(schema)]));
}

/** A type beside `anyOf` goes into those of its schemas that have none. */
function typesInside(schema: JsonObject): JsonObject {
  const { type, anyOf, ...rest } = schema;
  if (type === undefined || !Array.isArray(anyOf)) return schema;
  return { ...rest, anyOf: anyOf.map((one) => (isObject(one) && one.type === undefined ? { type, ...one } : one)) };
}
