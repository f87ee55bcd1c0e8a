// speechStream: the same request; its sound is handed out as it arrives.
import type { OperationDeclaration, PartDecoder, SpeechPart, StreamTransformer, WireHeaders } from '@kit/core';
import { encodeSpeech } from './encode-speech.ts';
import { isText, noSound, speechMeta, speechUsage } from './speech-meta.ts';

const streamTransformer: StreamTransformer<'speechStream'> = {
  framing: 'bytes',
  encode: encodeSpeech,
  decoder: (_state, _context, { headers }) => new SpeechDecoder(headers),
};

class SpeechDecoder implements PartDecoder<SpeechPart> {
  readonly done = false;
  readonly finished = false;
  readonly #headers: WireHeaders;
  #started = false;

  constructor(headers: WireHeaders) {
    this.#headers = headers;
  }

  event(data: string | Uint8Array, out: SpeechPart[]): void {
    if (typeof data === 'string' || data.length === 0) return;
    if (!this.#started) {
      if (isText(this.#headers)) throw noSound(this.#headers);
      this.#started = true;
      const { model, responseId } = speechMeta(this.#headers);
      const mediaType = this.#headers['content-type'];
      out.push({
        type: 'start',
        ...(responseId !== undefined && { responseId }),
        ...(model !== undefined && { model }),
        ...(mediaType !== undefined && { mediaType }),
      });
    }
    out.push({ type: 'audio', data });
  }

  /** The body's end is the sound's; one without any sound is none. */
  end(out: SpeechPart[]): boolean {
    if (!this.#started) return false;
    const usage = speechUsage(this.#headers);
    out.push({ type: 'finish', ...(usage && { usage }) });
    return true;
  }
}

export const speechStreamDeclaration: OperationDeclaration<'speechStream'> = {
  endpoint: { path: '/speak' },
  streamTransformer,
};
