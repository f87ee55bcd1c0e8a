import type { JsonSchema } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateJson } from './validate.ts';

const check = (value: unknown, schema: unknown) => validateJson(value, schema as JsonSchema);
const keywords = (value: unknown, schema: unknown) =>
  check(value, schema).map(({ path, keyword }) => `${path}:${keyword}`);

describe('validateJson', () => {
  it.each<[schema: unknown, fits: unknown[], doesNot: unknown[]]>([
    [{ type: 'string' }, ['', 'a'], [1, null, [], {}]],
    [{ type: 'integer' }, [1, 1.0, -3], [1.5, '1', true]],
    [{ type: 'number' }, [1, 1.5], ['1', null]],
    [{ type: ['string', 'null'] }, ['a', null], [1, {}]],
    [{ type: 'object' }, [{}], [[], null]],
    [{ type: 'array' }, [[]], [{}]],
    [{ enum: ['a', 1, { x: [1, 2] }] }, ['a', 1, { x: [1, 2] }], ['b', '1', { x: [2, 1] }]],
    [{ const: { a: 1, b: 2 } }, [{ b: 2, a: 1 }], [{ a: 1 }, 1]],
    [{ minimum: 1, maximum: 3 }, [1, 2, 3, 'x'], [0, 4]],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, [2, 1.1], [1, 3]],
    [{ multipleOf: 0.1 }, [0.3, 1, 0], [0.35]],
    [{ multipleOf: 0 }, [1], []],
    [{ minLength: 2, maxLength: 3 }, ['ab', '🙂🙂🙂', 5], ['a', '🙂', 'abcd']],
    [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], 'x'], [[], [1, 2, 3]]],
    [
      { uniqueItems: true },
      [[1, '1', [1]], []],
      [
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      ],
    ],
    [{ minProperties: 1, maxProperties: 1 }, [{ a: 1 }, []], [{}, { a: 1, b: 2 }]],
    [{ required: ['a'] }, [{ a: undefined }, 'x'], [{}, { b: 1 }]],
    [{ properties: { a: { type: 'string' } } }, [{}, { a: 'x' }, { b: 1 }], [{ a: 1 }]],
    [{ properties: { a: {} }, additionalProperties: false }, [{ a: 1 }, {}], [{ b: 1 }]],
    [{ additionalProperties: { type: 'number' } }, [{ a: 1 }], [{ a: 'x' }]],
    [{ additionalProperties: false, patternProperties: { '^x': {} } }, [{ x: 1, y: 1 }], []],
    [{ propertyNames: { maxLength: 2 } }, [{ ab: 1 }], [{ abc: 1 }]],
    [{ items: { type: 'number' } }, [[1, 2], []], [[1, 'x']]],
    [{ items: false }, [[]], [[1]]],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, [['a', 1], ['a'], []], [[1], ['a', 'b']]],
    [{ items: [{ type: 'string' }], additionalItems: false }, [['a'], []], [['a', 1], [1]]],
    [{ contains: { type: 'number' } }, [['a', 1]], [['a'], []]],
    [{ contains: { type: 'number' }, minContains: 0 }, [[]], []],
    [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['a', 6], [1]],
    [{ oneOf: [{ type: 'integer' }, { minimum: 5 }] }, [1, 5.5], [6, 1.5]],
    [{ allOf: [{ minimum: 1 }, { maximum: 3 }] }, [2], [0, 4]],
    [{ not: { type: 'string' } }, [1], ['a']],
    [JSON.parse('{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}}'), ['ab', 2], ['a', 1]],
    [{ $ref: '#/$defs/A', $defs: { A: { type: 'string' } } }, ['a'], [1]],
    [{ $ref: '#/$defs/a~1b%25c', $defs: { 'a/b%c': { type: 'string' } } }, ['a'], [1]],
    [{ pattern: '^(a+)+$', format: 'email' }, ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'], []],
    [{ $ref: 'https://example.com/remote' }, [1, 'x'], []],
    [true, [1], []],
    [false, [], [1]],
  ])('%j', (schema, fits, doesNot) => {
    for (const value of fits) expect(check(value, schema)).toEqual([]);
    for (const value of doesNot) expect(check(value, schema)).not.toEqual([]);
  });

  it('names the place, the keyword and what was expected, and never the value', () => {
    const schema = {
      type: 'object',
      properties: { 'a/b': { type: 'array', items: { type: 'string', maxLength: 3 } }, size: { enum: ['S', 'L'] } },
      required: ['size', 'id'],
      additionalProperties: false,
    };
    const issues = check({ 'a/b': ['ok', 7, 'SECRET'], size: 'SECRET', extra: 1 }, schema);
    expect(issues).toEqual([
      { path: '', keyword: 'required', message: 'the property id is missing' },
      { path: '/a~1b/1', keyword: 'type', message: 'must be string, is number' },
      { path: '/a~1b/2', keyword: 'maxLength', message: 'must have at most 3 characters' },
      { path: '/size', keyword: 'enum', message: 'must be one of "S", "L"' },
      { path: '', keyword: 'additionalProperties', message: 'the property extra is not allowed' },
    ]);
    expect(JSON.stringify(issues)).not.toContain('SECRET');
  });

  it('says how the closest alternative was missed', () => {
    const schema = {
      anyOf: [
        { type: 'object', required: ['a', 'b'] },
        { type: 'object', properties: { a: { type: 'string' } } },
      ],
    };
    expect(check({ a: 1 }, schema)).toEqual([
      { path: '', keyword: 'anyOf', message: 'matches none of its alternatives; closest: the property b is missing' },
    ]);
  });

  it('follows recursive schemas as deep as the value goes', () => {
    const tree = {
      type: 'object',
      properties: { n: { type: 'number' }, children: { type: 'array', items: { $ref: '#' } } },
    };
    expect(check({ n: 1, children: [{ n: 2, children: [{ n: 3 }] }] }, tree)).toEqual([]);
    expect(keywords({ children: [{ children: [{ n: 'x' }] }] }, tree)).toEqual(['/children/0/children/0/n:type']);
  });

  it('ends on references that lead around in a circle', () => {
    expect(check(1, { $ref: '#' })).toEqual([]);
    expect(
      check(1, { $ref: '#/$defs/a', $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { $ref: '#/$defs/a' } } }),
    ).toEqual([]);
  });

  it('gives up where a check would take too long, and says so', () => {
    const level = (index: number) => ({
      anyOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}`, title: 'b' }],
    });
    const $defs = {
      ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`d${index}`, level(index)])),
      d60: { type: 'string' },
    };
    const startedMs = performance.now();
    expect(keywords(1, { $ref: '#/$defs/d0', $defs })).toContain(':');
    expect(performance.now() - startedMs).toBeLessThan(3000);

    let deep: unknown = 1;
    for (let index = 0; index < 100_000; index++) deep = [deep];
    expect(keywords(deep, { items: { $ref: '#' } })).toContain(':');
    expect(check(deep, { const: 1 })).toHaveLength(1);
  });

  it('gives at most a hundred issues', () => {
    expect(
      check(
        Array.from({ length: 1000 }, () => 1),
        { items: { type: 'string' } },
      ),
    ).toHaveLength(100);
    const record = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, 1]));
    expect(check(record, { additionalProperties: false })).toHaveLength(100);
  });

  it('does not take inherited names for properties', () => {
    expect(keywords({}, { required: ['toString'] })).toEqual([':required']);
    expect(check(JSON.parse('{"__proto__":1}'), { properties: {}, additionalProperties: false })).toHaveLength(1);
  });

  it('names a type that is none without stumbling over it', () => {
    expect(validateJson({}, { type: [{ toString: '' }] } as never)[0]?.message).toContain('{"toString":""}');
  });

  it('never throws, whatever schema and value are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, schema) => {
        expect(Array.isArray(check(value, schema))).toBe(true);
      }),
    );
    const odd = fc.dictionary(
      fc.constantFrom(
        'type',
        'enum',
        'required',
        'properties',
        'items',
        '$ref',
        'anyOf',
        'not',
        'if',
        'contains',
        'minimum',
      ),
      fc.jsonValue(),
    );
    fc.assert(fc.property(fc.jsonValue(), odd, (value, schema) => Array.isArray(check(value, schema))));
  });
});
