// The output of a language model → an answer.
import { type AssistantMessage, type ChatResponse, chatResponse, type ResponseMeta, type Warning } from '@kit/core';
import type { ReplicatePrediction } from '../predictions/operation.ts';

/** Tokens are joined as they are. Undefined where the output is no text at all. */
export function outputText(output: unknown): string | undefined {
  if (output === undefined) return '';
  const pieces = (Array.isArray(output) ? output : [output]).filter((piece) => typeof piece === 'string');
  return pieces.length > 0 || (Array.isArray(output) && output.length === 0) ? pieces.join('') : undefined;
}

export function decodeChat(
  prediction: ReplicatePrediction,
  { meta, warnings }: { meta: ResponseMeta; warnings: readonly Warning[] },
): ChatResponse {
  const text = outputText(prediction.output);
  const message: AssistantMessage = {
    role: 'assistant',
    content: text === undefined || text === '' ? [] : [{ type: 'text', text }],
  };
  const odd: Warning[] =
    text === undefined
      ? [{ feature: 'output', detail: 'The model answered something that is no text: see `meta.vendor.output`.' }]
      : [];
  return chatResponse({
    // Nothing says why a model stopped.
    choices: [{ message, finishReason: 'stop', rawFinishReason: prediction.status }],
    meta,
    usage: prediction.usage,
    warnings: [...warnings, ...odd],
  });
}
