// Pictures and sounds that say nothing, for answers that need some.
import { wavFromPcm } from '@kit/wire';

/** A transparent PNG of one pixel, in base64. */
export const onePixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const sampleRateHz = 8_000;

/** A quiet tone as WAV: 50 ms for each character of the text. */
export function toneFor(text: string): Uint8Array {
  const samples = Math.max(1, text.length) * (sampleRateHz / 20);
  const pcm = new Int16Array(samples);
  for (let at = 0; at < samples; at++) pcm[at] = 1_000 * Math.sin((2 * Math.PI * 440 * at) / sampleRateHz);
  return wavFromPcm(new Uint8Array(pcm.buffer), { sampleRateHz });
}
