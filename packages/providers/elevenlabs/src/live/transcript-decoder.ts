// Messages of live transcription → parts. Guesses are replaced until they are committed; only that is told as text.
import type { KitError, TranscribePart } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { wordsOf } from '../transcribe/words.ts';

type Emit = (part: TranscribePart) => void;

/** Not failures where everything was sent: there was nothing left to commit. */
const nothingLeft: ReadonlySet<string> = new Set(['insufficient_audio_activity', 'commit_throttled']);

const failures: ReadonlySet<string> = new Set([
  'error',
  'auth_error',
  'quota_exceeded',
  'transcriber_error',
  'unaccepted_terms',
  'rate_limited',
  'input_error',
  'invalid_request',
  'queue_overflow',
  'resource_exhausted',
  'session_time_limit_exceeded',
  'chunk_size_exceeded',
]);

export class TranscriptDecoder {
  readonly #failure: (body: unknown) => KitError;
  #guess = '';
  /** The text that was told last, and may come again with its times. */
  #told: string | undefined;
  #begun = false;
  #language: string | undefined;
  #endSeconds: number | undefined;
  #responseId: string | undefined;

  constructor(failure: (body: unknown) => KitError) {
    this.#failure = failure;
  }

  /** True while something was guessed that is not committed. */
  get owes(): boolean {
    return this.#guess.trim() !== '';
  }

  /** @throws KitError a failure that the vendor told */
  message(value: unknown, emit: Emit): void {
    const message = recordOf(value);
    const type = stringOf(message?.message_type);
    if (!message || type === undefined) return;
    if (failures.has(type)) throw this.#failure(message);
    switch (type) {
      case 'session_started':
        this.#responseId = stringOf(message.session_id);
        return;
      case 'partial_transcript':
        this.#guess = stringOf(message.text) ?? '';
        if (this.#guess !== '') emit({ type: 'interim', text: this.#guess });
        return;
      case 'committed_transcript':
      case 'final_transcript':
        this.#told = this.#text(stringOf(message.text) ?? '', emit);
        return;
      case 'committed_transcript_with_timestamps':
      case 'final_transcript_with_timestamps':
        return this.#timed(message, emit);
      default:
        if (nothingLeft.has(type)) this.#guess = '';
        else emit({ type: 'event', event: type });
    }
  }

  finish(): TranscribePart {
    return {
      type: 'finish',
      ...(this.#endSeconds !== undefined && {
        durationSeconds: this.#endSeconds,
        usage: { state: 'estimated', units: { audioSeconds: this.#endSeconds } },
      }),
      ...(this.#language !== undefined && { language: this.#language }),
      ...(this.#responseId !== undefined && { meta: { responseId: this.#responseId } as never }),
    };
  }

  #text(text: string, emit: Emit): string {
    this.#guess = '';
    if (text !== '') {
      emit({ type: 'text', text: this.#begun ? ` ${text}` : text });
      this.#begun = true;
    }
    return text;
  }

  /** The same text may have come without its times already. */
  #timed(message: JsonRecord, emit: Emit): void {
    const text = stringOf(message.text) ?? '';
    if (text !== this.#told) this.#text(text, emit);
    this.#told = undefined;
    this.#language = stringOf(message.language_code) ?? this.#language;
    const words = wordsOf(message.words);
    const [first] = words;
    const last = words.at(-1);
    if (!first || !last) return;
    this.#endSeconds = last.endSeconds;
    emit({ type: 'segment', segment: { text, startSeconds: first.startSeconds, endSeconds: last.endSeconds } });
  }
}
