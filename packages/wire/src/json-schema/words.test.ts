import { describe, expect, it } from 'vitest';
import { describedWith, inWords } from './words.ts';

describe('keywords in words', () => {
  it.each([
    ['minLength', 3, 'at least 3 characters'],
    ['pattern', '^a+$', 'matches the regular expression ^a+$'],
    ['maximum', 10, 'at most 10'],
    ['exclusiveMinimum', 0, 'more than 0'],
    ['minProperties', 1, 'at least 1 properties'],
    ['maxProperties', 2, 'at most 2 properties'],
    ['enum', ['a', 1], 'one of "a", 1'],
    ['const', 'x', 'always "x"'],
    ['default', null, 'the default is null'],
    ['example', 'x', 'for example "x"'],
    ['deprecated', true, 'deprecated'],
    ['not', { type: 'string' }, 'must not match the schema {"type":"string"}'],
    ['additionalProperties', { type: 'string' }, 'further properties match the schema {"type":"string"}'],
    ['dependentRequired', { a: ['b'] }, 'dependentRequired: {"a":["b"]}'],
  ])('%s %j', (keyword, value, words) => {
    expect(inWords(keyword, value)).toBe(words);
  });

  it('say nothing where the keyword allows everything', () => {
    expect(inWords('uniqueItems', false)).toBeUndefined();
    expect(inWords('deprecated', false)).toBeUndefined();
    expect(inWords('additionalProperties', true)).toBeUndefined();
    expect(inWords('enum', 'malformed')).toBeUndefined();
  });

  it('stay short, and survive what cannot be written', () => {
    expect(inWords('default', 'x'.repeat(10_000))?.length).toBeLessThan(600);
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(inWords('default', circular)).toBe('the default is …');
  });

  it('stand after the description', () => {
    expect(describedWith('A name.', ['at least 3 characters', 'deprecated'])).toBe(
      'A name.\nConstraints: at least 3 characters; deprecated.',
    );
    expect(describedWith('A name.', [])).toBe('A name.');
    expect(describedWith(undefined, [])).toBeUndefined();
    expect(describedWith(7, ['x'])).toBe('Constraints: x.');
  });
});
