import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createUtf8Decoder } from './utf8-decoder.ts';

it('decodes any bytes, however they are cut, as a streaming TextDecoder does', () => {
  const cutCharacter = fc.constantFrom(
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x99],
    [0xc3],
    [0x80, 0x80],
    [0xf8],
    [0xe0, 0x80, 0x80],
  );
  const text = fc.string({ unit: 'grapheme' }).map((value) => [...new TextEncoder().encode(value)]);
  const bytes = fc.array(fc.oneof(cutCharacter, text)).map((pieces) => pieces.flat());
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 9 }), (values, size) => {
      const decoder = createUtf8Decoder();
      let decoded = '';
      for (let at = 0; at < values.length; at += size)
        decoded += decoder.decode(Uint8Array.from(values.slice(at, at + size)));
      decoded += decoder.end();
      expect(decoded).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(values)));
    }),
    { numRuns: 500 },
  );
});

it('keeps its own copy of a cut character, because a read may be overwritten', () => {
  const decoder = createUtf8Decoder();
  const shared = new TextEncoder().encode('a€');
  expect(decoder.decode(shared.subarray(0, 3))).toBe('a');
  shared.fill(0x21);
  expect(decoder.decode(new Uint8Array([0xac]))).toBe('€');
});
