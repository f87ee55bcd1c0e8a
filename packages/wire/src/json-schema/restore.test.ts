import type { JsonSchema, JsonValue } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptSchema } from './adapt.ts';
import { restoreAnswer } from './restore.ts';
import { anthropicSubset, openaiStrictSubset } from './subsets.ts';
import { validateJson } from './validate.ts';

interface Example {
  schema: JsonSchema;
  /** A value that fits the schema. */
  value: JsonValue;
  /** The same value as a vendor in strict mode answers it. */
  strict: JsonValue;
}

interface Property {
  name: string;
  example: Example;
  presence: 'required' | 'present' | 'absent';
}

const scalar: fc.Arbitrary<Example> = fc.oneof(
  fc.string().map((value) => ({ schema: { type: 'string' }, value, strict: value })),
  fc.integer().map((value) => ({ schema: { type: 'integer', minimum: value }, value, strict: value })),
  fc.boolean().map((value) => ({ schema: { enum: [true, false] }, value, strict: value })),
  fc.constant({ schema: { type: ['string', 'null'] }, value: null, strict: null }),
  fc.constant({ schema: { const: 'k' }, value: 'k', strict: 'k' }),
  fc.constant({ schema: { $ref: '#/$defs/Word' }, value: 'word', strict: 'word' }),
);

const { example } = fc.letrec<{ example: Example }>((tie) => ({
  example: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('example').map((item) => ({
      schema: { type: 'array', items: item.schema },
      value: [item.value],
      strict: [item.strict],
    })),
    tie('example').map((item) => ({
      ...item,
      schema: { anyOf: [{ type: 'object', properties: { never: { const: 0 } }, required: ['never'] }, item.schema] },
    })),
    objectOf(tie('example')),
  ),
}));

function objectOf(examples: fc.Arbitrary<Example>): fc.Arbitrary<Example> {
  const property: fc.Arbitrary<Property> = fc.record({
    name: fc.constantFrom('a', 'b', 'c', '__proto__', '0'),
    example: examples,
    presence: fc.constantFrom('required', 'present', 'absent'),
  });
  return fc.uniqueArray(property, { selector: ({ name }) => name, maxLength: 4 }).map((properties) => {
    const written = properties.filter(({ presence }) => presence !== 'absent');
    return {
      schema: {
        type: 'object',
        properties: Object.fromEntries(properties.map(({ name, example: { schema } }) => [name, schema])),
        required: properties.filter(({ presence }) => presence === 'required').map(({ name }) => name),
        additionalProperties: false,
      },
      value: Object.fromEntries(written.map(({ name, example: { value } }) => [name, value])),
      strict: Object.fromEntries(
        properties.map(({ name, presence, example: { strict } }) => [name, presence === 'absent' ? null : strict]),
      ),
    };
  });
}

/** Whether an absent property's null cannot be told from a null that was meant. */
function allowsNullWhereAbsent(value: JsonValue, strict: JsonValue, schema: JsonSchema): boolean {
  const restored = restoreAnswer(strict, schema, adaptSchema(schema, openaiStrictSubset));
  return JSON.stringify(restored) !== JSON.stringify(value) && validateJson(restored, schema).length === 0;
}

describe('restoreAnswer', () => {
  it('gives an answer in strict mode back as the original schema means it', () => {
    fc.assert(
      fc.property(example, (generated) => {
        const schema: JsonSchema = { ...generated.schema, $defs: { Word: { type: 'string' } } };
        const adapted = adaptSchema(schema, openaiStrictSubset);
        const answer = adapted.wrapper === undefined ? generated.strict : { [adapted.wrapper]: generated.strict };
        expect(validateJson(generated.value, schema)).toEqual([]);
        expect(validateJson(answer, adapted.schema)).toEqual([]);
        const restored = restoreAnswer(answer, schema, adapted);
        expect(validateJson(restored, schema)).toEqual([]);
        if (!allowsNullWhereAbsent(generated.value, answer, schema)) expect(restored).toEqual(generated.value);
      }),
      { numRuns: 500 },
    );
  });

  it('takes out nulls through references, allOf, tuples and the matching alternative', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        node: { $ref: '#/$defs/Node' },
        both: { allOf: [{ $ref: '#/$defs/Node' }, { properties: { y: { type: 'number' } } }] },
        pair: { type: 'array', prefixItems: [{ $ref: '#/$defs/Node' }], items: { type: 'null' } },
        shape: {
          oneOf: [
            { type: 'object', properties: { kind: { const: 'a' }, r: { type: 'number' } }, required: ['kind'] },
            { type: 'object', properties: { kind: { const: 'b' }, r: { type: 'null' } }, required: ['kind'] },
          ],
        },
      },
      $defs: { Node: { type: 'object', properties: { x: { type: 'number' }, next: { $ref: '#/$defs/Node' } } } },
    };
    const adapted = adaptSchema(schema, openaiStrictSubset);
    const answer = {
      node: { x: null, next: { x: 1, next: null } },
      both: { x: null, y: null, next: null },
      pair: [{ x: null, next: null }, null],
      shape: { kind: 'b', r: null },
    };
    expect(restoreAnswer(answer, schema, adapted)).toEqual({
      node: { next: { x: 1 } },
      both: {},
      pair: [{}, null],
      shape: { kind: 'b', r: null },
    });
  });

  it('returns what needs no change as the same object', () => {
    const schema: JsonSchema = { type: 'object', properties: { a: { type: 'array', items: { type: 'number' } } } };
    const answer = { a: [1] };
    expect(restoreAnswer(answer, schema, adaptSchema(schema, openaiStrictSubset))).toBe(answer);
    const odd = { a: null };
    expect(restoreAnswer(odd, schema, adaptSchema(schema, anthropicSubset))).toBe(odd);
  });

  it('leaves an answer alone that is not wrapped as it should be', () => {
    const schema: JsonSchema = { type: 'array', items: { type: 'string' } };
    const adapted = adaptSchema(schema, openaiStrictSubset);
    expect(restoreAnswer({ value: ['a'] }, schema, adapted)).toEqual(['a']);
    expect(restoreAnswer(['a'], schema, adapted)).toEqual(['a']);
    expect(restoreAnswer('text', schema, adapted)).toBe('text');
  });
});
