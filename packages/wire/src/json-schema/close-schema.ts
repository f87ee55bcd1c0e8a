// Settles what depends on a schema's other keywords: its type, a closed object, required properties, the description.

import type { JsonValue } from '@kit/core';
import { isRecord } from '../json.ts';
import { type Adaptation, type Draft, noteChange, noteLoss } from './adaptation.ts';
import { describe, isType, noteMalformed, type Place } from './keywords.ts';
import { pointer } from './references.ts';
import { describedWith, inWords } from './words.ts';

const plainTypes = ['string', 'number', 'boolean', 'null'];

/** Completes the draft of one schema. `nullable`: OpenAPI's way to say that it may be null. */
export function closeSchema(place: Place, nullable: boolean): Draft {
  const { draft, source, adaptation, constraints } = place;
  const { subset } = adaptation;
  if (nullable) draft.nullable = true;
  if (subset.enumOfStrings === true) keepEnumOfStrings(place);
  if (isObjectSchema(place)) closeObject(place);
  else copyRest(place);
  if (subset.typeRequired === true) {
    giveType(place);
    giveItems(place);
  }
  if (typeof draft.type === 'string') draft.type = inCase(draft.type, adaptation);
  const description = describedWith(source.description, constraints);
  if (description !== undefined) draft.description = description;
  return draft;
}

/** Whether the schema is about objects: by its type, or by its keywords where it names none. */
function isObjectSchema({ source }: Place): boolean {
  const { type } = source;
  if (!isType(type)) return isRecord(source.properties) || source.additionalProperties !== undefined;
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function closeObject(place: Place): void {
  const { draft, source, adaptation, path } = place;
  const { subset } = adaptation;
  if (draft.type === undefined && (subset.typeRequired === true || subset.additionalPropertiesFalse === true)) {
    draft.type = 'object';
    noteChange(adaptation, { path, keyword: 'type', action: 'added', detail: 'it has properties, so it is an object' });
  }
  if (subset.additionalPropertiesFalse === true) closeAdditionalProperties(place);
  else copyAdditionalProperties(place);

  const required = stringsOf(source.required);
  if (subset.allRequired === true) requireAll(place, required);
  else if (source.required !== undefined) draft.required = requiredAndDescribed(place, required);
}

/** `required` and `additionalProperties` of a schema that is no object, or that only adds to alternatives. */
function copyRest(place: Place): void {
  if (place.source.required !== undefined) place.draft.required = stringsOf(place.source.required);
}

function closeAdditionalProperties(place: Place): void {
  const { draft, source, adaptation, path } = place;
  const original = source.additionalProperties;
  draft.additionalProperties = false;
  const change = { path, keyword: 'additionalProperties' };
  if (original === undefined) {
    const detail = `${adaptation.subset.name} takes closed objects only`;
    noteChange(adaptation, { ...change, action: 'added', detail });
  } else if (original !== false) {
    const detail = `${adaptation.subset.name} takes closed objects only: properties beyond the named ones are lost`;
    noteLoss(adaptation, { ...change, action: 'rewritten', detail });
  }
}

function copyAdditionalProperties(place: Place): void {
  const { draft, source, adaptation, path, depth } = place;
  const original = source.additionalProperties;
  if (original === undefined) return;
  if (adaptation.subset.keywords.has('additionalProperties')) {
    if (isRecord(original)) {
      draft.additionalProperties = adaptation.adapt(original, pointer(path, 'additionalProperties'), depth + 1);
    } else if (typeof original === 'boolean') draft.additionalProperties = original;
    else noteMalformed(place, 'additionalProperties');
    return;
  }
  // A vendor without the keyword answers the named properties, and allows others where it is asked for them.
  describe(place, 'additionalProperties', original, inWords('additionalProperties', original));
}

/** The required names that the properties describe: vendors that demand types refuse any others. */
function requiredAndDescribed(place: Place, required: readonly string[]): string[] {
  const { draft, adaptation, path } = place;
  if (adaptation.subset.typeRequired !== true) return [...required];
  const properties = isRecord(draft.properties) ? draft.properties : {};
  return required.filter((name) => {
    if (Object.hasOwn(properties, name)) return true;
    const detail = `the required property ${name} is not described`;
    noteLoss(adaptation, { path, keyword: 'required', action: 'dropped', detail });
    return false;
  });
}

function requireAll(place: Place, required: readonly string[]): void {
  const { draft, adaptation, path } = place;
  const properties = isRecord(draft.properties) ? (draft.properties as { [name: string]: Draft }) : {};
  const names = Object.keys(properties);
  requiredAndDescribed(place, required);
  if (draft.properties === undefined) {
    const detail = `${adaptation.subset.name} wants the properties named, also where there are none`;
    noteChange(adaptation, { path, keyword: 'properties', action: 'added', detail });
  }
  draft.properties = Object.fromEntries(
    names.map((name) => {
      const property = properties[name] as Draft;
      if (required.includes(name)) return [name, property];
      const detail = `${adaptation.subset.name} takes required properties only: the optional one may be null instead`;
      noteChange(adaptation, { path: pointer(path, 'properties', name), keyword: 'required', action: 'added', detail });
      return [name, orNull(property, adaptation)];
    }),
  );
  draft.required = names;
}

/** The schema, with null allowed as well. */
function orNull(schema: Draft, adaptation: Adaptation): Draft {
  if (adaptation.subset.nullAs === 'nullable') return { ...schema, nullable: true };
  const { type, enum: values, anyOf } = schema;
  const types = Array.isArray(type) ? type : [type];
  const onlyUnion = Array.isArray(anyOf) && type === undefined && values === undefined && schema.const === undefined;
  if (onlyUnion) {
    const hasNull = anyOf.some((alternative) => isRecord(alternative) && alternative.type === 'null');
    return hasNull ? schema : { ...schema, anyOf: [...anyOf, { type: 'null' }] };
  }
  if (type === undefined || anyOf !== undefined || schema.const !== undefined) {
    return { anyOf: [schema, { type: 'null' }] };
  }
  const withNull: Draft = types.includes('null')
    ? { ...schema }
    : { ...schema, type: [...(types as JsonValue[]), 'null'] };
  if (Array.isArray(values) && !values.includes(null)) withNull.enum = [...values, null];
  return withNull;
}

/** Gemini's OpenAPI dialect lists strings only; other values are said in words. */
function keepEnumOfStrings(place: Place): void {
  const { draft } = place;
  if (!Array.isArray(draft.enum)) return;
  const values = draft.enum.filter((value) => value !== null);
  if (values.length < draft.enum.length) draft.nullable = true;
  if (values.every((value) => typeof value === 'string')) {
    draft.enum = values;
    return;
  }
  delete draft.enum;
  if (draft.type === undefined) setTypes(place, typesOfValues(values));
  describe(place, 'enum', values);
}

function giveType(place: Place): void {
  const { draft, adaptation, path } = place;
  if (draft.type !== undefined || draft.$ref !== undefined || draft.anyOf !== undefined || draft.allOf !== undefined)
    return;
  const change = { path, keyword: 'type' };
  const inferred = inferredTypes(place);
  if (inferred.length > 0) {
    setTypes(place, inferred);
    noteChange(adaptation, { ...change, action: 'added', detail: 'the type follows from the other keywords' });
    return;
  }
  setTypes(place, plainTypes);
  const detail = `${adaptation.subset.name} takes no schema without a type: objects and arrays are lost here`;
  noteLoss(adaptation, { ...change, action: 'rewritten', detail });
}

/** One type as it is; several as a union, in the form that the subset takes. */
function setTypes(place: Place, types: readonly string[]): void {
  const { draft, adaptation } = place;
  const [only] = types;
  if (adaptation.subset.nullAs !== 'nullable') {
    draft.type = types.length === 1 && only !== undefined ? only : types;
    return;
  }
  const others = types.filter((type) => type !== 'null');
  if (others.length < types.length && others.length > 0) draft.nullable = true;
  if (others.length > 1) draft.anyOf = others.map((type) => ({ type: inCase(type, adaptation) }));
  else draft.type = others[0] ?? 'null';
}

function inCase(type: string, adaptation: Adaptation): string {
  return adaptation.subset.typeCase === 'upper' ? type.toUpperCase() : type;
}

function inferredTypes(place: Place): readonly string[] {
  const { draft } = place;
  const values = draft.const !== undefined ? [draft.const] : Array.isArray(draft.enum) ? draft.enum : [];
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    // A list of objects has no type that a vendor would take without their properties.
    for (const keyword of ['const', 'enum']) {
      if (draft[keyword] !== undefined) describe(place, keyword, draft[keyword]);
      delete draft[keyword];
    }
    return [];
  }
  if (values.length > 0) return typesOfValues(values);
  if (draft.items !== undefined || draft.prefixItems !== undefined) return ['array'];
  if (['pattern', 'minLength', 'maxLength', 'format'].some((keyword) => draft[keyword] !== undefined))
    return ['string'];
  const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
  return bounds.some((keyword) => draft[keyword] !== undefined) ? ['number'] : [];
}

function typesOfValues(values: readonly JsonValue[]): string[] {
  const typeOf = (value: JsonValue): string => {
    if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
    return typeof value;
  };
  const scalars = values.filter((value) => typeof value !== 'object');
  const types = new Set(scalars.map(typeOf));
  if (values.includes(null)) types.add('null');
  return scalars.length === 0 && types.size === 0 ? plainTypes : [...types];
}

/** Vendors that demand types demand the items of an array as well. */
function giveItems({ draft, adaptation, path, depth }: Place): void {
  const isArray = Array.isArray(draft.type) ? draft.type.includes('array') : draft.type === 'array';
  if (!isArray || draft.items !== undefined || draft.prefixItems !== undefined) return;
  draft.items = adaptation.adapt({}, pointer(path, 'items'), depth + 1);
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
