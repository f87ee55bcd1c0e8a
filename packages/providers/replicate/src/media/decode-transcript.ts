// Outputs of speech recognisers: a text, pieces of one, or an object with segments or chunks.
import type { TranscribeResponse, TranscriptSegment, TranscriptWord } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export type Transcript = Pick<TranscribeResponse, 'text' | 'language' | 'segments' | 'words'>;

export function decodeTranscript(output: unknown): Transcript {
  const told = recordOf(output);
  if (!told) return { text: plainText(output) };
  const segments = segmentsOf(told);
  const words = wordsOf(told);
  const language = stringOf(told.detected_language) ?? stringOf(told.language);
  const text =
    stringOf(told.transcription) ??
    stringOf(told.text) ??
    stringOf(told.translation) ??
    segments.map((segment) => segment.text).join('');
  return {
    text: text.trim(),
    ...(language !== undefined && { language }),
    ...(segments.length > 0 && { segments }),
    ...(words.length > 0 && { words }),
  };
}

function plainText(output: unknown): string {
  const pieces = (Array.isArray(output) ? output : [output]).filter((piece) => typeof piece === 'string');
  return pieces.join('');
}

/** Whisper: `segments[{start,end,text}]`; its fast cousin: `chunks[{timestamp:[start,end],text}]`. */
function segmentsOf(told: JsonRecord): TranscriptSegment[] {
  return [...arrayOf(told.segments), ...arrayOf(told.chunks)].filter(isRecord).flatMap((row) => {
    const times = timesOf(row);
    const speaker = speakerOf(row);
    const text = stringOf(row.text);
    if (!times || text === undefined) return [];
    return [{ text, ...times, ...(speaker !== undefined && { speaker }) }];
  });
}

function wordsOf(told: JsonRecord): TranscriptWord[] {
  const rows = [...arrayOf(told.words), ...arrayOf(told.segments).flatMap((row) => arrayOf(recordOf(row)?.words))];
  return rows.filter(isRecord).flatMap((row) => {
    const times = timesOf(row);
    const text = stringOf(row.word) ?? stringOf(row.text);
    if (!times || text === undefined) return [];
    const confidence = numberOf(row.score) ?? numberOf(row.probability) ?? numberOf(row.confidence);
    const speaker = speakerOf(row);
    return [
      {
        text: text.trim(),
        ...times,
        ...(speaker !== undefined && { speaker }),
        ...(confidence !== undefined && { confidence }),
      },
    ];
  });
}

function speakerOf(row: JsonRecord): string | undefined {
  const speaker = stringOf(row.speaker) ?? numberOf(row.speaker);
  return speaker === undefined ? undefined : String(speaker);
}

function timesOf(row: JsonRecord): { startSeconds: number; endSeconds: number } | undefined {
  const [from, to] = arrayOf(row.timestamp);
  const startSeconds = numberOf(row.start) ?? numberOf(from);
  if (startSeconds === undefined) return undefined;
  // The last chunk of a recording that was cut has no end.
  return { startSeconds, endSeconds: numberOf(row.end) ?? numberOf(to) ?? startSeconds };
}
