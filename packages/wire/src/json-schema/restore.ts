// Takes an answer back from the shape the vendor was sent to the shape the schema's author wrote.

import type { JsonSchema, JsonValue } from '@kit/core';
import { isRecord } from '../json.ts';
import type { AdaptedSchema } from './adapt.ts';
import { deepestSchema } from './adaptation.ts';
import { resolveReference } from './references.ts';
import { validateWithin } from './validate.ts';

/**
 * The answer as the original schema means it: without the wrapper around the root, and without the nulls of optional
 * properties that had to be required. What does not look like the adapted schema is returned as it is.
 */
export function restoreAnswer(answer: JsonValue, original: JsonSchema, adapted: AdaptedSchema): JsonValue {
  let value: unknown = answer;
  if (adapted.wrapper !== undefined && isRecord(answer) && Object.hasOwn(answer, adapted.wrapper)) {
    value = answer[adapted.wrapper];
  }
  const addedNulls = adapted.changes.some((change) => change.keyword === 'required' && change.action === 'added');
  return (addedNulls ? withoutAddedNulls(value, original, original, 0) : value) as JsonValue;
}

function withoutAddedNulls(value: unknown, schema: unknown, root: unknown, depth: number): unknown {
  if (!isRecord(schema) || depth > deepestSchema || typeof value !== 'object' || value === null) return value;
  let result: unknown = value;
  if (typeof schema.$ref === 'string') {
    result = withoutAddedNulls(result, resolveReference(root, schema.$ref), root, depth + 1);
  }
  if (Array.isArray(schema.allOf)) {
    for (const member of schema.allOf) result = withoutAddedNulls(result, member, root, depth + 1);
  }
  for (const alternatives of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(alternatives)) result = byMatchingAlternative(result, alternatives, root, depth);
  }
  if (Array.isArray(result)) return arrayWithoutNulls(result, schema, root, depth);
  return isRecord(result) ? objectWithoutNulls(result, schema, root, depth) : result;
}

/** As the first alternative reads it that the value then matches. */
function byMatchingAlternative(
  value: unknown,
  alternatives: readonly unknown[],
  root: unknown,
  depth: number,
): unknown {
  for (const alternative of alternatives) {
    const candidate = withoutAddedNulls(value, alternative, root, depth + 1);
    if (validateWithin(candidate, alternative, root).length === 0) return candidate;
  }
  return value;
}

function arrayWithoutNulls(
  value: readonly unknown[],
  schema: Readonly<Record<string, unknown>>,
  root: unknown,
  depth: number,
): readonly unknown[] {
  const tuple: readonly unknown[] = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  let changed = false;
  const items = value.map((item, index) => {
    const restored = withoutAddedNulls(item, tuple[index] ?? schema.items, root, depth + 1);
    changed ||= restored !== item;
    return restored;
  });
  return changed ? items : value;
}

function objectWithoutNulls(
  value: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
  root: unknown,
  depth: number,
): Readonly<Record<string, unknown>> {
  if (!isRecord(schema.properties)) return value;
  const { properties } = schema;
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  let changed = false;
  const kept: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const wasOptional = property !== undefined && !required.includes(name);
    if (member === null && wasOptional && validateWithin(null, property, root).length > 0) {
      changed = true;
      continue;
    }
    const restored = withoutAddedNulls(member, property, root, depth + 1);
    changed ||= restored !== member;
    kept.push([name, restored]);
  }
  return changed ? Object.fromEntries(kept) : value;
}
