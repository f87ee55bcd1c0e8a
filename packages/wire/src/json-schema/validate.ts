// Checks a value against a JSON Schema: whether an answer fits the schema its author wrote, whatever subset of it the
// vendor was sent.

import type { JsonSchema } from '@kit/core';
import { isRecord } from '../json.ts';
import { assertions, typeName } from './assertions.ts';
import { pointer, resolveReference } from './references.ts';

export interface SchemaIssue {
  /** JSON pointer into the value; the empty string is the value itself. */
  readonly path: string;
  /** The keyword that is not met; the empty string where the check was given up. */
  readonly keyword: string;
  /** What was expected, in words. Never quotes the value. */
  readonly message: string;
}

const mostIssues = 100;
const mostSteps = 100_000;
const deepestStep = 400;

interface Run {
  readonly root: unknown;
  /** References being followed at a place of the value; meeting one again there says nothing new. */
  readonly following: Set<string>;
  stepsLeft: number;
}

/**
 * Issues of a value, none where it fits. Total and bounded (100 issues; 100,000 steps, after which one issue says that
 * the check was given up). Knows the keywords in common use of drafts 7 to 2020-12 and local `$ref`. Passes without a
 * check: `pattern` and `patternProperties` (no regular expression of a stranger is run), `format`, `dependent…`,
 * `unevaluated…`, remote references.
 */
export function validateJson(value: unknown, schema: JsonSchema): SchemaIssue[] {
  return validateWithin(value, schema, schema);
}

/** As `validateJson`, for a schema that is a part of the document `root`, in which its references are looked up. */
export function validateWithin(value: unknown, schema: unknown, root: unknown): SchemaIssue[] {
  const run: Run = { root, following: new Set(), stepsLeft: mostSteps };
  const issues: SchemaIssue[] = [];
  check(value, schema, '', 0, run, issues);
  if (run.stepsLeft <= 0) issues.push({ path: '', keyword: '', message: 'the check was given up: too much to check' });
  return issues;
}

function check(value: unknown, schema: unknown, path: string, depth: number, run: Run, issues: SchemaIssue[]): void {
  if (depth > deepestStep) run.stepsLeft = 0;
  if (run.stepsLeft-- <= 0 || issues.length >= mostIssues) return;
  if (schema === false) issues.push({ path, keyword: 'false', message: 'nothing is allowed here' });
  if (!isRecord(schema)) return;

  for (const [keyword, expected] of Object.entries(schema)) {
    const message = assertions.get(keyword)?.(value, expected);
    if (message !== undefined) issues.push({ path, keyword, message });
  }
  if (typeof schema.$ref === 'string') follow(value, schema.$ref, path, depth, run, issues);
  checkAlternatives(value, schema, path, depth, run, issues);
  if (isRecord(value)) checkObject(value, schema, path, depth, run, issues);
  if (Array.isArray(value)) checkArray(value, schema, path, depth, run, issues);
}

function follow(value: unknown, reference: string, path: string, depth: number, run: Run, issues: SchemaIssue[]): void {
  const place = `${path} ${reference}`;
  if (run.following.has(place)) return;
  run.following.add(place);
  check(value, resolveReference(run.root, reference), path, depth + 1, run, issues);
  run.following.delete(place);
}

function checkAlternatives(
  value: unknown,
  schema: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  run: Run,
  issues: SchemaIssue[],
): void {
  const issuesOf = (alternative: unknown): SchemaIssue[] => {
    const found: SchemaIssue[] = [];
    check(value, alternative, path, depth + 1, run, found);
    return found;
  };
  if (Array.isArray(schema.allOf)) for (const member of schema.allOf) issues.push(...issuesOf(member));
  for (const keyword of ['anyOf', 'oneOf']) {
    const alternatives = schema[keyword];
    if (!Array.isArray(alternatives) || run.stepsLeft <= 0) continue;
    const results = alternatives.map(issuesOf);
    const matching = results.filter((found) => found.length === 0).length;
    if (matching === 0) issues.push({ path, keyword, message: `matches none of its alternatives${closest(results)}` });
    else if (matching > 1 && keyword === 'oneOf') {
      issues.push({ path, keyword, message: `matches ${matching} alternatives, must match exactly one` });
    }
  }
  if (schema.not !== undefined && issuesOf(schema.not).length === 0 && run.stepsLeft > 0) {
    issues.push({ path, keyword: 'not', message: 'matches what it must not match' });
  }
  if (schema.if !== undefined) {
    const branch = issuesOf(schema.if).length === 0 ? schema.then : schema.else;
    if (branch !== undefined) issues.push(...issuesOf(branch));
  }
}

/** What is wrong with the alternative that comes closest: the one with the fewest issues. */
function closest(results: readonly SchemaIssue[][]): string {
  let best: readonly SchemaIssue[] | undefined;
  for (const found of results) if (best === undefined || found.length < best.length) best = found;
  const first = best?.[0];
  return first === undefined ? '' : `; closest: ${first.path === '' ? '' : `${first.path} `}${first.message}`;
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  run: Run,
  issues: SchemaIssue[],
): void {
  if (Array.isArray(schema.required)) {
    for (const name of schema.required) {
      if (typeof name !== 'string' || Object.hasOwn(value, name)) continue;
      issues.push({ path, keyword: 'required', message: `the property ${name} is missing` });
    }
  }
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const { additionalProperties, propertyNames } = schema;
  for (const [name, member] of Object.entries(value)) {
    const memberPath = pointer(path, name);
    if (propertyNames !== undefined) check(name, propertyNames, memberPath, depth + 1, run, issues);
    if (Object.hasOwn(properties, name)) check(member, properties[name], memberPath, depth + 1, run, issues);
    // With `patternProperties`, whose patterns are not run, a property cannot be said to be additional.
    else if (additionalProperties === false && schema.patternProperties === undefined) {
      issues.push({ path, keyword: 'additionalProperties', message: `the property ${name} is not allowed` });
    } else if (isRecord(additionalProperties) && schema.patternProperties === undefined) {
      check(member, additionalProperties, memberPath, depth + 1, run, issues);
    }
    if (issues.length >= mostIssues) return;
  }
}

function checkArray(
  value: readonly unknown[],
  schema: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  run: Run,
  issues: SchemaIssue[],
): void {
  // Draft 7 wrote a tuple as a list of `items`, with `additionalItems` after it.
  const isOldTuple = Array.isArray(schema.items);
  const tuple: unknown = isOldTuple ? schema.items : schema.prefixItems;
  const first: readonly unknown[] = Array.isArray(tuple) ? tuple : [];
  const further = isOldTuple ? schema.additionalItems : schema.items;
  for (const [index, item] of value.entries()) {
    const itemSchema = index < first.length ? first[index] : further;
    if (itemSchema !== undefined) check(item, itemSchema, pointer(path, index), depth + 1, run, issues);
    if (issues.length >= mostIssues || run.stepsLeft <= 0) return;
  }
  if (schema.contains !== undefined) {
    const contained = value.some((item) => {
      const found: SchemaIssue[] = [];
      check(item, schema.contains, path, depth + 1, run, found);
      return found.length === 0;
    });
    if (!contained && schema.minContains !== 0) {
      issues.push({ path, keyword: 'contains', message: `no item is what one must be (${typeName(value)})` });
    }
  }
}
