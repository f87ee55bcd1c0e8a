import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairJson } from './repair-json.ts';

/** What the text is read as, and what was said about it. */
const read = (text: string) => {
  const read = repairJson(text);
  return read.value === undefined ? { reason: read.reason } : read;
};

describe('repairJson reads what a model meant', () => {
  it.each([
    ['{"a":1,}', { a: 1 }, 'commas too many'],
    ['[1,2,,3]', [1, 2, 3], 'commas too many'],
    ['{"a":1 "b":2}', { a: 1, b: 2 }, 'commas missing'],
    ['{"a":"x"\n"b":"y"}', { a: 'x', b: 'y' }, 'commas missing'],
    ["{'a':'it''s'}", { a: "it''s" }, 'other quotes than "'],
    ["{'a': 'it's fine'}", { a: "it's fine" }, 'quotes without a backslash'],
    ['{“a”: “b”}', { a: 'b' }, 'other quotes than "'],
    ['{city: "Paris"}', { city: 'Paris' }, 'keys without quotes'],
    ['{"a":True,"b":False,"c":None}', { a: true, b: false, c: null }, 'words of other languages'],
    ['{"a":1} // done', { a: 1 }, 'comments'],
    ['{/* why */"a":1}', { a: 1 }, 'comments'],
    ['{"say":"He said "hi" to me"}', { say: 'He said "hi" to me' }, 'quotes without a backslash'],
    ['{"a":"two\nlines"}', { a: 'two\nlines' }, 'control characters in a string'],
    ['{"pattern":"\\d+"}', { pattern: '\\d+' }, 'escapes that JSON does not know'],
    ['{"a":"it\\\'s"}', { a: "it's" }, 'escapes that JSON does not know'],
    ['{"a":+1,"b":.5,"c":1.}', { a: 1, b: 0.5, c: 1 }, 'numbers in another form'],
    ['```json\n{"a":1}\n```', { a: 1 }, 'a code fence'],
    ['Here it is: {"a":1}', { a: 1 }, 'text in front of it'],
    ['{"a":1} Anything else?', { a: 1 }, 'text after it'],
    ['{}{"city":"Paris"}', { city: 'Paris' }, 'an empty object in front of it'],
    ['{"a":[1,{"b":2', undefined, ''],
    ['{"a":[1,{"b":"c"', { a: [1, { b: 'c' }] }, 'brackets missing'],
    ['{"a":[1,2}', { a: [1, 2] }, 'brackets missing'],
  ])('%s', (text, value, repair) => {
    const result = repairJson(text);
    if (value === undefined) return expect(result).toMatchObject({ cut: true });
    expect(result).toMatchObject({ value, cut: false });
    expect((result as { repairs: readonly string[] }).repairs).toContain(repair);
  });

  it('says nothing of JSON that needs nothing', () => {
    expect(repairJson(' {"a": [1, "x"]} ')).toEqual({ value: { a: [1, 'x'] }, repairs: [], cut: false });
  });

  it('keeps __proto__ as a property', () => {
    const { value } = repairJson('{"__proto__":{"x":1},}') as { value: object };
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('repairJson does not guess', () => {
  it.each(['{"path":"/data/a', '{"n": 12', '{"a":1,', '["a",'])('%s was cut off', (text) => {
    expect(repairJson(text)).toMatchObject({ cut: true });
  });

  it.each([
    '',
    'I cannot do that.',
    '{"a":',
    '{"a":tru',
    '{"a":1}{"a":2}',
    '[1][2]',
    '{"say":"he said "hi", then left"}',
    '{"date":2024-01-01}',
    '{"a":<b>}',
  ])('%s is not read', (text) => {
    expect(read(text)).toHaveProperty('reason');
  });

  it('does not follow brackets without end', () => {
    expect(read('['.repeat(100_000))).toEqual({ reason: 'nested deeper than 200 levels' });
  });
});

describe('repairJson, for any text', () => {
  it('reads JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(repairJson(text)).toEqual({ value: JSON.parse(text), repairs: [], cut: false });
      }),
    );
  });

  it('reads JSON in a code fence, in prose and with a comma too many', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(objects, (object) => {
        const text = JSON.stringify(object);
        for (const form of [`\`\`\`\n${text}\n\`\`\``, `Sure! ${text}`, `${text.slice(0, -1)},}`]) {
          expect(repairJson(form)).toMatchObject({ value: JSON.parse(text), cut: false });
        }
      }),
    );
  });

  it('never takes a text for whole that ends inside of a string', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat(), (value, cutAt) => {
        const string = JSON.stringify(value);
        const text = `{"path":${string.slice(0, 1 + (cutAt % (string.length - 1)))}`;
        const result = repairJson(text);
        expect(result.value === undefined || result.cut).toBe(true);
      }),
    );
  });

  it('throws nothing, and takes no longer than the text is long', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\'`\\ \n/*#a1-.eu“”') }), (text) => {
        const result = repairJson(text);
        expect(result.value !== undefined || typeof result.reason === 'string').toBe(true);
      }),
      { numRuns: 2_000 },
    );
    const hostile = `{"a":"${'" '.repeat(100_000)}`;
    const start = performance.now();
    repairJson(hostile);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
