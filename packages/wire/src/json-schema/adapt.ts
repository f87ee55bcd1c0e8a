// A JSON Schema as a vendor takes it, and what had to change for that.

import type { JsonSchema, JsonValue } from '@kit/core';
import { isRecord } from '../json.ts';
import {
  type Adaptation,
  type Draft,
  deepestSchema,
  mostSchemas,
  noteChange,
  noteLoss,
  type Source,
} from './adaptation.ts';
import { mergeAllOf } from './all-of.ts';
import { closeSchema } from './close-schema.ts';
import { adaptKeywords, type Place } from './keywords.ts';
import { measureSchema } from './measure.ts';
import { withoutNullTypes } from './null-types.ts';
import { definitionName, hasRecursion, pointer, resolveReference } from './references.ts';
import type { SchemaChange, SchemaSubset } from './subset.ts';

export interface AdaptedSchema {
  /** What the vendor is sent. Shares unchanged values with the original, which is never changed. */
  readonly schema: JsonSchema;
  readonly changes: readonly SchemaChange[];
  /** The property that holds the answer, where the root had to be wrapped into an object; `restoreAnswer` unwraps it. */
  readonly wrapper?: string;
}

const wrapperName = 'value';

/**
 * Adapts a schema to a vendor's subset. Total: takes whatever parses as JSON, cuts recursion where the vendor takes
 * none, and stops at 64 levels and 20,000 schemas (noted as `cut`), so that a stranger's schema cannot blow up.
 */
export function adaptSchema(schema: JsonSchema, subset: SchemaSubset): AdaptedSchema {
  const changes: SchemaChange[] = [];
  const root = withObjectRoot(schema, subset, changes);
  const inlinesReferences = subset.refs === 'inline' || (subset.recursion === false && hasRecursion(schema));
  const adaptation: Adaptation = {
    subset,
    root: schema,
    changes,
    inlinesReferences,
    rootReference: root.wrapper === undefined ? '#' : pointer('#/properties', root.wrapper),
    inlining: new Set(['#']),
    schemasLeft: mostSchemas,
    adapt: (child, path, depth) => adaptNode(child, path, depth, adaptation),
  };

  const adapted =
    root.wrapper === undefined
      ? adaptNode(root.source, '', 0, adaptation)
      : wrap(adaptNode(root.source, '', 1, adaptation), root.wrapper);
  if (!inlinesReferences) {
    const definitions = adaptDefinitions(schema, adaptation);
    if (definitions !== undefined) adapted.$defs = definitions;
  }
  noteLimits(adapted, adaptation);
  return root.wrapper === undefined
    ? { schema: adapted, changes }
    : { schema: adapted, changes, wrapper: root.wrapper };
}

/** Follows a reference at the root and decides whether the root is an object or must be wrapped into one. */
function withObjectRoot(
  schema: JsonSchema,
  subset: SchemaSubset,
  changes: SchemaChange[],
): { source: Source; wrapper?: string } {
  if (subset.rootMustBeObject !== true) return { source: schema };
  let source: Source = schema;
  for (let hops = 0; typeof source.$ref === 'string' && hops < deepestSchema; hops++) {
    const { $ref: reference, ...beside } = source;
    const target = resolveReference(schema, reference as string);
    source = isRecord(target) ? { ...target, ...beside } : beside;
    const detail = `the root is ${reference} itself`;
    changes.push({ path: '', keyword: '$ref', action: 'inlined', lossy: false, detail });
  }
  const { type } = source;
  const isUnion = source.anyOf !== undefined || source.oneOf !== undefined;
  const isPlain = source.enum !== undefined || source.const !== undefined || source.items !== undefined;
  if (type === 'object' && !isUnion) return { source };
  if (type === undefined && !isUnion && !isPlain) {
    // `{}` is how tools without arguments are often declared.
    const detail = `${subset.name} wants an object at the root`;
    changes.push({ path: '', keyword: 'type', action: 'added', lossy: false, detail });
    return { source: { ...source, type: 'object' } };
  }
  const detail = `${subset.name} wants an object at the root: the answer is its property ${wrapperName}`;
  changes.push({ path: '', keyword: 'type', action: 'wrapped', lossy: false, detail });
  return { source, wrapper: wrapperName };
}

function wrap(inner: Draft, wrapper: string): Draft {
  return { type: 'object', properties: { [wrapper]: inner }, required: [wrapper], additionalProperties: false };
}

function adaptDefinitions(schema: JsonSchema, adaptation: Adaptation): Draft | undefined {
  const definitions: Draft = {};
  for (const keyword of ['definitions', '$defs']) {
    const map = schema[keyword];
    if (!isRecord(map)) continue;
    if (keyword === 'definitions') {
      noteChange(adaptation, { path: '', keyword, action: 'rewritten', detail: 'definitions became $defs' });
    }
    for (const [name, definition] of Object.entries(map)) {
      const value = adaptNode(definition, pointer('', keyword, name), 1, adaptation);
      Object.defineProperty(definitions, name, { value, writable: true, enumerable: true, configurable: true });
    }
  }
  return Object.keys(definitions).length > 0 ? definitions : undefined;
}

function adaptNode(schema: unknown, path: string, depth: number, adaptation: Adaptation): Draft {
  if (schema === false) {
    const detail = 'a schema that nothing matches became one that anything matches';
    noteLoss(adaptation, { path, keyword: 'not', action: 'dropped', detail });
  }
  const source: Source = isRecord(schema) ? schema : {};
  if (depth > deepestSchema || adaptation.schemasLeft <= 0) {
    // Once there is no room left, one note is enough.
    if (adaptation.schemasLeft >= 0) {
      noteLoss(adaptation, { path, keyword: '', action: 'cut', detail: 'the schema is too deep or too large' });
    }
    if (adaptation.schemasLeft <= 0) adaptation.schemasLeft = -1;
    return close({ type: source.type }, path, depth, adaptation);
  }
  adaptation.schemasLeft--;
  if (typeof source.$ref === 'string') return adaptReference(source, source.$ref, path, depth, adaptation);
  return adaptPlainNode(source, path, depth, adaptation);
}

function adaptPlainNode(schema: Source, path: string, depth: number, adaptation: Adaptation): Draft {
  if (adaptation.subset.keywords.has('allOf')) return close(schema, path, depth, adaptation);
  const { source, references } = mergeAllOf(schema, path, adaptation);
  for (const reference of references) adaptation.inlining.add(reference);
  const draft = close(source, path, depth, adaptation);
  for (const reference of references) adaptation.inlining.delete(reference);
  return draft;
}

/** Adapts a schema's keywords; `reference` is set where it keeps one. */
function close(schema: Source, path: string, depth: number, adaptation: Adaptation, reference?: string): Draft {
  const asNullable = adaptation.subset.nullAs === 'nullable';
  const { source, nullable } = asNullable ? withoutNullTypes(schema) : { source: schema, nullable: false };
  const draft: Draft = reference === undefined ? {} : { $ref: reference };
  const place: Place = { source, draft, constraints: [], path, depth, adaptation };
  adaptKeywords(place);
  return closeSchema(place, nullable);
}

function adaptReference(schema: Source, reference: string, path: string, depth: number, adaptation: Adaptation): Draft {
  const { $ref: _reference, ...beside } = schema;
  const change = { path, keyword: '$ref' };
  const target = resolveReference(adaptation.root, reference);
  if (!isRecord(target)) {
    noteLoss(adaptation, { ...change, action: 'dropped', detail: `${reference} leads nowhere inside the schema` });
    return adaptPlainNode(beside, path, depth, adaptation);
  }

  const kept = adaptation.inlinesReferences ? undefined : keptReference(reference, adaptation);
  const isBare = Object.keys(beside).every((keyword) => keyword.startsWith('$') || keyword === 'definitions');
  if (kept !== undefined && (isBare || adaptation.subset.refSiblings !== false)) {
    if (kept !== reference)
      noteChange(adaptation, { ...change, action: 'rewritten', detail: `${reference} became ${kept}` });
    return close(beside, path, depth, adaptation, kept);
  }
  if (adaptation.inlining.has(reference)) {
    if (kept !== undefined) {
      const detail = `what stands beside the recursive ${reference} is left out`;
      noteLoss(adaptation, { ...change, action: 'dropped', detail });
      return { $ref: kept };
    }
    noteLoss(adaptation, { ...change, action: 'cut', detail: `${reference} is recursive` });
    return close({ ...typeAlone(target), ...beside }, path, depth, adaptation);
  }

  noteChange(adaptation, { ...change, action: 'inlined', detail: `${reference} was put in place` });
  adaptation.inlining.add(reference);
  const draft = adaptNode({ ...target, ...beside }, path, depth + 1, adaptation);
  adaptation.inlining.delete(reference);
  return draft;
}

/** How a reference is written in the adapted schema, or undefined where it cannot be kept. */
function keptReference(reference: string, adaptation: Adaptation): string | undefined {
  if (reference === '#') return adaptation.rootReference;
  const name = definitionName(reference);
  return name === undefined ? undefined : pointer('#/$defs', name);
}

/** What is left of a schema where its recursion is cut. */
function typeAlone(target: Source): Source {
  const type = target.type ?? (isRecord(target.properties) ? 'object' : undefined);
  return type === undefined ? {} : { type };
}

function noteLimits(adapted: Draft, adaptation: Adaptation): void {
  const { maxDepth, maxProperties, name } = adaptation.subset;
  if (maxDepth === undefined && maxProperties === undefined) return;
  const { depth, properties } = measureSchema(adapted as JsonValue);
  const change = { path: '', keyword: 'properties', action: 'exceeds' as const };
  if (maxDepth !== undefined && depth > maxDepth) {
    noteLoss(adaptation, { ...change, detail: `${depth} levels of objects; ${name} takes ${maxDepth}` });
  }
  if (maxProperties !== undefined && properties > maxProperties) {
    noteLoss(adaptation, { ...change, detail: `${properties} properties; ${name} takes ${maxProperties}` });
  }
}
