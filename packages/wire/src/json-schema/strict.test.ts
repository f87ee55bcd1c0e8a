import { describe, expect, it } from 'vitest';
import { strictCompatible } from './strict.ts';

describe('strictCompatible', () => {
  it('accepts a schema that follows all rules of strict mode', () => {
    expect(
      strictCompatible({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        title: 'Answer',
        properties: {
          text: { type: ['string', 'null'], description: 'x', pattern: '^a' },
          list: { type: 'array', items: { $ref: '#/$defs/Item' }, minItems: 1 },
        },
        required: ['text', 'list'],
        additionalProperties: false,
        $defs: { Item: { type: 'number', minimum: 0, enum: [1, 2] } },
      }),
    ).toEqual({ compatible: true });
  });

  it.each([
    ['an open object', { type: 'object', properties: {}, required: [] }],
    [
      'an optional property',
      { type: 'object', properties: { a: { type: 'string' } }, required: [], additionalProperties: false },
    ],
    ['a union at the root', { anyOf: [{ type: 'object', properties: {}, additionalProperties: false }] }],
    [
      'allOf',
      {
        type: 'object',
        properties: { a: { allOf: [{ type: 'string' }] } },
        required: ['a'],
        additionalProperties: false,
      },
    ],
    [
      'propertyNames',
      { type: 'object', properties: {}, required: [], additionalProperties: false, propertyNames: { maxLength: 1 } },
    ],
  ])('refuses %s', (_name, schema) => {
    const { compatible, reason } = strictCompatible(schema);
    expect(compatible).toBe(false);
    expect(reason).toMatch(/^(the root|\/properties\/a): ./);
  });
});
