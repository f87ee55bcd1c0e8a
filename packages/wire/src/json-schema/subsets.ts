// The subsets of the vendors whose wires other vendors speak too.

import type { SchemaSubset } from './subset.ts';

const stringFormats: ReadonlySet<string> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/**
 * OpenAI's strict mode (`strict: true` of functions and of `json_schema`): all objects closed, all properties required,
 * an object at the root, no `allOf`, at most 5,000 properties on 10 levels.
 */
export const openaiStrictSubset: SchemaSubset = {
  name: 'OpenAI strict mode',
  keywords: new Set([
    '$schema',
    '$ref',
    '$defs',
    'type',
    'title',
    'description',
    'enum',
    'const',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'minItems',
    'maxItems',
    'anyOf',
    'pattern',
    'format',
    'multipleOf',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
  ]),
  // `uri` is not in OpenAI's list.
  formats: new Set([...stringFormats].filter((format) => format !== 'uri')),
  rewrite: { oneOf: 'anyOf' },
  additionalPropertiesFalse: true,
  allRequired: true,
  rootMustBeObject: true,
  typeRequired: true,
  refs: 'keep',
  refSiblings: false,
  maxDepth: 10,
  maxProperties: 5000,
};

/**
 * Anthropic's output format and strict tools: closed objects, no bounds, no recursion. It takes `allOf`, which is merged
 * all the same: members that are closed one by one would refuse each other's properties.
 */
export const anthropicSubset: SchemaSubset = {
  name: 'Anthropic structured outputs',
  keywords: new Set([
    '$ref',
    '$defs',
    'type',
    'title',
    'description',
    'enum',
    'const',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'minItems',
    'anyOf',
    'format',
  ]),
  formats: stringFormats,
  keywordValues: { minItems: new Set([0, 1]) },
  rewrite: { oneOf: 'anyOf' },
  additionalPropertiesFalse: true,
  rootMustBeObject: true,
  refs: 'keep',
  recursion: false,
};

/** Gemini's JSON Schema fields: `parametersJsonSchema` of tools and `responseJsonSchema`. No `const`. */
export const geminiJsonSchemaSubset: SchemaSubset = {
  name: 'Gemini JSON Schema',
  keywords: new Set([
    '$id',
    '$anchor',
    '$ref',
    '$defs',
    'type',
    'title',
    'description',
    'enum',
    'format',
    'properties',
    'propertyOrdering',
    'required',
    'additionalProperties',
    'items',
    'prefixItems',
    'minItems',
    'maxItems',
    'minimum',
    'maximum',
    'anyOf',
    'oneOf',
  ]),
  rewrite: { const: 'enum' },
  refs: 'keep',
  refSiblings: false,
};

/** Gemini's own schema (`parameters`, `responseSchema`), an OpenAPI subset with types in capitals and no references. */
export const geminiOpenApiSubset: SchemaSubset = {
  name: 'Gemini OpenAPI schema',
  keywords: new Set([
    'type',
    'title',
    'description',
    'nullable',
    'enum',
    'format',
    'default',
    'example',
    'properties',
    'propertyOrdering',
    'required',
    'minProperties',
    'maxProperties',
    'items',
    'minItems',
    'maxItems',
    'minLength',
    'maxLength',
    'pattern',
    'minimum',
    'maximum',
    'anyOf',
  ]),
  formats: new Set(['enum', 'date-time', 'float', 'double', 'int32', 'int64']),
  rewrite: { oneOf: 'anyOf', const: 'enum' },
  typeRequired: true,
  refs: 'inline',
  nullAs: 'nullable',
  enumOfStrings: true,
  typeCase: 'upper',
};
