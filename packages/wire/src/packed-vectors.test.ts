import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32FromBase64, float32ToBase64, int8FromBase64, uint8FromBase64 } from './packed-vectors.ts';

describe('packed vectors', () => {
  it('are little-endian 32-bit floats', () => {
    expect(float32FromBase64(Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).toString('base64'))).toEqual([1, -2]);
  });

  it('round-trip any 32-bit floats', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true })), (values) => {
        expect(float32FromBase64(float32ToBase64(values))).toEqual(values);
      }),
    );
  });

  it('are signed or unsigned bytes', () => {
    expect(int8FromBase64('AH+A/w==')).toEqual([0, 127, -128, -1]);
    expect(uint8FromBase64('AH+A/w==')).toEqual([0, 127, 128, 255]);
  });

  it('are empty where the text is malformed, and ignore half a number at the end', () => {
    for (const read of [float32FromBase64, int8FromBase64, uint8FromBase64]) expect(read('?')).toEqual([]);
    expect(float32FromBase64(Buffer.from([0, 0, 0x80, 0x3f, 0, 0]).toString('base64'))).toEqual([1]);
  });
});
