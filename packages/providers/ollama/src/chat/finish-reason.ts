// Why an answer ended, in one vocabulary.
import type { FinishReason } from '@kit/core';

/** Older servers say nothing: then the answer simply ended. Tool calls end with `stop` too. */
export function finishReasonOf(word: string | undefined, calledTools: boolean): FinishReason {
  switch (word) {
    case undefined:
    case '':
    case 'stop':
      return calledTools ? 'tool-calls' : 'stop';
    case 'length':
      return 'length';
    default:
      // `load` and `unload`: nothing was asked but that the model be there, or not.
      return 'other';
  }
}
