// Sends the audio of a live session, piece by piece.
import { KitError, type Session, type TranscribeRequest, toKitError } from '@kit/core';
import { base64ToBytes, bytesToBase64, parsePcmMediaType } from '@kit/wire';

/** What is sent. */
export type LiveMessage =
  | { readonly type: 'session.update'; readonly session: { readonly audio_format: AudioFormat } }
  | { readonly type: 'input_audio.append'; readonly audio: string };

interface AudioFormat {
  readonly encoding: string;
  readonly sample_rate: number;
}

/** The vendor takes a quarter of a megabyte at once; a recording that is all there goes in smaller pieces. */
const pieceBytes = 32 * 1024;

/** The audio of one session on its way. */
export class AudioPump {
  /** What the source threw, or what broke the session. */
  failure: KitError | undefined;
  readonly #pieces: AsyncGenerator<Uint8Array>;
  readonly #format: AudioFormat | undefined;

  constructor({ audio, mediaType }: TranscribeRequest) {
    this.#pieces = piecesOf(audio);
    this.#format = formatOf(mediaType ?? ('mediaType' in audio ? audio.mediaType : undefined));
  }

  /** Sends everything and says that this was all. Never rejects: an error of the source is noted, and closes the session. */
  async run(session: Session<LiveMessage, unknown>): Promise<void> {
    try {
      if (this.#format) await session.send({ type: 'session.update', session: { audio_format: this.#format } });
      for await (const piece of this.#pieces) {
        for (let at = 0; at < piece.length; at += pieceBytes)
          await session.send({ type: 'input_audio.append', audio: bytesToBase64(piece.subarray(at, at + pieceBytes)) });
      }
      await session.end();
    } catch (error) {
      this.failure = toKitError(error, 'invalid-request');
      session.close(this.failure);
    }
  }

  /** A source that waits for its next piece is left as soon as that has come. */
  stop(): void {
    this.#pieces.return(undefined).catch(() => {});
  }
}

/** `audio/pcm;rate=16000` says how the samples are made; without it the vendor takes 16 bits at 16 kHz. */
function formatOf(mediaType: string | undefined): AudioFormat | undefined {
  const raw = mediaType?.includes('rate=') ? parsePcmMediaType(mediaType) : undefined;
  return raw && { encoding: 'pcm_s16le', sample_rate: raw.sampleRateHz };
}

async function* piecesOf(audio: TranscribeRequest['audio']): AsyncGenerator<Uint8Array> {
  if (audio instanceof Uint8Array) yield audio;
  else if (Symbol.asyncIterator in audio) yield* audio;
  else if ('data' in audio) {
    const data = typeof audio.data === 'string' ? base64ToBytes(audio.data) : audio.data;
    if (!data)
      throw new KitError('invalid-request', 'transcribeStream: `audio.data` is not base64.', { field: 'audio' });
    yield data;
  } else
    throw new KitError('unsupported', 'transcribeStream: live audio must be bytes or a stream of them, not a link.', {
      field: 'audio',
    });
}
