import { describe, expect, it } from 'vitest';
import { hexOf, hmacSha256, sha256Hex } from './hmac.ts';

describe('signatures', () => {
  // RFC 4231, test cases 1 and 2.
  it.each([
    [new Uint8Array(20).fill(0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    ['Jefe', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  ])('hash with a key', async (key, text, hex) => {
    expect(hexOf(await hmacSha256(key, text))).toBe(hex);
  });

  // FIPS 180-4, appendix B.1.
  it('hash', async () => {
    expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
