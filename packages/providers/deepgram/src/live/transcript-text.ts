// The text of a live transcript: final pieces, with a space between them.
import type { TranscribePart } from '@kit/core';

export class TranscriptText {
  #begun = false;

  add(text: string, out: TranscribePart[]): void {
    if (text === '') return;
    out.push({ type: 'text', text: this.#begun ? ` ${text}` : text });
    this.#begun = true;
  }
}
