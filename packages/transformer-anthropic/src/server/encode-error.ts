// Failures as this wire's clients expect them.
import type { ErrorCode, KitError, WireFailure } from '@kit/core';

interface Answer {
  readonly status: number;
  readonly type: string;
  /** `error.details.error_code`, where status and type alone would say something else. */
  readonly errorCode?: string;
}

const invalid: Answer = { status: 400, type: 'invalid_request_error' };
const failed: Answer = { status: 500, type: 'api_error' };
const busy: Answer = { status: 529, type: 'overloaded_error' };
const limited: Answer = { status: 429, type: 'rate_limit_error' };
const spent: Answer = { ...limited, errorCode: 'enforced_spend_limit_reached' };
const late: Answer = { status: 504, type: 'timeout_error' };

const answers: Readonly<Record<ErrorCode, Answer>> = {
  authentication: { status: 401, type: 'authentication_error' },
  permission: { status: 403, type: 'permission_error' },
  'not-found': { status: 404, type: 'not_found_error' },
  'invalid-request': invalid,
  unsupported: invalid,
  'context-length': invalid,
  'content-filter': invalid,
  'guard-blocked': invalid,
  billing: { status: 402, type: 'billing_error' },
  'budget-exceeded': { status: 402, type: 'billing_error' },
  quota: spent,
  'rate-limit': limited,
  'queue-full': limited,
  overloaded: busy,
  'circuit-open': busy,
  'no-target': busy,
  timeout: late,
  server: failed,
  network: failed,
  aborted: failed,
  'invalid-response': failed,
  'all-failed': failed,
  'invalid-output': failed,
  'tool-failed': failed,
  'max-turns': failed,
  'store-unavailable': failed,
  config: failed,
};

/** Status, headers and body of a failure. */
export function encodeError(error: KitError): WireFailure {
  const { status, type, errorCode } = answers[error.code] ?? failed;
  const { requestId, retryAfterMs, retry } = error;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(requestId !== undefined && { 'request-id': requestId }),
      ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
      'x-should-retry': String(retry === 'same'),
    },
    body: {
      type: 'error',
      error: {
        type,
        message: messageFor(error),
        ...(errorCode !== undefined && { details: { error_code: errorCode } }),
      },
      ...(requestId !== undefined && { request_id: requestId }),
    },
  };
}

/** Clients know a prompt that is too long by these words alone. */
function messageFor({ code, message }: KitError): string {
  return code === 'context-length' && !message.startsWith('prompt is too long')
    ? `prompt is too long: ${message}`
    : message;
}
