import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToBase64Url } from './base64.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('base64', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('agrees with RFC 4648 on %j', (text, base64) => {
    expect(bytesToBase64(bytesOf(text))).toBe(base64);
    expect(base64ToBytes(base64)).toEqual(bytesOf(text));
  });

  it('agrees with the platform for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(bytesToBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(base64ToBytes(bytesToBase64(bytes))).toEqual(bytes);
        expect(base64ToBytes(bytesToBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it('reads a view into a larger buffer as what it shows', () => {
    expect(bytesToBase64(bytesOf('xxfooxx').subarray(2, 5))).toBe('Zm9v');
  });

  it('reads white space and missing padding', () => {
    expect(base64ToBytes('Zm9v\r\n YmE')).toEqual(bytesOf('fooba'));
    expect(base64ToBytes('Zg')).toEqual(bytesOf('f'));
  });

  it.each(['Z', 'Zm9vY', 'Zm9!', 'Zg==Zg==', '====', 'Zm9vé', 'Zm9v\u{1f600}', 'data:'])('refuses %j', (text) => {
    expect(base64ToBytes(text)).toBeUndefined();
  });

  it('takes large data', () => {
    const bytes = Uint8Array.from({ length: 3_000_001 }, (_, index) => index % 251);
    expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(Buffer.compare(base64ToBytes(bytesToBase64(bytes)) ?? Buffer.alloc(0), bytes)).toBe(0);
  });

  describe("with the runtime's own functions", () => {
    const platform = Uint8Array as { fromBase64?: (text: string) => Uint8Array };
    const original = platform.fromBase64;
    afterEach(() => {
      if (original === undefined) delete platform.fromBase64;
      else platform.fromBase64 = original;
    });

    it('uses them', () => {
      const native = vi.fn((text: string) => {
        if (/[^A-Za-z0-9+/=]/.test(text)) throw new SyntaxError('not base64');
        return new Uint8Array(Buffer.from(text, 'base64'));
      });
      platform.fromBase64 = native;
      expect(base64ToBytes('Zm9v')).toEqual(bytesOf('foo'));
      expect(native).toHaveBeenCalledOnce();
      expect(base64ToBytes('-_8')).toEqual(new Uint8Array([0xfb, 0xff]));
      expect(base64ToBytes('Zm9!')).toBeUndefined();
      expect(bytesToBase64(Object.assign(bytesOf('foo'), { toBase64: () => 'own' }))).toBe('own');
    });
  });
});
