// Stop reasons of the wire and their unified meaning.
import type { FinishReason } from '@kit/core';

/** What an answer holds that its stop reason has to be read with. */
export interface AnswerShape {
  /** Calls that the caller has to answer. */
  readonly toolCalls: number;
  /** True if the answer came through the tool for structured answers. */
  readonly answered: boolean;
}

export function decodeFinishReason(stopReason: string | undefined, { toolCalls, answered }: AnswerShape): FinishReason {
  switch (stopReason) {
    case 'end_turn':
    case 'stop_sequence':
      // Imitators end a turn that calls a tool with the plain word.
      return toolCalls > 0 ? 'tool-calls' : 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'tool_use':
      return answered && toolCalls === 0 ? 'stop' : 'tool-calls';
    case 'refusal':
      return 'content-filter';
    case undefined:
      if (toolCalls > 0) return 'tool-calls';
      return answered ? 'stop' : 'other';
    default: // pause_turn, compaction, and what is not known yet
      return 'other';
  }
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  error: 'end_turn',
  other: 'end_turn',
};

/** The wire's word: the vendor's own where it is one of this wire's and means the same. */
export function encodeFinishReason(finishReason: FinishReason, raw: string | undefined, toolCalls: number): string {
  if (
    raw !== undefined &&
    isStopReason(raw) &&
    decodeFinishReason(raw, { toolCalls, answered: false }) === finishReason
  )
    return raw;
  return words[finishReason];
}

const stopReasons: ReadonlySet<string> = new Set([
  'end_turn',
  'stop_sequence',
  'max_tokens',
  'model_context_window_exceeded',
  'tool_use',
  'refusal',
  'pause_turn',
  'compaction',
]);
const isStopReason = (word: string): boolean => stopReasons.has(word);
