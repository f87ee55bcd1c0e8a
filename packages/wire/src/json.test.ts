import { describe, expect, it } from 'vitest';
import { arrayOf, booleanOf, isRecord, numberOf, parseJson, recordOf, stringOf } from './json.ts';

const oddities: unknown[] = [undefined, null, true, 0, '', 'x', [], {}, Number.NaN];

describe('readers of JSON', () => {
  it('parse text or give undefined', () => {
    expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
    expect(parseJson('null')).toBeNull();
    expect(parseJson('<html>')).toBeUndefined();
    expect(parseJson('')).toBeUndefined();
  });

  it('take a value only for what it is', () => {
    const object = { a: 1 };
    expect(recordOf(object)).toBe(object);
    expect(oddities.map(isRecord)).toEqual([false, false, false, false, false, false, false, true, false]);
    expect(recordOf([])).toBeUndefined();
    expect(stringOf('')).toBe('');
    expect(stringOf(1)).toBeUndefined();
    expect(booleanOf(false)).toBe(false);
    expect(booleanOf('false')).toBeUndefined();
    expect(arrayOf([1])).toEqual([1]);
    expect(arrayOf({ length: 1 })).toEqual([]);
    expect(arrayOf(undefined)).toEqual([]);
  });

  it.each([
    [1.5, 1.5],
    ['12', 12],
    [' 24479.27 ', 24479.27],
    ['-3e2', -300],
    ['.5', 0.5],
    ['', undefined],
    ['0x10', undefined],
    ['12 tokens', undefined],
    ['1e999', undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [null, undefined],
    [true, undefined],
    [[1], undefined],
  ])('read %j as the number %j', (value, expected) => {
    expect(numberOf(value)).toBe(expected);
  });
});
