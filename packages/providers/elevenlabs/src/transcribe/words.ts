// Words, and the turns of speakers that are made of them.
import type { TranscriptSegment, TranscriptWord } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, stringOf } from '@kit/wire';

/** Words and sounds that are no words ("(laughs)"); the spaces between them are told too, and left out. */
export function wordsOf(rows: unknown): TranscriptWord[] {
  return arrayOf(rows)
    .filter(isRecord)
    .flatMap((row) => {
      const text = stringOf(row.text);
      const startSeconds = numberOf(row.start);
      const endSeconds = numberOf(row.end);
      if (row.type === 'spacing' || text === undefined || startSeconds === undefined || endSeconds === undefined)
        return [];
      return [{ text, startSeconds, endSeconds, ...speakerAndConfidence(row) }];
    });
}

function speakerAndConfidence({ speaker_id: id, logprob }: JsonRecord): Pick<TranscriptWord, 'speaker' | 'confidence'> {
  const speaker = stringOf(id);
  const probability = numberOf(logprob);
  return {
    ...(speaker !== undefined && { speaker }),
    ...(probability !== undefined && { confidence: Math.exp(Math.min(0, probability)) }),
  };
}

/** One segment for each turn; none where no speaker is told. */
export function turnsOf(words: readonly TranscriptWord[]): TranscriptSegment[] {
  const turns: { text: string; startSeconds: number; endSeconds: number; speaker: string }[] = [];
  for (const { text, startSeconds, endSeconds, speaker } of words) {
    if (speaker === undefined) continue;
    const last = turns.at(-1);
    if (last?.speaker !== speaker) turns.push({ text, startSeconds, endSeconds, speaker });
    else {
      last.text += ` ${text}`;
      last.endSeconds = endSeconds;
    }
  }
  return turns;
}
