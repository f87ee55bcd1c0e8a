// Words and what stands around them, as all of Deepgram's answers have them.
import type { TranscriptSegment, TranscriptWord } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, stringOf } from '@kit/wire';

/** Words with a time; those without one have no place. */
export function wordsOf(rows: unknown): TranscriptWord[] {
  return arrayOf(rows)
    .filter(isRecord)
    .flatMap((row) => {
      const text = stringOf(row.punctuated_word) ?? stringOf(row.word);
      const times = timesOf(row);
      return text === undefined || !times ? [] : [{ text, ...times, ...speakerAndConfidence(row) }];
    });
}

export function timesOf(row: JsonRecord): { startSeconds: number; endSeconds: number } | undefined {
  const startSeconds = numberOf(row.start);
  const endSeconds = numberOf(row.end);
  return startSeconds === undefined || endSeconds === undefined ? undefined : { startSeconds, endSeconds };
}

export function speakerAndConfidence(row: JsonRecord): Pick<TranscriptSegment, 'speaker' | 'confidence'> {
  const speaker = numberOf(row.speaker) ?? stringOf(row.speaker);
  const confidence = numberOf(row.confidence);
  return {
    ...(speaker !== undefined && { speaker: String(speaker) }),
    ...(confidence !== undefined && { confidence }),
  };
}
