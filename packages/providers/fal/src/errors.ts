// What fal's failures mean: `{ detail: [{ loc, msg, type }] }` for inputs, `{ detail: "…" }` elsewhere, `{ error, error_type }`
// of a run that failed.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { failureMessage } from '@kit/http';
import { arrayOf, recordOf, stringOf } from '@kit/wire';

const types: Readonly<Record<string, ErrorCode>> = {
  request_timeout: 'timeout',
  startup_timeout: 'timeout',
  runner_connection_error: 'server',
  internal_error: 'server',
  content_policy_violation: 'content-filter',
};

export const errors: ErrorTable = ({ status, headers, body }) => {
  const told = recordOf(body);
  const [first] = arrayOf(told?.detail).map(recordOf);
  const message = stringOf(told?.error) ?? stringOf(told?.detail) ?? failureMessage(body);
  const words = message === undefined ? {} : { message };
  const type = [headers['x-fal-error-type'], told?.error_type, first?.type].map(stringOf).find(isKnown);
  if (type !== undefined) return { code: types[type] as ErrorCode, ...words };
  // "User is locked. Reason: Exhausted balance."
  if (status === 403 && /balance|locked|payment|billing/i.test(message ?? '')) return { code: 'billing', ...words };
  if (status === 403) return { code: 'permission', ...words };
  // The caller's own limit: it would be the same again.
  if ((status === 408 || status === 504) && headers['x-fal-request-timeout-type'] === 'user')
    return { code: 'timeout', retry: 'never', ...words };
  // So many at a time.
  if (status === 429) return { code: 'rate-limit', ...words };
  return status === 200 && message !== undefined ? { code: 'server', ...words } : undefined;
};

const isKnown = (type: string | undefined) => type !== undefined && Object.hasOwn(types, type);
