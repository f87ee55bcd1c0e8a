import type { JsonSchema, JsonValue } from '@kit/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coerceToSchema } from './coerce.ts';

const objectOf = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

describe('coerceToSchema puts a value into the form of the schema', () => {
  it.each<[string, JsonValue, JsonSchema, JsonValue]>([
    ['a number in quotes', '5', { type: 'number' }, 5],
    ['a whole number in quotes', '5', { type: 'integer' }, 5],
    ['a boolean in quotes', 'true', { type: 'boolean' }, true],
    ['null in quotes', 'null', { type: 'null' }, null],
    ['a number for a text', 5, { type: 'string' }, '5'],
    ['an object as JSON text', '{"a":"1"}', objectOf({ a: { type: 'number' } }), { a: 1 }],
    ['a list as JSON text', '["a"]', { type: 'array', items: { type: 'string' } }, ['a']],
    ['one for a list of one', 'a', { type: 'array', items: { type: 'string' } }, ['a']],
    ['one object for a list', { a: 1 }, { type: 'array' }, [{ a: 1 }]],
    ['null for an optional property', { a: null, b: 1 }, objectOf({ a: { type: 'string' } }), { b: 1 }],
    ['inside of lists', ['1', '2'], { type: 'array', items: { type: 'integer' } }, [1, 2]],
    ['the alternative that fits', '5', { anyOf: [{ type: 'boolean' }, { type: 'number' }] }, 5],
    ['a type of several', '5', { type: ['number', 'null'] }, 5],
  ])('%s', (_what, value, schema, expected) => {
    expect(coerceToSchema(value, schema)).toEqual(expected);
  });
});

describe('coerceToSchema leaves alone', () => {
  it.each<[string, JsonValue, JsonSchema]>([
    ['a text that is no number', 'five', { type: 'number' }],
    ['a broken number', '5.5', { type: 'integer' }],
    ['a text that may stay one', '5', { type: ['string', 'number'] }],
    ['a null that is required', { a: null }, objectOf({ a: { type: 'string' } }, ['a'])],
    ['a null that is allowed', { a: null }, objectOf({ a: { type: ['string', 'null'] } })],
    ['an empty text', '', { type: 'number' }],
    ['null for a list', null, { type: 'array' }],
    ['what has no type', '5', {}],
  ])('%s', (_what, value, schema) => {
    expect(coerceToSchema(value, schema)).toEqual(value);
  });

  it('whatever fits already', () => {
    const schema: JsonSchema = objectOf({ a: { type: 'number' }, b: { type: 'array', items: { type: 'string' } } }, [
      'a',
    ]);
    const fitting = fc.record({ a: fc.integer(), b: fc.array(fc.string()) }, { requiredKeys: ['a'] });
    fc.assert(
      fc.property(fitting, (value) => {
        expect(coerceToSchema(value, schema)).toEqual(value);
      }),
    );
  });
});
