// Whether a failed call is made again, and after what pause.
import { type Call, deadlineMs, type ErrorCode, type KitError } from '@kit/core';
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
  readonly maxWaitMs: number;
  readonly codes: Readonly<Partial<Record<ErrorCode, RetryCodePolicy>>>;
  readonly when: ((failure: RetryFailure) => boolean | undefined) | undefined;
}

/** Why not, or how long to wait. `sent-once` is told to the caller; the rest speaks for itself. */
export type Verdict = { readonly delayMs: number } | { readonly refusal: 'final' | 'sent-once' };

const final: Verdict = { refusal: 'final' };

/** What a call has gone through before this failure. */
export interface RetryPast {
  /** Labels of the credentials that failed. */
  readonly tried: readonly (string | undefined)[];
  /** What its pauses took together. */
  readonly waitedMs: number;
}

/** Judges a failure. */
export function judge(failure: RetryFailure, policy: RetryPolicy, past: RetryPast): Verdict {
  const { error, attempt, call } = failure;
  const rule = policy.codes[error.code];
  const own = typeof rule === 'object' ? rule : undefined;
  if (attempt >= (hintedAttempts(call) ?? own?.attempts ?? policy.attempts)) return final;
  if (!(policy.when?.(failure) ?? mayHelp(error, call, rule, past.tried))) return final;
  if (isSentOnce(call)) return { refusal: 'sent-once' };

  const delayMs = pauseMs(failure, policy, own);
  if (delayMs === undefined || past.waitedMs + delayMs > policy.maxWaitMs) return final;
  // Who waits beyond the end of the call only learns later what is known now.
  return delayMs > 0 && delayMs >= leftMs(call) ? final : { delayMs };
}

/** Milliseconds to wait; undefined if they are more than the call may wait. */
function pauseMs(
  { error, attempt, call }: RetryFailure,
  policy: RetryPolicy,
  own: Exclude<RetryCodePolicy, boolean> | undefined,
): number | undefined {
  const { environment } = call.context;
  // Another credential need not wait for what this one did.
  if (error.retry === 'other-key') return 0;
  const backoffMs = backoff(attempt, { ...policy, ...own }, environment.random());
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined) return backoffMs;
  if (retryAfterMs > longestRetryAfterMs(call, policy)) return undefined;
  // Everybody was told the same time: a tenth more, by chance, keeps them from coming back at one moment.
  return Math.max(retryAfterMs * (1 + environment.random() / 10), backoffMs);
}

/** What the call itself says: `hints: { retry: false }`, `hints: { retry: { attempts: 5 } }`. Its advice wins. */
function hintedAttempts({ context }: Call): number | undefined {
  const hint = context.hints?.retry;
  if (hint === false) return 1;
  const attempts = (hint as { readonly attempts?: unknown } | null | undefined)?.attempts;
  return typeof attempts === 'number' && !Number.isNaN(attempts) ? attempts : undefined;
}

/** Milliseconds until the call's total deadline, as far as is known: from the start of its first attempt. */
function leftMs({ context: { deadlines, trace, environment } }: Call): number {
  const totalMs = deadlineMs(deadlines, 'total');
  const [first] = trace.attempts;
  if (totalMs === undefined || !first) return Number.POSITIVE_INFINITY;
  return totalMs - (environment.now() - first.startedAt);
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
function backoff(attempt: number, { baseDelayMs, maxDelayMs }: RetryPolicy, chance: number): number {
  return chance * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

/** The longest Retry-After to wait out: less while a fallback has another target left (its note says so). */
function longestRetryAfterMs({ context }: Call, { maxRetryAfterMs }: RetryPolicy): number {
  const note = context.notes.get('fallback') as { readonly maxRetryAfterMs?: unknown } | undefined;
  const patienceMs = note?.maxRetryAfterMs;
  return typeof patienceMs === 'number' ? Math.min(patienceMs, maxRetryAfterMs) : maxRetryAfterMs;
}
