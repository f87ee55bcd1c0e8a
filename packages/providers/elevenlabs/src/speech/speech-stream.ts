// speechStream: the sound as it is made, alone or in lines of JSON with the times of its characters.
import type { OperationDeclaration, PartDecoder, SpeechPart, StreamTransformer, WireHeaders } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes, recordOf, stringOf } from '@kit/wire';
import { encodeSpeech, type SpeechState, wantsTimestamps } from './encode-speech.ts';
import { invalidSound } from './speech.ts';
import { alignmentOf, isNoSound, noSound, speechMeta, speechUsage } from './speech-meta.ts';

export function speechStreamOperation(voice: string | undefined): ShownOperation<'speechStream'> {
  const encode: StreamTransformer<'speechStream', SpeechState>['encode'] = (request, context) =>
    encodeSpeech(request, context, { suffix: '/stream', voice, takesWav: false });
  const declared = (
    framing: 'bytes' | 'ndjson',
    Decoder: typeof SoundDecoder | typeof LinesDecoder,
  ): OperationDeclaration<'speechStream'> => ({
    endpoint: { path: '/v1/text-to-speech' },
    streamTransformer: {
      framing,
      encode,
      decoder: (state, _context, { headers }) => new Decoder(state as SpeechState, headers),
    } as StreamTransformer<'speechStream'>,
  });
  const sound = declared('bytes', SoundDecoder);
  const lines = declared('ndjson', LinesDecoder);
  return {
    handle: (call, exchange) => exchange.run(call, wantsTimestamps(call.request, exchange.codec(call)) ? lines : sound),
    inspect: ({ request }, codec) => encode(request, codec),
  };
}

class SoundDecoder implements PartDecoder<SpeechPart> {
  readonly done = false;
  readonly finished = false;
  readonly headers: WireHeaders;
  readonly #state: SpeechState;
  #started = false;

  constructor(state: SpeechState, headers: WireHeaders) {
    this.#state = state;
    this.headers = headers;
  }

  event(data: string | Uint8Array, out: SpeechPart[]): void {
    if (typeof data === 'string' || data.length === 0) return;
    if (!this.#started && isNoSound(this.headers)) throw noSound(this.headers);
    this.sound(data, out);
  }

  sound(data: Uint8Array, out: SpeechPart[]): void {
    this.start(out);
    out.push({ type: 'audio', data });
  }

  start(out: SpeechPart[]): void {
    if (this.#started) return;
    this.#started = true;
    const { format, model } = this.#state;
    const told = this.headers['content-type'] ?? '';
    const mediaType = told.startsWith('audio/') ? told : format.mediaType;
    out.push({ type: 'start', ...speechMeta(this.headers, model), mediaType });
  }

  /** The body's end is the sound's; one without any sound is none. */
  end(out: SpeechPart[]): boolean {
    if (!this.#started) return false;
    const usage = speechUsage(this.headers);
    out.push({ type: 'finish', ...(usage && { usage }) });
    return true;
  }
}

/** Lines of `{ audio_base64, alignment, normalized_alignment }`; blank lines stand between some of them. */
class LinesDecoder extends SoundDecoder {
  /** What is no JSON says nothing. */
  override event(): void {}

  json(value: unknown, out: SpeechPart[]): void {
    const line = recordOf(value);
    const base64 = stringOf(line?.audio_base64);
    if (base64) {
      const data = base64ToBytes(base64);
      if (!data) throw invalidSound();
      this.sound(data, out);
    }
    const units = alignmentOf(line);
    if (units.length === 0) return;
    this.start(out);
    out.push({ type: 'alignment', units });
  }
}
