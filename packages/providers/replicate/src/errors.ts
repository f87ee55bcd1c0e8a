// What Replicate's failures mean: problem+json for requests, a text in `error` for predictions.
import type { ErrorTable, FailureReading } from '@kit/core';
import { failureMessage, generalCode, retryAfterMs } from '@kit/http';
import { numberOf, recordOf, stringOf } from '@kit/wire';

export const replicateErrors: ErrorTable = (evidence) => {
  const { status, headers, body } = evidence;
  const told = recordOf(body);
  if (status < 400) return predictionReading(stringOf(told?.status), predictionWords(told?.error));
  const words = stringOf(told?.detail) ?? failureMessage(body) ?? '';
  const message = words.trim() === '' ? {} : { message: words.trim() };
  switch (status) {
    case 400:
    case 422: {
      const code = generalCode(evidence);
      const isKnown = code === 'context-length' || code === 'content-filter';
      return { code: isKnown ? code : 'invalid-request', ...message };
    }
    case 402:
      return { code: 'billing', ...message };
    case 429: {
      const waitMs = retryAfterMs({ headers, body }, 0) ?? throttledMs(words);
      return { code: 'rate-limit', ...message, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
    }
    default:
      return undefined;
  }
};

/** The text of a prediction's `error`, which is null while there is none. */
export function predictionWords(error: unknown): string {
  return stringOf(error) ?? failureMessage(error) ?? '';
}

function predictionReading(status: string | undefined, words: string): FailureReading | undefined {
  if (status === 'canceled' || status === 'aborted')
    return { code: 'aborted', message: words || `The prediction was ${status}.` };
  if (status !== undefined && status !== 'failed') return undefined;
  const message = words || 'The prediction failed.';
  if (/\bE005\b|flagged as sensitive|\bnsfw\b/i.test(words)) return { code: 'content-filter', message };
  // Out of memory, lost machines, "Director: unexpected error", "(code: PA)": another run may do better.
  if (/out of memory|director: unexpected|prediction interrupted|please retry|\bE8765\b/i.test(words))
    return { code: 'server', message, retry: 'same' };
  const code = generalCode({ status: 200, headers: {}, body: words });
  // The model itself broke over this input; nothing says that it would not again.
  return { code, message, ...(code === 'server' && { retry: 'other-provider' as const }) };
}

/** "Request was throttled. Your rate limit resets in ~30s." */
function throttledMs(words: string): number | undefined {
  const seconds = numberOf(/resets in ~?(\d{1,6}(?:\.\d{1,3})?)\s?s/.exec(words.slice(0, 1_000))?.[1]);
  return seconds === undefined ? undefined : seconds * 1000;
}
