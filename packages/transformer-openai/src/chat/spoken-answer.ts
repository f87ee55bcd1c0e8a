// A spoken answer being read: it comes in pieces, and the sound is handed out whole.
import type { AudioPart, StreamPart } from '@kit/core';
import { type JsonRecord, stringOf } from '@kit/wire';
import { audioTypeOf } from '../reply/media.ts';
import type { ChoiceReaderOptions } from './choice-reader.ts';

export class SpokenAnswer {
  #id = '';
  #data = '';
  #transcript = '';

  /** The words are told as they come. */
  add(audio: JsonRecord, out: StreamPart[]): void {
    this.#id ||= stringOf(audio.id) ?? '';
    this.#data += stringOf(audio.data) ?? '';
    const words = stringOf(audio.transcript) ?? '';
    this.#transcript += words;
    if (words !== '') out.push({ type: 'progress', activity: 'audio', detail: words });
  }

  /** Undefined if nothing was said. */
  part({ state, opaque }: Pick<ChoiceReaderOptions, 'state' | 'opaque'>): AudioPart | undefined {
    if (this.#id === '' && this.#data === '' && this.#transcript === '') return undefined;
    return {
      type: 'audio',
      source: { data: this.#data, mediaType: audioTypeOf(state.audioType ?? 'wav') },
      ...(this.#transcript !== '' && { transcript: this.#transcript }),
      ...(this.#id !== '' && { vendor: opaque({ id: this.#id }) }),
    };
  }
}
