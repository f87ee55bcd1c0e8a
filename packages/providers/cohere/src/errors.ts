// What Cohere's failures mean: `{ message, id?, error_type? }`, without an object around it. What is not told here is read
// by status and common vocabulary.
import type { ErrorTable, FailureReading } from '@kit/core';
import { failureMessage } from '@kit/http';
import { recordOf } from '@kit/wire';

export const cohereErrors: ErrorTable = ({ status, body }) => {
  const words = failureMessage(body) ?? '';
  const { error_type: type, finish_reason: finish } = recordOf(body) ?? {};
  if (type === 'TOO_MANY_TOKENS' || (status < 300 && /too many tokens/i.test(words))) return { code: 'context-length' };
  // A generation that failed, told in a success.
  if (status < 300) return { code: finish === 'TIMEOUT' ? 'timeout' : 'server' };
  return byStatus(status, words);
};

function byStatus(status: number, words: string): FailureReading | undefined {
  switch (status) {
    case 400:
      return /model '[^']*' (?:not found|was removed)/i.test(words) ? { code: 'not-found' } : undefined;
    case 429:
      // Trial keys have 1,000 calls a month: waiting a moment does not help there.
      return { code: 'rate-limit', ...(/\bmonth/i.test(words) && { retry: 'other-key' as const }) };
    case 498:
      // "Invalid token"; also what was blocked.
      return { code: /safety|blocked|harmful/i.test(words) ? 'content-filter' : 'authentication' };
    default:
      return undefined;
  }
}
