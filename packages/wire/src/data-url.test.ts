import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataUrlToBase64, formatDataUrl, isDataUrl, parseDataUrl } from './data-url.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('data URLs', () => {
  it('are read with their media type and parameters', () => {
    expect(parseDataUrl('data:image/PNG;base64,Zm9v')).toEqual({
      mediaType: 'image/png',
      parameters: '',
      bytes: bytesOf('foo'),
    });
    expect(parseDataUrl('DATA:text/plain;charset=utf-8;base64,Zm9v')).toEqual({
      mediaType: 'text/plain',
      parameters: 'charset=utf-8',
      bytes: bytesOf('foo'),
    });
  });

  it('are read without base64, percent escapes decoded', () => {
    expect(parseDataUrl('data:,a%20b%C3%A9,%zz%')?.bytes).toEqual(bytesOf('a bé,%zz%'));
    expect(parseDataUrl('data:,')).toEqual({ mediaType: 'text/plain', parameters: '', bytes: bytesOf('') });
  });

  it('give their base64 without decoding it', () => {
    expect(dataUrlToBase64('data:image/png;base64,Zm9v')).toEqual({ mediaType: 'image/png', base64: 'Zm9v' });
    expect(dataUrlToBase64('data:image/png;base64,Zm8%3D')).toEqual({ mediaType: 'image/png', base64: 'Zm8=' });
    expect(dataUrlToBase64('data:text/plain,foo')).toEqual({ mediaType: 'text/plain', base64: 'Zm9v' });
    expect(dataUrlToBase64('https://example.com')).toBeUndefined();
  });

  it('are refused where they are none or malformed', () => {
    for (const url of ['https://example.com/a,b', 'data:image/png;base64', 'data:image/png;base64,!!', '']) {
      expect(parseDataUrl(url)).toBeUndefined();
    }
    expect([isDataUrl('data:x'), isDataUrl('Data:x'), isDataUrl('dat'), isDataUrl('https://x')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('are written from bytes or base64, and read back', () => {
    expect(formatDataUrl('image/png', 'Zm9v')).toBe('data:image/png;base64,Zm9v');
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseDataUrl(formatDataUrl('audio/wav', bytes))).toEqual({
          mediaType: 'audio/wav',
          parameters: '',
          bytes,
        });
      }),
    );
  });
});
