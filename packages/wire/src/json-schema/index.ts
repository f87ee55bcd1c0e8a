// @kit/wire/json-schema: schemas for servers that take less of JSON Schema, and their answers.

export type { JsonSchema } from '@kit/core';
export { type AdaptedSchema, adaptSchema } from './adapt.ts';
export { restoreAnswer } from './restore.ts';
export { strictCompatible } from './strict.ts';
export type { SchemaChange, SchemaSubset } from './subset.ts';
export {
  anthropicSubset,
  geminiJsonSchemaSubset,
  geminiOpenApiSubset,
  openaiStrictSubset,
} from './subsets.ts';
export { type SchemaIssue, validateJson } from './validate.ts';
