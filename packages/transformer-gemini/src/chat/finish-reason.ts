// Why the model stopped, in unified words.
import type { FinishReason } from '@kit/core';

const reasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  // Gemini 4: one request's share of a longer answer.
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  MODEL_ARMOR: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'error',
  MALFORMED_RESPONSE: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
};

/** `STOP` after function calls means that the caller has to answer them. */
export function finishReasonOf(word: string | undefined, calledFunctions: boolean): FinishReason {
  const reason = word !== undefined && Object.hasOwn(reasons, word) ? (reasons[word] as FinishReason) : 'other';
  return reason === 'stop' && calledFunctions ? 'tool-calls' : reason;
}
