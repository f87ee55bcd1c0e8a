// What failures mean at servers that imitate OpenAI: its own codes first, then the shapes of those that have others.
import type { ErrorCode, ErrorTable, FailureEvidence } from '@kit/core';
import { failureMessage } from '@kit/http';
import { openaiErrors } from '@kit/transformer-openai';
import { recordOf, stringOf } from '@kit/wire';

export const errors: ErrorTable = (evidence) => {
  const code = ownCode(evidence);
  if (code !== undefined) return { code };
  if (isMissingPath(evidence))
    return { code: 'not-found', message: `${wordsOf(evidence)} Does the base URL end in /v1?` };
  return openaiErrors(evidence);
};

/** Words in which servers say that a prompt is too long. */
const tooLong =
  /maximum context length|context length is only|context_length_exceeded|exceeds the available context size|exceed_context_size|`?inputs`? tokens \+ `?max_new_tokens`? must be <=|longer than the maximum model length|too many tokens|prompt is too long/i;

function ownCode({ status, body }: FailureEvidence): ErrorCode | undefined {
  const refused = status === 200 || status === 400 || status === 413 || status === 422 || status === 500;
  if (refused && tooLong.test(failureMessage(body) ?? '')) return 'context-length';
  const record = recordOf(body);
  return tgiCode(status, record?.error_type) ?? novitaCode(record?.reason);
}

/** TGI: `{ error: 'text', error_type }`. Its 429 means that the queue is full, not that one asks too often. */
function tgiCode(status: number, type: unknown): ErrorCode | undefined {
  if (type === 'overloaded') return 'overloaded';
  if (type === 'generation' || type === 'incomplete_generation' || type === 'Incomplete generation') return 'server';
  if (type === 'validation' && status !== 401 && status !== 403) return 'invalid-request';
  if (type === 'unhealthy') return 'overloaded';
  return undefined;
}

const novitaReasons: Readonly<Record<string, ErrorCode>> = {
  INVALID_API_KEY: 'authentication',
  NOT_ENOUGH_BALANCE: 'billing',
  REAL_NAME_VERIFICATION_REQUIRED: 'permission',
  MODEL_NOT_FOUND: 'not-found',
  RATE_LIMIT_EXCEEDED: 'rate-limit',
  FAILED_TO_AUTH: 'authentication',
  INVALID_REQUEST_BODY: 'invalid-request',
};

/** Novita: `{ code, reason: 'INVALID_API_KEY', message, metadata }`. */
function novitaCode(reason: unknown): ErrorCode | undefined {
  const word = stringOf(reason);
  return word !== undefined && Object.hasOwn(novitaReasons, word) ? novitaReasons[word] : undefined;
}

/** A 404 that no model is to blame for: a page, `404 page not found`, FastAPI's `{ detail: 'Not Found' }`. */
function isMissingPath({ status, body }: FailureEvidence): boolean {
  if (status !== 404) return false;
  return typeof body === 'string' || body === undefined || /^not found$/i.test(stringOf(recordOf(body)?.detail) ?? '');
}

function wordsOf({ body }: FailureEvidence): string {
  const words = failureMessage(body) ?? 'There is nothing at this path';
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
