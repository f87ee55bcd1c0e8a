// Raw PCM audio ⇄ WAV. Gemini's speech models answer `audio/L16;rate=24000`: samples without a header, which no
// player opens.

export interface PcmFormat {
  sampleRateHz: number;
  /** Default 1. */
  channels?: number;
}

const headerBytes = 44;
const bytesPerSample = 2;

/** Raw 16-bit little-endian PCM as a WAV file. */
export function wavFromPcm(pcm: Uint8Array, format: PcmFormat): Uint8Array {
  const { sampleRateHz, channels = 1 } = format;
  const wav = new Uint8Array(headerBytes + pcm.length);
  const view = new DataView(wav.buffer);
  writeAscii(wav, 0, 'RIFF');
  view.setUint32(4, headerBytes - 8 + pcm.length, true);
  writeAscii(wav, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true); // size of the format chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * bytesPerSample, true);
  view.setUint16(32, channels * bytesPerSample, true);
  view.setUint16(34, bytesPerSample * 8, true);
  writeAscii(wav, 36, 'data');
  view.setUint32(40, pcm.length, true);
  wav.set(pcm, headerBytes);
  return wav;
}

/**
 * Rate and channels of raw 16-bit PCM's media type (`audio/L16;codec=pcm;rate=24000`, `audio/pcm;rate=16000`), or
 * undefined where it is another type. Without a rate it is 24,000 Hz, which is what Gemini's speech models send.
 */
export function parsePcmMediaType(mediaType: string): Required<PcmFormat> | undefined {
  const [type = '', ...parameters] = mediaType.split(';');
  if (!/^audio\/(?:l16|pcm)$/i.test(type.trim())) return undefined;
  return {
    sampleRateHz: parameter(parameters, 'rate') ?? 24_000,
    channels: parameter(parameters, 'channels') ?? 1,
  };
}

function parameter(parameters: readonly string[], name: string): number | undefined {
  for (const entry of parameters) {
    const [key = '', value = ''] = entry.split('=');
    if (key.trim().toLowerCase() === name && /^\d{1,9}$/.test(value.trim())) return Number(value) || undefined;
  }
  return undefined;
}

function writeAscii(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
}
