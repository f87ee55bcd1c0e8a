import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digest, portableDigest } from './digest.ts';

it('is SHA-256, the same in every runtime', () => {
  expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => digest(text) === portableDigest(text)));
});
