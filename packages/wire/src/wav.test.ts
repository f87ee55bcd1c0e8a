import { describe, expect, it } from 'vitest';
import { parsePcmMediaType, wavFromPcm } from './wav.ts';

describe('wavFromPcm', () => {
  it('writes the header that the format demands, and the samples after it', () => {
    const pcm = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
    const wav = wavFromPcm(pcm, { sampleRateHz: 24_000, channels: 2 });
    const view = new DataView(wav.buffer);
    const ascii = (at: number) => String.fromCharCode(...wav.subarray(at, at + 4));
    expect([ascii(0), ascii(8), ascii(12), ascii(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data']);
    expect(view.getUint32(4, true)).toBe(wav.length - 8);
    expect(view.getUint32(16, true)).toBe(16);
    expect(view.getUint16(20, true)).toBe(1);
    expect(view.getUint16(22, true)).toBe(2);
    expect(view.getUint32(24, true)).toBe(24_000);
    expect(view.getUint32(28, true)).toBe(96_000);
    expect(view.getUint16(32, true)).toBe(4);
    expect(view.getUint16(34, true)).toBe(16);
    expect(view.getUint32(40, true)).toBe(8);
    expect(wav.subarray(44)).toEqual(pcm);
  });

  it('is mono unless told otherwise', () => {
    expect(new DataView(wavFromPcm(new Uint8Array(2), { sampleRateHz: 8000 }).buffer).getUint16(22, true)).toBe(1);
  });
});

describe('parsePcmMediaType', () => {
  it.each([
    ['audio/L16;codec=pcm;rate=24000', { sampleRateHz: 24_000, channels: 1 }],
    ['audio/l16; rate=16000; channels=2', { sampleRateHz: 16_000, channels: 2 }],
    ['audio/pcm;rate=44100', { sampleRateHz: 44_100, channels: 1 }],
    ['audio/L16', { sampleRateHz: 24_000, channels: 1 }],
    ['audio/L16;rate=fast', { sampleRateHz: 24_000, channels: 1 }],
    ['audio/wav', undefined],
    ['audio/mpeg;rate=24000', undefined],
    ['', undefined],
  ])('reads %s', (mediaType, expected) => {
    expect(parsePcmMediaType(mediaType)).toEqual(expected);
  });
});
