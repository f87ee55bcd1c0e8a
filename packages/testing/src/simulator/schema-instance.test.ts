import type { JsonSchema } from '@kit/core';
import { validateJson } from '@kit/wire/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaInstance } from './schema-instance.ts';

describe('schemaInstance', () => {
  it.each<[string, JsonSchema, unknown]>([
    [
      'an object',
      { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] },
      { city: 'city', days: 1 },
    ],
    ['an enumeration', { enum: ['celsius', 'fahrenheit'] }, 'celsius'],
    ['a constant', { const: 7 }, 7],
    ['a default', { type: 'string', default: 'x' }, 'x'],
    ['an example', { type: 'string', examples: ['Paris'] }, 'Paris'],
    ['a list', { type: 'array', items: { type: 'boolean' }, minItems: 2 }, [true, true]],
    ['a tuple', { type: 'array', prefixItems: [{ const: 1 }, { const: 'a' }] }, [1, 'a']],
    ['different items', { type: 'array', items: { type: 'integer' }, minItems: 3, uniqueItems: true }, [1, 2, 3]],
    ['something that may be null', { type: ['null', 'string'], minLength: 7 }, 'value..'],
    ['only null', { type: 'null' }, null],
    ['one of several', { anyOf: [{ type: 'null' }, { type: 'number', minimum: 3 }] }, 3],
    [
      'all of several',
      {
        allOf: [{ $ref: '#/$defs/a' }, { properties: { b: { const: 2 } } }],
        $defs: { a: { properties: { a: { const: 1 } }, type: 'object' } },
      },
      { a: 1, b: 2 },
    ],
    ['a date', { type: 'string', format: 'date' }, '2026-01-01'],
    ['capitals', { type: 'OBJECT', properties: { a: { type: 'STRING' } } }, { a: 'a' }],
    ['a number in a narrow range', { type: 'number', exclusiveMinimum: 0, maximum: 0.7 }, 0.7],
    ['a multiple', { type: 'integer', minimum: 10, multipleOf: 7 }, 14],
    ['nothing said', {}, 'value'],
  ])('makes %s', (_what, schema, expected) => {
    expect(schemaInstance(schema)).toEqual(expected);
    if (schema.type !== 'OBJECT') expect(validateJson(schemaInstance(schema), schema)).toEqual([]);
  });

  it('comes to an end for schemas that refer to themselves', () => {
    const tree: JsonSchema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        children: { type: 'array', items: { $ref: '#' } },
        next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
      },
      required: ['name', 'next'],
    };
    expect(validateJson(schemaInstance(tree), tree)).toEqual([]);
    expect(schemaInstance({ $ref: '#' })).toBeNull();
    expect(schemaInstance({ $ref: 'https://example.com/schema' })).toBe('value');
  });

  it('fits any schema of the usual keywords', () => {
    const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.record({ type: fc.constant('string'), minLength: fc.nat(5) }),
        fc.record({ type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -50, max: 50 }) }),
        fc.record({ type: fc.constant('integer'), maximum: fc.integer({ min: -50, max: 50 }) }),
        fc.record({ type: fc.constant('boolean') }),
        fc.record({ enum: fc.array(fc.constantFrom('a', 1, true, null), { minLength: 1 }) }),
        fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema')).map(
          (properties): JsonSchema => ({
            type: 'object',
            properties,
            required: Object.keys(properties),
            additionalProperties: false,
          }),
        ),
      ) as fc.Arbitrary<JsonSchema>,
    }));
    fc.assert(
      fc.property(schema, (one) => {
        expect(validateJson(schemaInstance(one), one)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
