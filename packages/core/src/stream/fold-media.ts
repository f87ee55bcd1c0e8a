// Folds of the audio streams.
import type {
  SpeechPart,
  SpeechResponse,
  SpokenUnit,
  TranscribePart,
  TranscribeResponse,
  TranscriptSegment,
} from '../model/media.ts';
import type { Cost, ResponseMeta } from '../model/result.ts';
import type { Usage } from '../model/usage.ts';
import type { Warning } from '../warnings.ts';
import type { Fold } from './fold.ts';

const noMeta: ResponseMeta = { provider: '', timings: {}, attempts: [] };

export function foldSpeech(): Fold<SpeechPart, SpeechResponse> {
  return new SpeechFold();
}

export function foldTranscript(): Fold<TranscribePart, TranscribeResponse> {
  return new TranscriptFold();
}

class SpeechFold implements Fold<SpeechPart, SpeechResponse> {
  readonly #chunks: Uint8Array[] = [];
  readonly #alignment: SpokenUnit[] = [];
  readonly #warnings: Warning[] = [];
  #cost: Cost | undefined;
  #meta = noMeta;
  #mediaType: string | undefined;
  usage: Usage | undefined = undefined;
  readonly characters = 0;

  add(batch: readonly SpeechPart[]): void {
    for (const part of batch) {
      if (part.type === 'audio') this.#chunks.push(part.data);
      else if (part.type === 'alignment') this.#alignment.push(...part.units);
      else if (part.type === 'warning') this.#warnings.push(part.warning);
      else if (part.type === 'start') {
        this.#mediaType = part.mediaType ?? this.#mediaType;
        this.#meta = part.meta ?? this.#meta;
      } else if (part.type === 'finish') {
        this.usage = part.usage;
        this.#cost = part.cost;
        this.#meta = part.meta ?? this.#meta;
      }
    }
  }

  result(): SpeechResponse {
    return {
      audio: {
        data: joinBytes(this.#chunks),
        ...(this.#mediaType !== undefined && { mediaType: this.#mediaType }),
        ...(this.#alignment.length > 0 && { alignment: [...this.#alignment] }),
      },
      meta: this.#meta,
      warnings: [...this.#warnings],
      ...(this.usage && { usage: this.usage }),
      ...(this.#cost && { cost: this.#cost }),
    };
  }
}

class TranscriptFold implements Fold<TranscribePart, TranscribeResponse> {
  #text = '';
  readonly #segments: TranscriptSegment[] = [];
  readonly #warnings: Warning[] = [];
  #finish: Extract<TranscribePart, { type: 'finish' }> | undefined;
  #meta = noMeta;

  get usage(): Usage | undefined {
    return this.#finish?.usage;
  }

  get characters(): number {
    return this.#text.length;
  }

  add(batch: readonly TranscribePart[]): void {
    for (const part of batch) {
      if (part.type === 'text') this.#text += part.text;
      else if (part.type === 'segment') this.#segments.push(part.segment);
      else if (part.type === 'warning') this.#warnings.push(part.warning);
      else if (part.type === 'start') this.#meta = part.meta ?? this.#meta;
      else if (part.type === 'finish') this.#finish = part;
    }
  }

  result(): TranscribeResponse {
    const finish = this.#finish;
    return {
      text: this.#text,
      ...(this.#segments.length > 0 && { segments: [...this.#segments] }),
      ...(finish?.language !== undefined && { language: finish.language }),
      ...(finish?.durationSeconds !== undefined && { durationSeconds: finish.durationSeconds }),
      ...(finish?.usage && { usage: finish.usage }),
      ...(finish?.cost && { cost: finish.cost }),
      meta: finish?.meta ?? this.#meta,
      warnings: [...this.#warnings],
    };
  }
}

function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((bytes, chunk) => bytes + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
