// What failures mean at servers that imitate OpenAI: words of their engines first, then OpenAI's own codes.
import type { ErrorCode, ErrorTable, FailureEvidence } from '@kit/core';
import { recordOf } from '@kit/wire';
import { openaiErrors, readOpenaiFailure } from './errors.ts';

/** Words in which vLLM, SGLang, TGI, llama.cpp and their hosts say that a prompt is too long. */
const tooLong =
  /maximum context length|context length is only|context_length_exceeded|exceeds the available context size|exceed_context_size|`?inputs`? tokens \+ `?max_new_tokens`? must be <=|longer than the maximum model length|too many tokens|prompt is too long/i;

/** The table of a server that imitates OpenAI; a vendor asks its own words first: `(evidence) => own(evidence) ?? compatibleErrors(evidence)`. */
export const compatibleErrors: ErrorTable = (evidence) => {
  const code = engineCode(evidence);
  return code === undefined ? openaiErrors(evidence) : { code };
};

function engineCode({ status, body }: FailureEvidence): ErrorCode | undefined {
  const refused = status === 200 || status === 400 || status === 413 || status === 422 || status === 500;
  if (refused && tooLong.test(readOpenaiFailure(body).message ?? '')) return 'context-length';
  return tgiCode(status, recordOf(body)?.error_type);
}

/** Text Generation Inference: `{ error: 'text', error_type }`. Its 429 means that the queue is full, not that one asks too often. */
function tgiCode(status: number, type: unknown): ErrorCode | undefined {
  if (type === 'overloaded' || type === 'unhealthy') return 'overloaded';
  if (type === 'generation' || type === 'incomplete_generation' || type === 'Incomplete generation') return 'server';
  if (type === 'validation' && status !== 401 && status !== 403) return 'invalid-request';
  return undefined;
}
