// Why an answer ended, in one vocabulary.
import type { FinishReason } from '@kit/core';

const words: Readonly<Record<string, FinishReason>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool-calls',
  ERROR: 'error',
  TIMEOUT: 'error',
  // Of the older API, still seen.
  ERROR_TOXIC: 'content-filter',
  ERROR_LIMIT: 'length',
};

export function finishReasonOf(word: string | undefined): FinishReason {
  return word !== undefined && Object.hasOwn(words, word) ? (words[word] as FinishReason) : 'other';
}
