// Version 2 (Flux): turns, each with a transcript that is told again and again from its beginning.
import type { TranscribePart } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { wordsOf } from '../listen/words.ts';
import type { Failure, MessageDecoder } from './message-decoder.ts';
import { eventPart, speakerAndConfidenceOf } from './nova-decoder.ts';
import { TranscriptText } from './transcript-text.ts';

const eventNames: Readonly<Record<string, string | undefined>> = {
  StartOfTurn: 'start-of-turn',
  EagerEndOfTurn: 'eager-end-of-turn',
  TurnResumed: 'turn-resumed',
  EndOfTurn: 'end-of-turn',
};

export class FluxDecoder implements MessageDecoder {
  readonly #failure: Failure;
  readonly #text = new TranscriptText();
  #started = false;
  /** The turn that has begun and has not ended. */
  #open: JsonRecord | undefined;
  #language: string | undefined;
  #heardSeconds = 0;

  constructor(failure: Failure) {
    this.#failure = failure;
  }

  message(data: string, out: TranscribePart[]): void {
    const message = recordOf(parseJson(data));
    if (!message) return;
    switch (message.type) {
      case 'Connected':
        return this.#start(message, out);
      case 'TurnInfo':
        return this.#turn(message, out);
      case 'ConfigureSuccess':
        return void out.push(eventPart('configured', undefined));
      case 'ConfigureFailure':
        return void out.push(eventPart('configure-failed', undefined));
      case 'Error':
        throw this.#failure(message);
      default:
        return;
    }
  }

  /** Nothing but the closing says that it is over; a turn that was still open is no less said. */
  end(out: TranscribePart[]): boolean {
    this.#start({}, out);
    if (this.#open) this.#endTurn(this.#open, out);
    const durationSeconds = this.#heardSeconds;
    out.push({
      type: 'finish',
      ...(durationSeconds > 0 && {
        durationSeconds,
        usage: { state: 'reported', units: { audioSeconds: durationSeconds } },
      }),
      ...(this.#language !== undefined && { language: this.#language }),
    });
    return true;
  }

  #turn(message: JsonRecord, out: TranscribePart[]): void {
    this.#start(message, out);
    this.#heardSeconds = Math.max(this.#heardSeconds, numberOf(message.audio_window_end) ?? 0);
    this.#language = stringOf(arrayOf(message.languages)[0]) ?? this.#language;
    const event = stringOf(message.event) ?? 'Update';
    if (event === 'EndOfTurn') this.#endTurn(message, out);
    else {
      this.#open = message;
      const text = stringOf(message.transcript) ?? '';
      if (text !== '') out.push({ type: 'interim', text });
    }
    const name = eventNames[event];
    if (name !== undefined) out.push(eventPart(name, numberOf(message.audio_window_end)));
  }

  #endTurn(message: JsonRecord, out: TranscribePart[]): void {
    this.#open = undefined;
    const text = stringOf(message.transcript) ?? '';
    if (text === '') return;
    const words = wordsOf(message.words);
    this.#text.add(text, out);
    out.push({
      type: 'segment',
      segment: {
        text,
        startSeconds: words[0]?.startSeconds ?? numberOf(message.audio_window_start) ?? 0,
        endSeconds: words.at(-1)?.endSeconds ?? numberOf(message.audio_window_end) ?? 0,
        ...speakerAndConfidenceOf(words),
      },
    });
  }

  #start(message: JsonRecord, out: TranscribePart[]): void {
    if (this.#started) return;
    this.#started = true;
    const responseId = stringOf(message.request_id);
    out.unshift({ type: 'start', ...(responseId !== undefined && { responseId }) });
  }
}
