// What OpenRouter's failures mean: `{ error: { code: <status>, message, metadata } }`, of its own or of the vendor behind it.
import {
  type ErrorCode,
  type ErrorTable,
  type FailureEvidence,
  type FailureReading,
  systemEnvironment,
} from '@kit/core';
import { generalCode, retryAfterMs } from '@kit/http';
import { compatibleErrors } from '@kit/transformer-openai';
import { arrayOf, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';

/** `metadata.error_type`: what went wrong, in one word. */
const types: Readonly<Record<string, ErrorCode>> = {
  context_length_exceeded: 'context-length',
  max_tokens_exceeded: 'context-length',
  token_limit_exceeded: 'context-length',
  string_too_long: 'context-length',
  authentication: 'authentication',
  permission_denied: 'permission',
  payment_required: 'billing',
  rate_limit_exceeded: 'rate-limit',
  provider_overloaded: 'overloaded',
  provider_unavailable: 'overloaded',
  content_policy_violation: 'content-filter',
  refusal: 'content-filter',
  not_found: 'not-found',
  server: 'server',
  timeout: 'timeout',
};
const byStatus: Readonly<Record<number, ErrorCode>> = { 502: 'server', 503: 'overloaded', 529: 'overloaded' };

export const errors: ErrorTable = (evidence) => {
  const error = recordOf(recordOf(evidence.body)?.error);
  if (!error) return compatibleErrors(evidence);
  const metadata = recordOf(error.metadata) ?? {};
  const message = wordsOf(error, metadata);
  const words = message === undefined ? {} : { message };
  const code = codeOf(evidence, error, metadata, message ?? '');
  const reading = code === undefined ? withWords(compatibleErrors(evidence), message) : { code, ...words };
  const waitMs = evidence.status === 429 ? untilReset(evidence, metadata) : undefined;
  if (waitMs === undefined) return reading;
  return { ...(reading ?? { code: generalCode(evidence), ...words }), retryAfterMs: waitMs };
};

/**
 * When the limit of a free model is full again: `X-RateLimit-Reset` in milliseconds since the epoch, mostly in
 * `metadata.headers`. Undefined where the reply itself says how long to wait.
 */
function untilReset({ headers }: FailureEvidence, metadata: JsonRecord): number | undefined {
  if (retryAfterMs({ headers, body: undefined }, 0) !== undefined) return undefined;
  const told = { ...headers };
  for (const [name, value] of Object.entries(recordOf(metadata.headers) ?? {}))
    told[name.toLowerCase()] = String(value);
  const after = retryAfterMs({ headers: told, body: undefined }, systemEnvironment.now());
  const resetAt = numberOf(told['x-ratelimit-reset']);
  if (after !== undefined || resetAt === undefined) return after;
  return Math.max(0, resetAt - systemEnvironment.now());
}

function codeOf(
  { status: outer }: FailureEvidence,
  error: JsonRecord,
  metadata: JsonRecord,
  message: string,
): ErrorCode | undefined {
  // Inside a 200 the status stands in the error.
  const status = outer >= 400 ? outer : (numberOf(error.code) ?? outer);
  // A balance that would do, if less were being spent at this moment.
  if (/in_flight_budget_exhausted/.test(`${message} ${String(error.code)}`)) return 'rate-limit';
  if (status === 403 && isModeration(metadata, message)) return 'content-filter';
  const type = stringOf(metadata.error_type) ?? '';
  if (Object.hasOwn(types, type)) return types[type];
  if ((status === 402 || status === 403) && /limit exceeded/i.test(message)) return 'quota';
  return Object.hasOwn(byStatus, status) ? byStatus[status] : undefined;
}

const isModeration = ({ reasons, flagged_input: input }: JsonRecord, message: string) =>
  arrayOf(reasons).length > 0 || input !== undefined || /violat|SAFETY_CHECK|moderation|flagged/i.test(message);

/** "Provider returned error" says nothing: what that provider said does. It may be JSON in a text. */
function wordsOf(error: JsonRecord, { raw, provider_name: provider }: JsonRecord): string | undefined {
  const message = stringOf(error.message);
  const told = typeof raw === 'string' ? (parseJson(raw) ?? raw) : raw;
  const record = recordOf(told);
  const inner =
    stringOf(told) ??
    stringOf(recordOf(record?.error)?.message) ??
    stringOf(record?.error) ??
    stringOf(record?.message);
  if (!inner) return message;
  return `${message ?? 'Provider returned error'} (${stringOf(provider) ?? 'a provider'}): ${inner}`;
}

function withWords(reading: FailureReading | undefined, message: string | undefined): FailureReading | undefined {
  return reading && message !== undefined ? { ...reading, message } : reading;
}
