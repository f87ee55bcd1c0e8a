// Sound formats → encoding, container and sample rate.

import type { SpeechRequest } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { fixedSampleRates } from '../capabilities.ts';
import type { QueryDraft } from '../query.ts';

const formats: Readonly<Record<string, QueryDraft | undefined>> = {
  wav: { encoding: 'linear16', container: 'wav' },
  pcm: { encoding: 'linear16', container: 'none' },
  opus: { encoding: 'opus', container: 'ogg' },
  ogg: { encoding: 'opus', container: 'ogg' },
  ulaw: { encoding: 'mulaw' },
};

export function formatQuery(
  { format, sampleRate }: Pick<SpeechRequest, 'format' | 'sampleRate'>,
  warnings: WarningList,
): QueryDraft {
  const known = format === undefined ? {} : (formats[format] ?? { encoding: format });
  if (sampleRate === undefined) return known;
  const encoding = String(known.encoding ?? 'mp3');
  const fixed = fixedSampleRates[encoding];
  if (fixed === undefined) return { ...known, sample_rate: sampleRate };
  if (fixed !== sampleRate) warnings.add('sampleRate', `Deepgram's ${encoding} always has ${fixed} Hz.`);
  return known;
}
