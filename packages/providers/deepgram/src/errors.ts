// What Deepgram's failures mean. Bodies are `{err_code,err_msg,request_id}`, `{category,message,details,request_id}` or text.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { failureMessage, generalCode } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

export const deepgramErrors: ErrorTable = (evidence) => {
  const message = wordsOf(evidence.body);
  const code = codeOf(evidence.status) ?? generalCode(evidence);
  return { code, ...(message !== undefined && { message }) };
};

function codeOf(status: number): ErrorCode | undefined {
  switch (status) {
    // Too long, too large, not to be decoded, not to be fetched: all of it is the request.
    case 400:
    case 411:
    case 413:
    case 415:
    case 422:
      return 'invalid-request';
    case 401:
      return 'authentication';
    case 402:
      return 'billing';
    case 403:
      return 'permission';
    case 404:
      return 'not-found';
    // So many requests at once, not so many a minute: no header says when there is room again.
    case 429:
      return 'rate-limit';
    case 408:
    case 504:
      return 'timeout';
    case 503:
      return 'overloaded';
    default:
      return undefined;
  }
}

/** The vendor's sentence; its code word alone where there is none. Messages of sessions call it `description`. */
function wordsOf(body: unknown): string | undefined {
  const told = recordOf(body);
  if (!told) return failureMessage(body);
  const sentence = stringOf(told.err_msg) || stringOf(told.message) || stringOf(told.description);
  const details = stringOf(told.details);
  const code = stringOf(told.err_code) ?? stringOf(told.error_code) ?? stringOf(told.category) ?? stringOf(told.code);
  const words = [sentence ?? failureMessage(body) ?? code, sentence && details !== sentence ? details : undefined];
  return words.filter(Boolean).join(' ') || undefined;
}
