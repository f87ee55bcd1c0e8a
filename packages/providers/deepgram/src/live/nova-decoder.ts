// Version 1: results that are interim until they are final, utterances that end with silence, metadata as the last word.
import type { ResponseMeta, TranscribePart, TranscriptSegment, TranscriptWord, Usage } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { listenUsage } from '../listen/usage.ts';
import { wordsOf } from '../listen/words.ts';
import type { Failure, MessageDecoder } from './message-decoder.ts';
import { TranscriptText } from './transcript-text.ts';

/** What was said on a channel since its last utterance. */
interface Utterance {
  readonly texts: string[];
  readonly words: TranscriptWord[];
  startSeconds: number;
  endSeconds: number;
}

export class NovaDecoder implements MessageDecoder {
  readonly #failure: Failure;
  readonly #text = new TranscriptText();
  /** By channel. */
  readonly #utterances = new Map<number, Utterance>();
  #started = false;
  #identity: { readonly responseId?: string; readonly model?: string } = {};
  #language: string | undefined;
  #metadata: JsonRecord | undefined;

  constructor(failure: Failure) {
    this.#failure = failure;
  }

  message(data: string, out: TranscribePart[]): void {
    const message = recordOf(parseJson(data));
    if (!message) return;
    switch (message.type) {
      case 'Results':
        return this.#results(message, out);
      case 'SpeechStarted':
        this.#start(out);
        return void out.push(eventPart('speech-started', numberOf(message.timestamp)));
      case 'UtteranceEnd':
        this.#start(out);
        this.#endUtterance(firstOf(message.channel), out);
        return void out.push(eventPart('utterance-end', numberOf(message.last_word_end)));
      case 'Metadata':
        this.#identify(message);
        this.#metadata = message;
        return;
      case 'Error':
        throw this.#failure(message);
      default:
        return;
    }
  }

  end(out: TranscribePart[]): boolean {
    for (const channel of [...this.#utterances.keys()]) this.#endUtterance(channel, out);
    const metadata = this.#metadata;
    if (!metadata) return false;
    this.#start(out);
    const usage: Usage | undefined = listenUsage(metadata);
    const durationSeconds = numberOf(metadata.duration);
    out.push({
      type: 'finish',
      ...(usage && { usage }),
      ...(this.#language !== undefined && { language: this.#language }),
      ...(durationSeconds !== undefined && { durationSeconds }),
      // Events may stand before the first message that says whose they are.
      meta: this.#identity as ResponseMeta,
    });
    return true;
  }

  #results(message: JsonRecord, out: TranscribePart[]): void {
    this.#identify(recordOf(message.metadata) ?? {});
    this.#start(out);
    const alternative = recordOf(arrayOf(recordOf(message.channel)?.alternatives)[0]) ?? {};
    const transcript = stringOf(alternative.transcript) ?? '';
    const channel = firstOf(message.channel_index);
    this.#language ??= stringOf(arrayOf(alternative.languages)[0]);
    // Silence is told too: as a result without words.
    if (transcript !== '') {
      if (message.is_final === true) {
        this.#text.add(transcript, out);
        this.#collect(channel, transcript, alternative, message);
      } else out.push({ type: 'interim', text: transcript });
    }
    if (message.speech_final === true || message.from_finalize === true) {
      this.#endUtterance(channel, out);
      const start = numberOf(message.start);
      const duration = numberOf(message.duration);
      const at = start === undefined || duration === undefined ? undefined : start + duration;
      out.push(eventPart(message.from_finalize === true ? 'finalized' : 'speech-final', at));
    }
  }

  #identify(known: JsonRecord): void {
    const responseId = stringOf(known.request_id);
    const model = stringOf(recordOf(known.model_info)?.name);
    this.#identity = {
      ...this.#identity,
      ...(responseId !== undefined && { responseId }),
      ...(model !== undefined && { model }),
    };
  }

  #start(out: TranscribePart[]): void {
    if (this.#started) return;
    this.#started = true;
    out.unshift({ type: 'start', ...this.#identity });
  }

  #collect(channel: number, text: string, alternative: JsonRecord, message: JsonRecord): void {
    const words = wordsOf(alternative.words);
    const from = numberOf(message.start) ?? 0;
    const startSeconds = words[0]?.startSeconds ?? from;
    const endSeconds = words.at(-1)?.endSeconds ?? from + (numberOf(message.duration) ?? 0);
    const open = this.#utterances.get(channel);
    if (!open) {
      this.#utterances.set(channel, { texts: [text], words: [...words], startSeconds, endSeconds });
      return;
    }
    open.texts.push(text);
    open.words.push(...words);
    open.endSeconds = Math.max(open.endSeconds, endSeconds);
  }

  #endUtterance(channel: number, out: TranscribePart[]): void {
    const utterance = this.#utterances.get(channel);
    if (!utterance) return;
    this.#utterances.delete(channel);
    const { texts, words, startSeconds, endSeconds } = utterance;
    const segment = { text: texts.join(' '), startSeconds, endSeconds, ...speakerAndConfidenceOf(words) };
    out.push({ type: 'segment', segment });
  }
}

/** The speaker, if one alone speaks; the mean confidence. */
export function speakerAndConfidenceOf(
  words: readonly TranscriptWord[],
): Pick<TranscriptSegment, 'speaker' | 'confidence'> {
  const speakers = new Set(words.map((word) => word.speaker));
  const [speaker] = speakers;
  const known = words.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]));
  const confidence = known.reduce((sum, value) => sum + value, 0) / known.length;
  return {
    ...(speakers.size === 1 && speaker !== undefined && { speaker }),
    ...(known.length > 0 && { confidence }),
  };
}

/** −1 stands for "no word yet". */
export function eventPart(event: string, atSeconds: number | undefined): TranscribePart {
  return { type: 'event', event, ...(atSeconds !== undefined && atSeconds >= 0 && { atSeconds }) };
}

/** `[0, 1]`: channel 0 of 1. */
function firstOf(channelIndex: unknown): number {
  return numberOf(arrayOf(channelIndex)[0]) ?? 0;
}
