// Sound formats → the vendor's words, which name encoding, rate and bits: `mp3_44100_128`.
import { KitError, type SpeechRequest, type Warning } from '@kit/core';

export interface OutputFormat {
  /** For `output_format`; undefined: the vendor's default, which is MP3. */
  readonly word: string | undefined;
  readonly mediaType: string;
  readonly sampleRate?: number;
  /** The samples get a WAV header here, for the vendor has none. */
  readonly wav: boolean;
}

const samples = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
const mp3: Readonly<Record<number, string>> = { 22050: 'mp3_22050_32', 24000: 'mp3_24000_48', 44100: 'mp3_44100_128' };

/** @throws KitError `unsupported` for sounds that the vendor does not make */
export function outputFormat(
  { format, sampleRate }: Pick<SpeechRequest, 'format' | 'sampleRate'>,
  warnings: Warning[],
  takesWav: boolean,
): OutputFormat {
  switch (format) {
    case undefined:
      return sampleRate === undefined ? whole('mp3', undefined) : rated('mp3', sampleRate, warnings);
    case 'mp3':
      return rated('mp3', sampleRate ?? 44_100, warnings);
    case 'opus':
      fixed(48_000, sampleRate, 'opus', warnings);
      return whole('opus', 'opus_48000_64');
    case 'ulaw':
    case 'alaw':
      fixed(8_000, sampleRate, format, warnings);
      return whole(format, `${format}_8000`);
    case 'pcm':
      return rated('pcm', sampleRate ?? 24_000, warnings);
    case 'wav':
      if (takesWav) return { ...rated('pcm', sampleRate ?? 24_000, warnings), mediaType: 'audio/wav', wav: true };
      break;
    default:
      // As the vendor spells it.
      if (format.includes('_')) return whole(format.split('_', 1)[0] ?? '', format);
  }
  throw new KitError(
    'unsupported',
    `ElevenLabs makes no ${format} here: ask for "mp3", "opus", "pcm", "ulaw", "alaw", or a word of its own such as "mp3_44100_192".`,
    { field: 'format' },
  );
}

function rated(encoding: 'mp3' | 'pcm', sampleRate: number, warnings: Warning[]): OutputFormat {
  const word = encoding === 'mp3' ? mp3[sampleRate] : samples.includes(sampleRate) ? `pcm_${sampleRate}` : undefined;
  if (word !== undefined) return { ...whole(encoding, word), sampleRate };
  const instead = encoding === 'mp3' ? 44_100 : 24_000;
  warnings.push({
    feature: 'sampleRate',
    detail: `ElevenLabs makes no ${encoding} of ${sampleRate} Hz; ${instead} was sent.`,
  });
  return rated(encoding, instead, warnings);
}

function fixed(rate: number, asked: number | undefined, encoding: string, warnings: Warning[]): void {
  if (asked !== undefined && asked !== rate)
    warnings.push({ feature: 'sampleRate', detail: `ElevenLabs's ${encoding} always has ${rate} Hz.` });
}

const mediaTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/opus',
  pcm: 'audio/pcm',
  ulaw: 'audio/basic',
  alaw: 'audio/alaw',
  wav: 'audio/wav',
};

function whole(encoding: string, word: string | undefined): OutputFormat {
  const rate = Number(word?.split('_')[1]);
  return {
    word,
    mediaType: mediaTypes[encoding] ?? 'application/octet-stream',
    ...(rate > 0 && { sampleRate: rate }),
    wav: false,
  };
}
