// `allOf` put together into one schema, for vendors that do not take it.

import { isRecord } from '../json.ts';
import { type Adaptation, noteChange, noteLoss, type Source } from './adaptation.ts';
import { resolveReference } from './references.ts';

const mostMembers = 1000;

/** Of two bounds the stricter one holds. */
const stricter: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['minimum', Math.max],
  ['exclusiveMinimum', Math.max],
  ['minLength', Math.max],
  ['minItems', Math.max],
  ['minProperties', Math.max],
  ['maximum', Math.min],
  ['exclusiveMaximum', Math.min],
  ['maxLength', Math.min],
  ['maxItems', Math.min],
  ['maxProperties', Math.min],
]);

/** The schema with its `allOf` members merged into it, and the references that were followed to get them. */
export function mergeAllOf(
  schema: Source,
  path: string,
  adaptation: Adaptation,
): { source: Source; references: readonly string[] } {
  if (!Array.isArray(schema.allOf)) return { source: schema, references: [] };
  const { allOf, ...own } = schema;
  const references: string[] = [];
  const waiting: unknown[] = [...(allOf as unknown[])].reverse();
  const merged: Record<string, unknown> = own;
  let conflict = '';
  for (let count = 0; waiting.length > 0 && count < mostMembers; count++) {
    const member = waiting.pop();
    if (!isRecord(member)) continue;
    const { allOf: nested, $ref: reference, ...keywords } = member;
    if (typeof reference === 'string') {
      if (adaptation.inlining.has(reference) || references.includes(reference)) {
        noteLoss(adaptation, { path, keyword: 'allOf', action: 'cut', detail: `${reference} is recursive` });
      } else {
        references.push(reference);
        waiting.push(resolveReference(adaptation.root, reference));
      }
    }
    if (Array.isArray(nested)) waiting.push(...nested.slice(0, mostMembers).reverse());
    for (const [keyword, value] of Object.entries(keywords)) {
      if (!combine(merged, keyword, value)) conflict ||= keyword;
    }
  }
  const change = { path, keyword: 'allOf', action: 'merged' as const };
  if (conflict === '' && waiting.length === 0) {
    noteChange(adaptation, { ...change, detail: 'its members were merged into one schema' });
  } else {
    const reason = conflict === '' ? 'it has too many members' : `they disagree on ${conflict}`;
    noteLoss(adaptation, { ...change, detail: `its members could not be merged whole: ${reason}` });
  }
  return { source: merged, references };
}

/** Adds one keyword of a member; false where it contradicts what is there, and what is there stays. */
function combine(merged: Record<string, unknown>, keyword: string, value: unknown): boolean {
  // Set like any other key, this one would change the object's prototype.
  if (keyword === '__proto__') return true;
  const present = merged[keyword];
  if (present === undefined || !Object.hasOwn(merged, keyword)) {
    merged[keyword] = value;
    return true;
  }
  const bound = stricter.get(keyword);
  if (bound !== undefined && typeof present === 'number' && typeof value === 'number') {
    merged[keyword] = bound(present, value);
    return true;
  }
  if (keyword === 'properties' && isRecord(present) && isRecord(value)) {
    merged.properties = combinedProperties(present, value);
    return true;
  }
  if (keyword === 'required' && Array.isArray(present) && Array.isArray(value)) {
    merged.required = [...new Set([...present, ...value])];
    return true;
  }
  if (keyword === 'enum' || keyword === 'type') {
    const common = intersection(keyword, present, value);
    if (common === undefined) return false;
    merged[keyword] = common;
    return true;
  }
  if (keyword === 'additionalProperties') {
    if (present === false || value === false) merged.additionalProperties = false;
    return present === value || present === false || value === false;
  }
  if (keyword === 'description') {
    const texts = [present, value].filter((text) => typeof text === 'string');
    merged.description = [...new Set(texts)].join('\n');
    return true;
  }
  // Titles and the like name the member, not the whole.
  return keyword === 'title' || keyword.startsWith('$') || sameJson(present, value);
}

function combinedProperties(left: Source, right: Source): Source {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries(
    [...names].map((name) => {
      if (!Object.hasOwn(left, name)) return [name, right[name]];
      if (!Object.hasOwn(right, name)) return [name, left[name]];
      return [name, sameJson(left[name], right[name]) ? left[name] : { allOf: [left[name], right[name]] }];
    }),
  );
}

function intersection(keyword: string, left: unknown, right: unknown): unknown {
  const leftValues: unknown[] = Array.isArray(left) ? left : [left];
  const rightValues: unknown[] = Array.isArray(right) ? right : [right];
  const fits = (value: unknown, values: readonly unknown[]) =>
    values.some((other) => sameJson(value, other) || (keyword === 'type' && value === 'integer' && other === 'number'));
  const common = leftValues.filter((value) => fits(value, rightValues));
  for (const value of rightValues) {
    if (fits(value, leftValues) && !common.some((other) => sameJson(value, other))) common.push(value);
  }
  if (common.length === 0) return undefined;
  return keyword === 'type' && common.length === 1 ? common[0] : common;
}

function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  try {
    return JSON.stringify(left) === JSON.stringify(right);
  } catch {
    return false;
  }
}
