// The wire's error table: status first, then `error.type`, then `error.details.error_code`.
import type { ErrorCode, ErrorTable, FailureEvidence, FailureReading } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';

const byType: Readonly<Record<string, ErrorCode>> = {
  invalid_request_error: 'invalid-request',
  authentication_error: 'authentication',
  billing_error: 'billing',
  permission_error: 'permission',
  not_found_error: 'not-found',
  conflict_error: 'invalid-request',
  request_too_large: 'invalid-request',
  rate_limit_error: 'rate-limit',
  api_error: 'server',
  timeout_error: 'server',
  overloaded_error: 'overloaded',
};

/** Codes that say more than status and type. */
const byErrorCode: Readonly<Record<string, ErrorCode>> = {
  organization_on_hold: 'permission',
  enforced_spend_limit_reached: 'quota',
  contract_spend_limit_reached: 'quota',
  compaction_unavailable: 'overloaded',
};

// The only words that are read: the wire has no code for a prompt that is too long, nor for an empty balance.
const tooLong = /prompt is too long|exceeds? (?:the )?context (?:limit|window)|context window exceeded/i;
const noBalance = /credit balance is too low/i;

/** What a failure of this wire means; undefined for bodies that are not of it. */
export const anthropicErrors: ErrorTable = (evidence) => {
  const body = recordOf(evidence.body);
  const error = recordOf(body?.error);
  const type = stringOf(error?.type);
  if (!error || type === undefined) return evidence.status === 529 ? { code: 'overloaded' } : undefined;
  const message = stringOf(error.message);
  const code = codeOf(evidence, type, stringOf(recordOf(error.details)?.error_code), message ?? '');
  if (code === undefined) return undefined;
  return { code, ...(message !== undefined && message !== '' && { message }), ...retryOf(evidence, type) };
};

function codeOf(
  { status }: FailureEvidence,
  type: string,
  errorCode: string | undefined,
  message: string,
): ErrorCode | undefined {
  const known = errorCode === undefined ? undefined : byErrorCode[errorCode];
  if (known) return known;
  if (tooLong.test(message) && (type === 'invalid_request_error' || status === 413)) return 'context-length';
  if (noBalance.test(message)) return 'billing';
  return byStatus(status) ?? (Object.hasOwn(byType, type) ? byType[type] : undefined);
}

/** Statuses that mean one thing whatever the type says. A failure inside a 200 has only its type. */
function byStatus(status: number): ErrorCode | undefined {
  switch (status) {
    case 401:
      return 'authentication';
    case 402:
      return 'billing';
    case 403:
      return 'permission';
    case 404:
      return 'not-found';
    case 429:
      return 'rate-limit';
    case 529:
      return 'overloaded';
    default:
      return undefined;
  }
}

/** A conflict passes by itself. (`x-should-retry` is read for every vendor alike.) */
function retryOf({ status }: FailureEvidence, type: string): Pick<FailureReading, 'retry'> {
  return status === 409 || type === 'conflict_error' ? { retry: 'same' } : {};
}
