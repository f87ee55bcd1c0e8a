import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteOffsetAtIndex, byteOffsetReader, indexAtByteOffset, utf8Length } from './byte-offset.ts';

const utf8 = new TextEncoder();

describe('byte offsets', () => {
  it('count UTF-8 bytes: 1, 2, 3 and 4 a character', () => {
    const text = 'aé€🙂z';
    expect([0, 1, 3, 6, 10, 11].map((offset) => text.slice(indexAtByteOffset(text, offset)))).toEqual([
      text,
      'é€🙂z',
      '€🙂z',
      '🙂z',
      'z',
      '',
    ]);
  });

  it('fall to the beginning of a character that they cut, and stay inside the text', () => {
    expect([2, 4, 5, 7, 9].map((offset) => indexAtByteOffset('aé€🙂z', offset))).toEqual([1, 2, 2, 3, 3]);
    expect(indexAtByteOffset('aé', 99)).toBe(2);
    expect(indexAtByteOffset('aé', -1)).toBe(0);
    expect(indexAtByteOffset('aé', Number.NaN)).toBe(0);
    expect(byteOffsetAtIndex('🙂', 1)).toBe(0);
    expect(byteOffsetAtIndex('a', 99)).toBe(1);
  });

  it('can be read in any order', () => {
    const indexAt = byteOffsetReader('é€🙂');
    expect([9, 0, 5, 2].map(indexAt)).toEqual([4, 0, 2, 1]);
  });

  it('agree with the encoder for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const offset = utf8.encode(before).length;
        expect(utf8Length(before)).toBe(offset);
        expect(indexAtByteOffset(before + after, offset)).toBe(before.length);
        expect(byteOffsetAtIndex(before + after, before.length)).toBe(offset);
      }),
    );
  });
});
