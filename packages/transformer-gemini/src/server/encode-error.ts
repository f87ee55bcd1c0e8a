// A failure as Google's clients expect it: `{ error: { code, message, status, details } }`.
import type { ErrorCode, JsonValue, KitError, WireFailure } from '@kit/core';

/** HTTP status and google.rpc word of a code; other codes follow from the status that a gateway should answer. */
const failures: Readonly<Partial<Record<ErrorCode, readonly [status: number, word: string]>>> = {
  authentication: [401, 'UNAUTHENTICATED'],
  permission: [403, 'PERMISSION_DENIED'],
  'not-found': [404, 'NOT_FOUND'],
  'invalid-request': [400, 'INVALID_ARGUMENT'],
  unsupported: [400, 'INVALID_ARGUMENT'],
  'context-length': [400, 'INVALID_ARGUMENT'],
  'content-filter': [400, 'INVALID_ARGUMENT'],
  'guard-blocked': [400, 'INVALID_ARGUMENT'],
  billing: [402, 'RESOURCE_EXHAUSTED'],
  'budget-exceeded': [402, 'RESOURCE_EXHAUSTED'],
  quota: [429, 'RESOURCE_EXHAUSTED'],
  'rate-limit': [429, 'RESOURCE_EXHAUSTED'],
  'queue-full': [429, 'RESOURCE_EXHAUSTED'],
  overloaded: [503, 'UNAVAILABLE'],
  'circuit-open': [503, 'UNAVAILABLE'],
  'no-target': [503, 'UNAVAILABLE'],
  timeout: [504, 'DEADLINE_EXCEEDED'],
  aborted: [499, 'CANCELLED'],
};

export function encodeError(error: KitError): WireFailure {
  const [status, word] = failures[error.code] ?? [Math.max(500, error.httpStatus), 'INTERNAL'];
  const details = detailsOf(error);
  return {
    status,
    headers: {},
    body: { error: { code: status, message: messageOf(error), status: word, ...(details.length > 0 && { details }) } },
  };
}

/** Clients recognise an overlong input by the vendor's words. */
function messageOf({ code, message }: KitError): string {
  if (code !== 'context-length' || /token count[^.]*exceed/i.test(message)) return message;
  return `The input token count exceeds the maximum number of tokens allowed. ${message}`;
}

function detailsOf({ code, retryAfterMs }: KitError): JsonValue[] {
  const details: JsonValue[] = [];
  if (code === 'authentication') {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
    });
  }
  if (code === 'quota') {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [{ quotaId: 'GenerateRequestsPerDay' }],
    });
  }
  if (retryAfterMs !== undefined) {
    details.push({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfterMs / 1000}s` });
  }
  return details;
}
