// Adapts the keywords of one schema, one at a time.

import type { JsonValue } from '@kit/core';
import { isRecord } from '../json.ts';
import { type Adaptation, type Draft, noteChange, noteLoss, type Source } from './adaptation.ts';
import { pointer } from './references.ts';
import { inWords } from './words.ts';

/** One schema on its way from source to draft. */
export interface Place {
  readonly source: Source;
  readonly draft: Draft;
  /** What the vendor's keywords cannot say and the description will. */
  readonly constraints: string[];
  readonly path: string;
  readonly depth: number;
  readonly adaptation: Adaptation;
}

const typeNames: ReadonlySet<unknown> = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

/** Keywords that only name or date the document: leaving them out loses nothing. */
const namesOnly: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$anchor',
  '$dynamicAnchor',
  '$vocabulary',
  'id',
  'title',
  'readOnly',
  'writeOnly',
  'propertyOrdering',
  'nullable',
]);

/** Keywords that inform and do not constrain: saying them in words loses nothing. */
const informs: ReadonlySet<string> = new Set(['default', 'examples', 'example', 'deprecated']);

/** Keywords whose value is a schema, and whose value is a map of schemas, beyond those handled by name. */
const schemaValued: ReadonlySet<string> = new Set([
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'additionalItems',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const schemaMaps: ReadonlySet<string> = new Set(['patternProperties', 'dependentSchemas']);

/** Adapts each keyword of the source but those that are settled once all others are there (`close-schema.ts`). */
export function adaptKeywords(place: Place): void {
  for (const [keyword, value] of Object.entries(place.source)) {
    if (value !== undefined) adaptKeyword(place, keyword, value);
  }
}

function adaptKeyword(place: Place, keyword: string, value: unknown): void {
  switch (keyword) {
    case '$ref':
    case 'required':
    case 'additionalProperties':
    case 'description':
    case '$defs': // the root's are the caller's, and references into any other are put in place
    case 'definitions':
      return; // settled by the caller, or last
    case 'type':
      if (isType(value)) place.draft.type = value;
      else noteMalformed(place, keyword);
      return;
    case 'properties':
      if (isRecord(value)) place.draft.properties = adaptMap(place, keyword, value);
      else noteMalformed(place, keyword);
      return;
    case 'items':
      if (Array.isArray(value)) adaptTuple(place, value);
      else if (isRecord(value)) place.draft.items = adaptChild(place, value, keyword);
      else if (value === false) describe(place, 'items', value, 'no further items');
      return;
    case 'prefixItems':
      if (Array.isArray(value)) adaptTuple(place, value);
      return;
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      if (Array.isArray(value) && value.length > 0) adaptAlternatives(place, keyword, value);
      else noteMalformed(place, keyword);
      return;
    case 'enum':
      // const, which is narrower, may have taken its place already.
      if (!Array.isArray(value)) noteMalformed(place, keyword);
      else if (place.draft.enum === undefined) adaptPlainKeyword(place, keyword, value);
      return;
    case 'const':
      adaptConst(place, value);
      return;
    default:
      adaptPlainKeyword(place, keyword, value);
  }
}

function adaptChild(place: Place, schema: unknown, ...steps: readonly (string | number)[]): Draft {
  return place.adaptation.adapt(schema, pointer(place.path, ...steps), place.depth + 1);
}

function adaptMap(place: Place, keyword: string, value: unknown): Draft {
  if (!isRecord(value)) return {};
  // fromEntries defines properties, so that one named `__proto__` is one like any other.
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, adaptChild(place, child, keyword, name)]),
  );
}

function adaptTuple(place: Place, members: readonly unknown[]): void {
  const { draft, adaptation, path, constraints } = place;
  const adapted = members.map((member, index) => adaptChild(place, member, 'prefixItems', index));
  if (adaptation.subset.keywords.has('prefixItems')) {
    draft.prefixItems = adapted;
    return;
  }
  const [only] = adapted;
  draft.items = adapted.length === 1 && only !== undefined ? only : { anyOf: adapted };
  constraints.push(`the first ${members.length} items match the alternatives of the items in their order`);
  noteLoss(adaptation, {
    path,
    keyword: 'prefixItems',
    action: 'rewritten',
    detail: 'a tuple became a list of its items',
  });
}

function adaptAlternatives(place: Place, keyword: 'anyOf' | 'oneOf' | 'allOf', members: readonly unknown[]): void {
  const { subset } = place.adaptation;
  const target = subset.keywords.has(keyword) ? keyword : keyword === 'oneOf' ? subset.rewrite?.oneOf : undefined;
  if (target === undefined || (target !== keyword && place.source[target] !== undefined)) {
    describe(place, keyword, members);
    return;
  }
  place.draft[target] = members.map((member, index) => adaptChild(place, member, keyword, index));
  if (target !== keyword) noteRewritten(place, keyword, `${keyword} became ${target}`);
}

function adaptConst(place: Place, value: unknown): void {
  const { subset } = place.adaptation;
  if (subset.keywords.has('const')) place.draft.const = value as JsonValue;
  else if (subset.rewrite?.const === 'enum') {
    place.draft.enum = [value as JsonValue];
    noteRewritten(place, 'const', 'const became enum');
  } else describe(place, 'const', value);
}

function adaptPlainKeyword(place: Place, keyword: string, value: unknown): void {
  const { draft, adaptation } = place;
  const { subset } = adaptation;
  if (!subset.keywords.has(keyword) || !takesValue(place, keyword, value)) {
    describe(place, keyword, value);
  } else if (schemaValued.has(keyword)) draft[keyword] = adaptChild(place, value, keyword);
  else if (schemaMaps.has(keyword)) draft[keyword] = adaptMap(place, keyword, value);
  else draft[keyword] = value as JsonValue;
}

function takesValue(place: Place, keyword: string, value: unknown): boolean {
  const { formats, keywordValues } = place.adaptation.subset;
  if (keyword === 'format' && formats !== undefined) return typeof value === 'string' && formats.has(value);
  const taken =
    keywordValues !== undefined && Object.hasOwn(keywordValues, keyword) ? keywordValues[keyword] : undefined;
  return taken === undefined || taken.has(value as string | number | boolean | null);
}

/** Leaves a keyword out, saying it in the description where the subset wants that. */
export function describe(place: Place, keyword: string, value: unknown, words = inWords(keyword, value)): void {
  const { adaptation, path } = place;
  if (namesOnly.has(keyword) || words === undefined) {
    noteDropped(place, keyword);
    return;
  }
  const drops = adaptation.subset.unsupportedTo === 'drop';
  if (!drops) place.constraints.push(words);
  const detail = `${adaptation.subset.name} does not take ${keyword} (${words})`;
  const change = { path, keyword, action: drops ? ('dropped' as const) : ('described' as const), detail };
  if (informs.has(keyword)) noteChange(adaptation, change);
  else noteLoss(adaptation, change);
}

/** Leaves a keyword out whose value is none that it may have: what it was meant to say cannot be told. */
export function noteMalformed(place: Place, keyword: string): void {
  const { path, adaptation } = place;
  noteLoss(adaptation, { path, keyword, action: 'dropped', detail: `the value of ${keyword} is malformed` });
}

/** Whether the value is one that `type` may have. */
export function isType(value: unknown): value is string | string[] {
  if (Array.isArray(value)) return value.length > 0 && value.every((type) => typeNames.has(type));
  return typeNames.has(value);
}

function noteDropped(place: Place, keyword: string): void {
  const detail = `${place.adaptation.subset.name} does not take ${keyword}`;
  noteChange(place.adaptation, { path: place.path, keyword, action: 'dropped', detail });
}

function noteRewritten(place: Place, keyword: string, detail: string): void {
  noteChange(place.adaptation, { path: place.path, keyword, action: 'rewritten', detail });
}
