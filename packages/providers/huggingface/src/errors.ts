// What failures mean: the router's and the hub's words, those of the engines, and of the hosts behind the router.
import type { ErrorCode, ErrorTable, FailureEvidence } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

export const errors: ErrorTable = (evidence) => {
  const body = recordOf(evidence.body);
  const message = wordsOf(evidence);
  const words = message === undefined ? {} : { message };
  const own = ownCode(evidence.status, message ?? '', stringOf(body?.error_type));
  // A model that is being loaded says how many seconds that takes.
  const seconds = numberOf(body?.estimated_time);
  if (seconds !== undefined && (evidence.status === 503 || evidence.status === 200))
    return { code: 'overloaded', retryAfterMs: Math.ceil(seconds * 1000), ...words };
  if (own) return { code: own, ...words };
  const general = compatibleErrors(evidence);
  if (general) return { ...words, ...general };
  return message === undefined ? undefined : { code: generalCode(evidence), ...words };
};

function ownCode(status: number, message: string, type: string | undefined): ErrorCode | undefined {
  if (status === 402) return 'quota';
  if (status === 400 && /not supported by any provider|is not supported by provider|does not exist/i.test(message))
    return 'not-found';
  if (status === 400 && /not a chat model|not supported for task/i.test(message)) return 'unsupported';
  if (/is currently loading/i.test(message)) return 'overloaded';
  // Text Embeddings Inference; Text Generation Inference says the same in small letters.
  switch (type) {
    case 'Overloaded':
    case 'Unhealthy':
      return 'overloaded';
    case 'Backend':
      return 'server';
    case 'Validation':
    case 'Tokenizer':
      return status === 413 || /must have less than|longer than/i.test(message) ? 'context-length' : 'invalid-request';
    default:
      return undefined;
  }
}

/** `{ error: 'text' }`, `{ error: ['text'] }`, `{ error: { message } }`, `{ message }`, `{ detail }`. */
function wordsOf({ body }: FailureEvidence): string | undefined {
  const listed = arrayOf(recordOf(body)?.error).map(stringOf).filter(Boolean);
  return listed.length > 0 ? listed.join(' ') : readOpenaiFailure(body).message;
}
