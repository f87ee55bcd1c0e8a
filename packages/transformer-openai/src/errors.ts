// OpenAI's error table, and the shapes in which imitators write the same: what a code or type means more than the status.
import type { ErrorCode, ErrorTable, FailureReading } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';

/** The words of an error body, wherever it keeps them. */
export interface OpenaiFailure {
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly param: string | undefined;
}

/**
 * Reads `{ error: { message, type, param, code } }` and what passes for it: a string in `error`, a flat object, a code
 * that is a number, `{ detail }` of FastAPI, Azure's `innererror`, a response whose status is `failed`.
 */
export function readOpenaiFailure(body: unknown): OpenaiFailure {
  const outer = recordOf(Array.isArray(body) ? body[0] : body);
  if (!outer)
    return { message: stringOf(body)?.trim() || undefined, code: undefined, type: undefined, param: undefined };
  const error = recordOf(outer.error) ?? outer;
  const said = typeof outer.error === 'string' ? outer.error : undefined;
  return {
    message: said ?? messageOf(error) ?? messageOf(outer),
    code: wordOf(recordOf(error.innererror)?.code) ?? wordOf(error.code) ?? wordOf(outer.code),
    type: wordOf(error.type) ?? wordOf(outer.type) ?? wordOf(recordOf(error.metadata)?.error_type),
    param: stringOf(error.param),
  };
}

function messageOf(error: JsonRecord): string | undefined {
  const { message, detail } = error;
  if (typeof message === 'string' && message !== '') return message;
  if (isRecord(message)) return messageOf(message);
  if (typeof detail === 'string') return detail;
  const [first] = arrayOf(detail).map(recordOf);
  if (!first) return undefined;
  const place = arrayOf(first.loc).join('.');
  return [place, stringOf(first.msg)].filter(Boolean).join(': ') || undefined;
}

const wordOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const meanings: Readonly<Record<string, ErrorCode>> = {
  context_length_exceeded: 'context-length',
  string_above_max_length: 'context-length',
  max_tokens_exceeded: 'context-length',
  token_limit_exceeded: 'context-length',
  exceed_context_size_error: 'context-length',
  content_policy_violation: 'content-filter',
  content_filter: 'content-filter',
  moderation_blocked: 'content-filter',
  invalid_prompt: 'content-filter',
  bio_policy: 'content-filter',
  cyber_policy: 'content-filter',
  cyber_policy_violation: 'content-filter',
  misalignment_policy_violation: 'content-filter',
  data_residency_mismatch: 'invalid-request',
  unsupported_parameter: 'invalid-request',
  unsupported_value: 'invalid-request',
  ResponsibleAIPolicyViolation: 'content-filter',
  invalid_api_key: 'authentication',
  account_deactivated: 'permission',
  unsupported_country_region_territory: 'permission',
  insufficient_permissions: 'permission',
  model_not_found: 'not-found',
  DeploymentNotFound: 'not-found',
  insufficient_quota: 'quota',
  billing_hard_limit_reached: 'quota',
  billing_not_active: 'billing',
  credit_balance_exhausted: 'quota',
  organization_spend_limit_exceeded: 'quota',
  project_spend_limit_exceeded: 'quota',
  organization_usage_limit_exceeded: 'quota',
  rate_limit_exceeded: 'rate-limit',
  RateLimitReached: 'rate-limit',
  server_is_overloaded: 'overloaded',
  overloaded_error: 'overloaded',
  server_error: 'server',
  internal_error: 'server',
  vector_store_timeout: 'timeout',
};

/** Statuses at which a code's meaning would be wrong: Groq's 413 says `rate_limit_exceeded` of a request that is too big. */
const statusFirst: ReadonlySet<number> = new Set([401, 402, 413]);

/** What OpenAI's codes and types say; undefined leaves the reading to status and words. */
export const openaiErrors: ErrorTable = ({ status, body }) => {
  const { code, type, message } = readOpenaiFailure(body);
  const reading = (meaning: ErrorCode): FailureReading => ({
    code: meaning,
    ...(message !== undefined && { message }),
  });
  if (statusFirst.has(status)) return undefined;
  // `slow_down` with 429: requests rise too fast; with 503: no capacity.
  if (code === 'slow_down' || type === 'slow_down') return reading(status === 503 ? 'overloaded' : 'rate-limit');
  const meaning = meaningOf(type === 'insufficient_quota' ? type : code) ?? meaningOf(type);
  if (meaning === undefined) return undefined;
  // A model that the project may not use is named "not found" with 403.
  if (meaning === 'not-found' && status === 403) return reading('permission');
  if (meaning === 'server' && status >= 400 && status !== 500) return undefined;
  return reading(meaning);
};

function meaningOf(word: string | undefined): ErrorCode | undefined {
  return word !== undefined && Object.hasOwn(meanings, word) ? meanings[word] : undefined;
}
