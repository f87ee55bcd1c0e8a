// What Jina's failures mean. Three shapes: `{ detail }` of the API, `{ code, status, name, message, readableMessage }` of
// reader and search, `{ error }` of deep search.
import type { ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';
import { numberOf, recordOf, stringOf } from '@kit/wire';

/** Reader and search say 200 in the head and something else in the body. */
export const failsInside = (body: unknown): boolean => statusInside(body) !== undefined;

function statusInside(body: unknown): number | undefined {
  const code = numberOf(recordOf(body)?.code);
  return code !== undefined && code >= 400 && code < 600 ? code : undefined;
}

export const errors: ErrorTable = (evidence) => {
  const { body } = evidence;
  const status = evidence.status < 300 ? (statusInside(body) ?? evidence.status) : evidence.status;
  const message = stringOf(recordOf(body)?.readableMessage) ?? failureMessage(body);
  const words = message === undefined ? {} : { message };
  // A token that is none is also told with 400.
  if (status === 400 && /\b(invalid|missing)\b.{0,20}\b(token|api key)\b/i.test(message ?? ''))
    return { code: 'authentication', ...words };
  if (status === 402) return { code: 'billing', ...words };
  // The page is larger than the budget that was set for it.
  if (status === 409) return { code: 'invalid-request', ...words };
  // A domain that Jina does not read.
  if (status === 451) return { code: 'permission', ...words };
  // Deep search without a stream outlives its gateway.
  if (status === 524) return { code: 'timeout', ...words };
  return status === 422 &&
    /token|length|too long/i.test(message ?? '') &&
    /exceed|limit|maximum|too long/i.test(message ?? '')
    ? { code: 'context-length', ...words }
    : undefined;
};
