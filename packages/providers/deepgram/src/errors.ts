// What Deepgram's failures mean. Bodies are `{err_code,err_msg,request_id}`, `{category,message,details,request_id}` or text.
import type { ErrorTable, FailureReading } from '@kit/core';
import { failureMessage } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

export const deepgramErrors: ErrorTable = ({ status, body }) => {
  const message = wordsOf(body);
  const told = message === undefined ? {} : { message };
  const reading = byStatus(status);
  return reading && { ...reading, ...told };
};

function byStatus(status: number): FailureReading | undefined {
  switch (status) {
    // Too long, too large, not to be decoded, not to be fetched: all of it is the request.
    case 400:
    case 411:
    case 413:
    case 415:
    case 422:
      return { code: 'invalid-request' };
    case 401:
      return { code: 'authentication' };
    case 402:
      return { code: 'billing' };
    case 403:
      return { code: 'permission' };
    case 404:
      return { code: 'not-found' };
    // So many requests at once, not so many a minute: no header says when there is room again.
    case 429:
      return { code: 'rate-limit' };
    case 408:
    case 504:
      return { code: 'timeout' };
    case 503:
      return { code: 'overloaded' };
    default:
      return status >= 500 || status < 400 ? { code: 'server' } : undefined;
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
