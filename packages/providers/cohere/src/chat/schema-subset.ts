// What Cohere takes of JSON Schema where it holds an answer, or strict tools, to one.
// https://docs.cohere.com/v2/docs/structured-outputs#unsupported-schema-features
import type { JsonSchema } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { adaptSchema, type SchemaSubset } from '@kit/wire/json-schema';

export const cohereSubset: SchemaSubset = {
  name: 'Cohere structured outputs',
  keywords: new Set([
    '$schema',
    '$ref',
    '$defs',
    'type',
    'title',
    'description',
    'enum',
    'const',
    'pattern',
    'format',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'anyOf',
  ]),
  formats: new Set(['date-time', 'uuid', 'date', 'time']),
  rewrite: { oneOf: 'anyOf' },
  refs: 'keep',
};

/** The schema as Cohere takes it; what that loses is told. */
export function cohereSchema(schema: JsonSchema, feature: string, warnings: WarningList): JsonSchema {
  const adapted = adaptSchema(schema, cohereSubset);
  const lost = adapted.changes.filter(({ lossy }) => lossy).map(({ path, detail }) => `${path || 'root'}: ${detail}`);
  if (lost.length > 0) {
    const more = lost.length > 3 ? `; and ${lost.length - 3} more` : '';
    warnings.add(feature, `The schema was changed for Cohere: ${lost.slice(0, 3).join('; ')}${more}.`);
  }
  return adapted.schema;
}
