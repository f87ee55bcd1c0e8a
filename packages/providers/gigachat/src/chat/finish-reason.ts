// Why an answer ended, in GigaChat's words.
import type { FinishReason } from '@kit/core';

const words: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  function_call: 'tool-calls',
  tool_calls: 'tool-calls',
  /** The content is a refusal that was written beforehand. */
  blacklist: 'content-filter',
  /** The model made arguments that are none. */
  error: 'error',
};

export function finishReasonOf(word: string | undefined, calls: boolean): FinishReason {
  if (word === undefined) return calls ? 'tool-calls' : 'stop';
  const reason = Object.hasOwn(words, word) ? (words[word] as FinishReason) : 'other';
  if (reason === 'stop' && calls) return 'tool-calls';
  return reason === 'tool-calls' && !calls ? 'stop' : reason;
}
