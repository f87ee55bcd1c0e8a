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
  const chunks: Uint8Array[] = [];
  const alignment: SpokenUnit[] = [];
  const warnings: Warning[] = [];
  let usage: Usage | undefined;
  let cost: Cost | undefined;
  let meta = noMeta;
  let mediaType: string | undefined;
  return {
    add(batch) {
      for (const part of batch) {
        if (part.type === 'audio') chunks.push(part.data);
        else if (part.type === 'alignment') alignment.push(...part.units);
        else if (part.type === 'warning') warnings.push(part.warning);
        else if (part.type === 'start') {
          mediaType = part.mediaType ?? mediaType;
          meta = part.meta ?? meta;
        } else if (part.type === 'finish') {
          usage = part.usage;
          cost = part.cost;
          meta = part.meta ?? meta;
        }
      }
    },
    get usage() {
      return usage;
    },
    characters: 0,
    result: () => ({
      audio: {
        data: joinBytes(chunks),
        ...(mediaType !== undefined && { mediaType }),
        ...(alignment.length > 0 && { alignment }),
      },
      meta,
      warnings: [...warnings],
      ...(usage && { usage }),
      ...(cost && { cost }),
    }),
  };
}

export function foldTranscript(): Fold<TranscribePart, TranscribeResponse> {
  let text = '';
  const segments: TranscriptSegment[] = [];
  const warnings: Warning[] = [];
  let finish: Extract<TranscribePart, { type: 'finish' }> | undefined;
  let meta = noMeta;
  return {
    add(batch) {
      for (const part of batch) {
        if (part.type === 'text') text += part.text;
        else if (part.type === 'segment') segments.push(part.segment);
        else if (part.type === 'warning') warnings.push(part.warning);
        else if (part.type === 'start') meta = part.meta ?? meta;
        else if (part.type === 'finish') finish = part;
      }
    },
    get usage() {
      return finish?.usage;
    },
    get characters() {
      return text.length;
    },
    result: () => ({
      text,
      ...(segments.length > 0 && { segments }),
      ...(finish?.language !== undefined && { language: finish.language }),
      ...(finish?.durationSeconds !== undefined && { durationSeconds: finish.durationSeconds }),
      ...(finish?.usage && { usage: finish.usage }),
      ...(finish?.cost && { cost: finish.cost }),
      meta: finish?.meta ?? meta,
      warnings: [...warnings],
    }),
  };
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
