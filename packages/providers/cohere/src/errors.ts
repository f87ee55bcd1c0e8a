// What Cohere's failures mean: `{ message, id?, error_type? }`, without an object around it.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

export const cohereErrors: ErrorTable = ({ status, body }) => {
  const words = failureMessage(body) ?? '';
  const { error_type: type, finish_reason: finish } = recordOf(body) ?? {};
  if (status < 300) return { code: insideCode(finish, stringOf(type) ?? '', words) };
  const code = codeOf(status, stringOf(type) ?? '', words);
  return code && { code };
};

function codeOf(status: number, type: string, words: string): ErrorCode | undefined {
  switch (status) {
    case 400:
    case 422:
      return refusalCode(type, words);
    case 404:
      return 'not-found';
    case 429:
      // Trial keys: 1,000 calls a month. Their limit a minute is told with the word "trial" too.
      return /month/i.test(words) ? 'quota' : 'rate-limit';
    case 498:
      return /safety|blocked|content|harmful/i.test(words) ? 'content-filter' : 'authentication';
    case 500:
      return 'server';
    case 503:
      return 'overloaded';
    default:
      return undefined;
  }
}

/** A generation that failed, told in a success. */
function insideCode(finish: unknown, type: string, words: string): ErrorCode {
  if (finish === 'TIMEOUT') return 'timeout';
  const code = refusalCode(type, words);
  return code === 'invalid-request' ? 'server' : code;
}

function refusalCode(type: string, words: string): ErrorCode {
  if (type === 'TOO_MANY_TOKENS' || /too many tokens|maximum context|context length/i.test(words))
    return 'context-length';
  if (/model '[^']*' (?:not found|was removed)/i.test(words)) return 'not-found';
  return 'invalid-request';
}
