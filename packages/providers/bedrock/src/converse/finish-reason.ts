// Why an answer ended.
import type { FinishReason } from '@kit/core';

const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  content_filtered: 'content-filter',
  guardrail_intervened: 'content-filter',
  refusal: 'content-filter',
  malformed_model_output: 'error',
  malformed_tool_use: 'error',
};

/** `calls`: whether the answer calls tools, which some models end with `end_turn`. `answered`: through a tool of ours. */
export function finishReasonOf(
  word: string | undefined,
  { calls, answered }: { readonly calls: boolean; readonly answered: boolean },
): FinishReason {
  const reason = word !== undefined && Object.hasOwn(reasons, word) ? (reasons[word] as FinishReason) : 'other';
  if (reason === 'stop' && calls) return 'tool-calls';
  return reason === 'tool-calls' && answered && !calls ? 'stop' : reason;
}
