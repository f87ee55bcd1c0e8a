// What Google's failures mean: `{ error: { code, message, status, details } }`, sometimes wrapped in an array.
import type { ErrorCode, ErrorTable, FailureReading } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseDuration, recordOf, stringOf } from '@kit/wire';

export const geminiErrors: ErrorTable = ({ status, body }) => {
  const error = errorOf(body);
  if (!error) return undefined;
  const told = numberOf(error.code);
  const code = codeOf(status >= 400 || told === undefined ? status : told, error);
  if (!code) return undefined;
  const message = stringOf(error.message);
  const retryAfterMs = parseDuration(detail(error, 'RetryInfo')?.retryDelay);
  return {
    code,
    ...(message && { message }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(isElsewhere(error) && { retry: 'other-provider' }),
  } satisfies FailureReading;
};

/** The error object in a body, in a stream's event or in an array of either. */
export function errorOf(body: unknown): JsonRecord | undefined {
  const first = Array.isArray(body) ? body.find((item) => recordOf(item)?.error) : body;
  return recordOf(recordOf(first)?.error);
}

function codeOf(httpStatus: number, error: JsonRecord): ErrorCode | undefined {
  const word = stringOf(error.status) ?? '';
  switch (word) {
    case 'INVALID_ARGUMENT':
    case 'OUT_OF_RANGE':
      return invalidArgument(error);
    case 'FAILED_PRECONDITION':
      return isBilling(error) ? 'billing' : 'permission';
    case 'UNAUTHENTICATED':
      return 'authentication';
    case 'PERMISSION_DENIED':
      return isBilling(error) ? 'billing' : 'permission';
    case 'NOT_FOUND':
      return 'not-found';
    case 'RESOURCE_EXHAUSTED':
      return exhausted(httpStatus, error);
    case 'CANCELLED':
      return 'aborted';
    case 'INTERNAL':
    case 'DATA_LOSS':
      return 'server';
    case 'UNAVAILABLE':
      return 'overloaded';
    case 'DEADLINE_EXCEEDED':
      return 'timeout';
    case 'UNIMPLEMENTED':
      return 'unsupported';
    default:
      return httpStatus === 429 ? exhausted(httpStatus, error) : undefined;
  }
}

function invalidArgument(error: JsonRecord): ErrorCode {
  const message = stringOf(error.message) ?? '';
  if (/^API_KEY_/.test(reasonOf(error)) || /api key (?:not valid|expired|not found)/i.test(message))
    return 'authentication';
  if (/token count[^.]{0,80}exceed|exceeds? the maximum number of tokens|input is too long/i.test(message))
    return 'context-length';
  // Imagen and Veo refuse prompts with a status of their own instead of a block reason.
  if (/responsible ai practices|sensitive words|usage guidelines|blocked by (?:your|the) safety/i.test(message))
    return 'content-filter';
  return 'invalid-request';
}

/**
 * 402: the prepaid balance is empty. 429: a limit per day or a spending cap is used up until it is reset; anything else
 * is too fast.
 */
function exhausted(httpStatus: number, error: JsonRecord): ErrorCode {
  if (httpStatus === 402) return 'quota';
  const ids = arrayOf(detail(error, 'QuotaFailure')?.violations).map(
    (violation) => stringOf(recordOf(violation)?.quotaId) ?? '',
  );
  const limit = stringOf(recordOf(detail(error, 'ErrorInfo')?.metadata)?.quota_limit) ?? '';
  if ([...ids, limit].some((id) => /PerDay/i.test(id))) return 'quota';
  // "check your plan and billing details" stands in every 429 of this API, also in those that pass in a minute.
  if ([...ids, limit].some((id) => /PerMinute|PerSecond/i.test(id))) return 'rate-limit';
  const message = stringOf(error.message) ?? '';
  return /spend(?:ing)? (?:cap|limit)|prepay|billing account|credits? (?:are|is) (?:depleted|exhausted)/i.test(message)
    ? 'quota'
    : 'rate-limit';
}

/** A country that the API does not serve is served elsewhere. */
function isElsewhere(error: JsonRecord): boolean {
  return stringOf(error.status) === 'FAILED_PRECONDITION' && /location/i.test(stringOf(error.message) ?? '');
}

function isBilling(error: JsonRecord): boolean {
  return (
    reasonOf(error) === 'BILLING_DISABLED' ||
    /billing (?:account|to be enabled|is disabled)/i.test(stringOf(error.message) ?? '')
  );
}

function reasonOf(error: JsonRecord): string {
  return stringOf(detail(error, 'ErrorInfo')?.reason) ?? '';
}

/** The detail of a `google.rpc` type, by the end of its name. */
function detail(error: JsonRecord, type: string): JsonRecord | undefined {
  return arrayOf(error.details)
    .map(recordOf)
    .find((item) => stringOf(item?.['@type'])?.endsWith(`.${type}`));
}
