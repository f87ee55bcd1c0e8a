// Whether a failed call is made again, and after what pause.
import type { Call, ErrorCode, KitError } from '@kit/core';
import { createsSomething, isSentOnce } from './request-body.ts';

/** One code's own rules; `false`: never, `true`: even if the error says that the same again will not help. */
export type RetryCodePolicy =
  | boolean
  | { readonly attempts?: number; readonly baseDelayMs?: number; readonly maxDelayMs?: number };

/** A failure to be judged. */
export interface RetryFailure {
  readonly error: KitError;
  /** The attempt that failed: 1 is the first. */
  readonly attempt: number;
  readonly call: Call;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
  readonly codes: Readonly<Partial<Record<ErrorCode, RetryCodePolicy>>>;
  readonly when: ((failure: RetryFailure) => boolean | undefined) | undefined;
}

/** Why not, or how long to wait. `sent-once` is told to the caller; the rest speaks for itself. */
export type Verdict = { readonly delayMs: number } | { readonly refusal: 'final' | 'sent-once' };

const final: Verdict = { refusal: 'final' };

/** Judges a failure. `tried` are the labels of the credentials that failed before in this call. */
export function judge(
  failure: RetryFailure,
  policy: RetryPolicy,
  tried: readonly (string | undefined)[],
  random: () => number,
): Verdict {
  const { error, attempt, call } = failure;
  const rule = policy.codes[error.code];
  const own = typeof rule === 'object' ? rule : undefined;
  if (attempt >= (own?.attempts ?? policy.attempts)) return final;
  if (!(policy.when?.(failure) ?? mayHelp(error, call, rule, tried))) return final;
  if (isSentOnce(call)) return { refusal: 'sent-once' };

  // Another credential need not wait for what this one did.
  const backoffMs = error.retry === 'other-key' ? 0 : backoff(attempt, { ...policy, ...own }, random);
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined || error.retry === 'other-key') return { delayMs: backoffMs };
  if (retryAfterMs > longestRetryAfterMs(call, policy)) return final;
  // Everybody was told the same time: a tenth more, by chance, keeps them from coming back at one moment.
  return { delayMs: Math.max(retryAfterMs * (1 + random() / 10), backoffMs) };
}

function mayHelp(
  error: KitError,
  call: Call,
  rule: RetryCodePolicy | undefined,
  tried: readonly (string | undefined)[],
): boolean {
  if (rule === false || error.code === 'aborted') return false;
  if (rule === true) return true;
  if (error.retry !== 'same' && error.retry !== 'other-key') return false;
  // The pool has no other key to give when one that failed comes back.
  if (error.retry === 'other-key' && tried.includes(error.credential)) return false;
  return !createsSomething(call) || wasNotTaken(error);
}

/** True if the vendor surely did not begin the work. */
function wasNotTaken({ code, retry, phase }: KitError): boolean {
  if (code === 'timeout') return phase === 'connect' || phase === 'queue';
  return retry === 'other-key' || code === 'rate-limit' || code === 'overloaded';
}

/** Full jitter: anywhere between nothing and a bound that doubles with each attempt. */
function backoff(attempt: number, { baseDelayMs, maxDelayMs }: RetryPolicy, random: () => number): number {
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

/** The longest Retry-After to wait out: less while a fallback has another target left (its note says so). */
function longestRetryAfterMs({ context }: Call, { maxRetryAfterMs }: RetryPolicy): number {
  const note = context.notes.get('fallback') as { readonly maxRetryAfterMs?: unknown } | undefined;
  const patienceMs = note?.maxRetryAfterMs;
  return typeof patienceMs === 'number' ? Math.min(patienceMs, maxRetryAfterMs) : maxRetryAfterMs;
}
