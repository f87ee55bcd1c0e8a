// Recordings as request bodies: bytes, a stream of them, or a link that Deepgram fetches itself.
import { KitError, type TranscribeRequest, type WireBody } from '@kit/core';
import { base64ToBytes, parseDataUrl, parsePcmMediaType } from '@kit/wire';

/** Deepgram recognises containers by themselves; a content type that is no sound would be refused. */
const unknownType = 'application/octet-stream';

export function audioBody({ audio, mediaType }: Pick<TranscribeRequest, 'audio' | 'mediaType'>): WireBody {
  const known = bytesIn(audio);
  if (known) {
    const type = mediaType ?? known.mediaType ?? recognised(known.data) ?? unknownType;
    return { type: 'bytes', data: known.data, mediaType: type };
  }
  if (isStream(audio)) return { type: 'stream', data: audio, mediaType: mediaType ?? unknownType };
  if ('url' in audio) return { type: 'json', value: { url: audio.url } };
  throw new KitError('unsupported', 'transcribe: Deepgram keeps no files; `audio` must be bytes, a stream or a link.', {
    field: 'audio',
  });
}

export function isStream(audio: TranscribeRequest['audio']): audio is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in audio;
}

/** The recording, where it is at hand. @throws KitError `invalid-request` for data that is neither bytes nor base64 */
export function bytesIn(
  audio: TranscribeRequest['audio'],
): { readonly data: Uint8Array; readonly mediaType?: string } | undefined {
  if (audio instanceof Uint8Array) return { data: audio };
  if (isStream(audio)) return undefined;
  if ('url' in audio) {
    const inline = parseDataUrl(audio.url);
    return inline && { data: inline.bytes, mediaType: inline.mediaType };
  }
  if (!('data' in audio)) return undefined;
  const data = typeof audio.data === 'string' ? base64ToBytes(audio.data) : audio.data;
  if (!data)
    throw new KitError('invalid-request', 'transcribe: `audio.data` must be bytes or base64.', { field: 'audio.data' });
  return { data, mediaType: audio.mediaType };
}

export interface RawFormat {
  readonly encoding: string;
  readonly sample_rate: number;
  readonly channels: number;
}

/** Encoding and rate of raw samples, which have no header that would tell; undefined for containers. */
export function rawFormat(mediaType: string | undefined): RawFormat | undefined {
  if (mediaType === undefined) return undefined;
  const pcm = parsePcmMediaType(mediaType);
  if (pcm) return { encoding: 'linear16', sample_rate: pcm.sampleRateHz, channels: pcm.channels };
  // Telephony: 8,000 Hz unless it says otherwise.
  const encoding = telephony[mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  const rate = Number(/;\s?rate=(\d{1,9})/i.exec(mediaType.slice(0, 200))?.[1] ?? 8_000);
  return encoding === undefined ? undefined : { encoding, sample_rate: rate, channels: 1 };
}

const telephony: Readonly<Record<string, string | undefined>> = {
  'audio/basic': 'mulaw',
  'audio/mulaw': 'mulaw',
  'audio/pcmu': 'mulaw',
  'audio/alaw': 'alaw',
  'audio/pcma': 'alaw',
};

const signatures: readonly (readonly [mediaType: string, at: number, text: string])[] = [
  ['audio/wav', 0, 'RIFF'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/mpeg', 0, '\xff\xfb'],
  ['audio/flac', 0, 'fLaC'],
  ['audio/ogg', 0, 'OggS'],
  ['audio/mp4', 4, 'ftyp'],
  ['audio/webm', 0, '\x1aE\xdf\xa3'],
];

/** The container, by its first bytes. */
function recognised(data: Uint8Array): string | undefined {
  return signatures.find(([, at, text]) =>
    [...text].every((character, index) => data[at + index] === character.charCodeAt(0)),
  )?.[0];
}
