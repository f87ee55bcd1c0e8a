// What failures mean at servers that imitate OpenAI: Novita's words, a path that is missing, then what all imitators say.
import type { ErrorCode, ErrorTable, FailureEvidence } from '@kit/core';
import { failureMessage } from '@kit/http';
import { compatibleErrors } from '@kit/transformer-openai';
import { recordOf, stringOf } from '@kit/wire';

export const errors: ErrorTable = (evidence) => {
  const code = novitaCode(recordOf(evidence.body)?.reason);
  if (code !== undefined) return { code };
  if (isMissingPath(evidence))
    return { code: 'not-found', message: `${wordsOf(evidence)} Does the base URL end in /v1?` };
  return compatibleErrors(evidence);
};

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
