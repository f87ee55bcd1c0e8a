// Failures as the clients of OpenAI's wires expect them.
import type { ErrorCode, JsonValue, KitError, WireFailure } from '@kit/core';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
}

const invalid: Answer = { status: 400, type: 'invalid_request_error', code: null };
const failed: Answer = { status: 500, type: 'server_error', code: 'server_error' };
const upstream: Answer = { ...failed, status: 502 };
const busy: Answer = { status: 503, type: 'server_error', code: 'server_is_overloaded' };
const limited: Answer = { status: 429, type: 'requests', code: 'rate_limit_exceeded' };
const spent: Answer = { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' };

const answers: Readonly<Record<ErrorCode, Answer>> = {
  authentication: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
  permission: { status: 403, type: 'invalid_request_error', code: 'insufficient_permissions' },
  'not-found': { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  'invalid-request': invalid,
  unsupported: { ...invalid, code: 'unsupported_parameter' },
  'context-length': { ...invalid, code: 'context_length_exceeded' },
  'content-filter': { ...invalid, code: 'content_policy_violation' },
  'guard-blocked': { ...invalid, code: 'content_policy_violation' },
  billing: { status: 402, type: 'insufficient_quota', code: 'billing_not_active' },
  'budget-exceeded': spent,
  quota: spent,
  'rate-limit': limited,
  'queue-full': limited,
  overloaded: busy,
  'circuit-open': busy,
  'no-target': busy,
  timeout: { status: 504, type: 'server_error', code: 'timeout' },
  server: failed,
  network: upstream,
  aborted: { status: 499, type: 'server_error', code: 'aborted' },
  'invalid-response': upstream,
  'all-failed': upstream,
  'invalid-output': upstream,
  'tool-failed': failed,
  'max-turns': failed,
  'store-unavailable': failed,
  config: failed,
};

/** Status, headers and the body `{ error: { message, type, param, code } }`. */
export function encodeError(error: KitError): WireFailure {
  const { status, type, code } = answers[error.code] ?? failed;
  const { requestId, retryAfterMs, retry } = error;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(requestId !== undefined && { 'x-request-id': requestId }),
      ...(retryAfterMs !== undefined && {
        'retry-after': String(Math.ceil(retryAfterMs / 1000)),
        'retry-after-ms': String(Math.ceil(retryAfterMs)),
      }),
      'x-should-retry': String(retry === 'same'),
    },
    body: { error: { message: error.message, type, param: (error.field ?? null) as JsonValue, code } },
  };
}
