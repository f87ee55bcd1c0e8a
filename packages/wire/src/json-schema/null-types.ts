// Null in a dialect that has `nullable: true` and one type per schema (OpenAPI 3.0) instead of unions of types.

import { isRecord } from '../json.ts';
import type { Source } from './adaptation.ts';

/** Keywords that speak about one type only, and go with it when a union is taken apart. */
const keywordsOfType: ReadonlyMap<string, readonly string[]> = new Map([
  ['object', ['properties', 'required', 'additionalProperties', 'propertyOrdering', 'minProperties', 'maxProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains']],
  ['string', ['minLength', 'maxLength', 'pattern', 'format']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
]);

/**
 * The same schema with at most one type, and whether it may be null besides: null leaves `type` and the alternatives
 * of `anyOf`/`oneOf`, a union of types becomes `anyOf`, and a single remaining alternative takes the place of the union.
 */
export function withoutNullTypes(source: Source): { source: Source; nullable: boolean } {
  let nullable = source.nullable === true;
  let result = source;

  for (const keyword of ['anyOf', 'oneOf']) {
    const alternatives = result[keyword];
    if (!Array.isArray(alternatives)) continue;
    const others = alternatives.filter((alternative) => !isOnlyNull(alternative));
    if (others.length === alternatives.length) continue;
    nullable = true;
    const { [keyword]: _removed, ...rest } = result;
    const [only] = others;
    result =
      others.length === 1 && isRecord(only) ? inPlaceOfUnion(rest, only, keyword) : { ...rest, [keyword]: others };
  }

  if (Array.isArray(result.type)) {
    const types: unknown[] = result.type.filter((type) => type !== 'null');
    if (types.length < result.type.length && types.length > 0) nullable = true;
    if (types.length > 1) result = takenApart(result, types);
    else result = { ...result, type: types[0] ?? 'null' };
  }
  return { source: result, nullable };
}

function isOnlyNull(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  if (schema.type === 'null' || schema.const === null) return true;
  return Array.isArray(schema.enum) && schema.enum.length === 1 && schema.enum[0] === null;
}

/** The alternative with what stood beside the union; the union stays where both say something about the same thing. */
function inPlaceOfUnion(rest: Source, only: Source, keyword: string): Source {
  const conflict = Object.keys(only).some(
    (key) => Object.hasOwn(rest, key) && key !== 'description' && key !== 'title',
  );
  return conflict ? { ...rest, [keyword]: [only] } : { ...only, ...rest };
}

function takenApart(source: Source, types: readonly unknown[]): Source {
  // Where there is a union already, one of the two has to go; the alternatives say more than the types.
  if (Array.isArray(source.anyOf) || Array.isArray(source.oneOf)) {
    const { type: _removed, ...rest } = source;
    return rest;
  }
  const { title, description, nullable: _nullable, type: _type, ...constraints } = source;
  const anyOf = types.map((type) => ({ type, ...ofType(constraints, type) }));
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }), anyOf };
}

function ofType(constraints: Source, type: unknown): Source {
  const family = type === 'integer' ? 'number' : type;
  const others = [...keywordsOfType].filter(([name]) => name !== family).flatMap(([, keywords]) => keywords);
  return Object.fromEntries(Object.entries(constraints).filter(([keyword]) => !others.includes(keyword)));
}
