// When the next target is asked.
import {
  checkOptions,
  type ErrorCode,
  errorCodes,
  KitError,
  type Operation,
  type OptionCheck,
  type SettledOf,
  type TargetInfo,
} from '@kit/core';

/** How one target did. A streamed answer is judged only if it was over when it began (a refusal, for example). */
export type FallbackOutcome = {
  [K in Operation]:
    | { readonly operation: K; readonly target: TargetInfo; readonly error: KitError; readonly result?: undefined }
    | { readonly operation: K; readonly target: TargetInfo; readonly result: SettledOf<K>; readonly error?: undefined };
}[Operation];

/** Which outcomes of one target are left to another. */
export interface FailoverOptions {
  /**
   * By error code, over the default: true asks the next target, false is final, and one or more target ids ask those
   * targets and no others: `{ 'context-length': 'long', 'content-filter': ['other-vendor'] }`.
   */
  readonly codes?: Readonly<Partial<Record<ErrorCode, boolean | string | readonly string[]>>>;
  /** Judges failures and answers: true goes on, false is final, undefined leaves it to the default. */
  readonly when?: (outcome: FallbackOutcome) => boolean | undefined;
  /**
   * Longest Retry-After, in milliseconds, that a retry inside a target may wait out while another target is left; the
   * last one may wait as long as its retry likes. Default 1,000.
   */
  readonly maxRetryAfterMs?: number;
}

export interface FallbackOptions extends FailoverOptions {
  /** Instance id. Default `fallback`. */
  readonly id?: string;
  readonly handlers?: undefined;
}

/** Checks for `checkOptions`. */
export const failoverChecks: Readonly<Record<keyof FailoverOptions, OptionCheck>> = {
  codes: 'object',
  when: 'function',
  maxRetryAfterMs: (value) =>
    typeof value === 'number' && value >= 0 ? undefined : 'a number of milliseconds, 0 or more',
};

/** Checks `codes` against the targets that there are. @throws KitError `config`. */
export function checkFailoverCodes(owner: string, { codes }: FailoverOptions, ids: readonly string[]): void {
  const expected = (value: unknown) => {
    const named = typeof value === 'string' ? [value] : value;
    if (typeof named === 'boolean') return undefined;
    return Array.isArray(named) && named.length > 0 && named.every((id) => ids.includes(id as string))
      ? undefined
      : `true, false, or ids of targets (${ids.join(', ')})`;
  };
  checkOptions(owner, codes, Object.fromEntries(errorCodes.map((code) => [code, expected])));
}

/** Failures that another target would meet too, or that must not be got round. */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'aborted',
  'invalid-request',
  'config',
  'budget-exceeded',
  'guard-blocked',
  'tool-failed',
  'max-turns',
]);

/** Why the next target is asked; undefined if this outcome stands. */
export function reasonToGoOn({ codes, when }: FailoverOptions, outcome: FallbackOutcome): string | undefined {
  const { error, result } = outcome;
  if (error?.code === 'aborted') return undefined;
  const judged = when?.(outcome);
  if (judged === false) return undefined;
  if (error) {
    const ruled = codes?.[error.code];
    // A vendor's table may know that another vendor would take what this one refuses.
    const byDefault = error.retry === 'other-provider' || !final.has(error.code);
    return (judged ?? (ruled === undefined ? byDefault : ruled !== false)) ? error.code : undefined;
  }
  if (judged) return 'when';
  return codes?.['content-filter'] !== false && isRefusal(result) ? 'content-filter' : undefined;
}

/** A reply that was filtered before it said anything: what other vendors tell as an error. */
function isRefusal(result: unknown): boolean {
  const { finishReason, text, toolCalls } = (result ?? {}) as {
    finishReason?: unknown;
    text?: unknown;
    toolCalls?: readonly unknown[];
  };
  return finishReason === 'content-filter' && text === '' && (toolCalls?.length ?? 0) === 0;
}

/** Failures that happen before anything of a request's body is read. */
const beforeSending: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['circuit-open', 'queue-full', 'no-target']);

/** True if the request carries a stream that the failed target may have read: nobody else can be given it. */
export function isSpent(request: unknown, { code }: KitError): boolean {
  return !beforeSending.has(code) && isSentOnce(request);
}

/** True if the request carries a stream, which can be sent once. */
export function isSentOnce(request: unknown): boolean {
  return Object.values(request ?? {}).some(
    (value: unknown) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
  );
}

interface KnownAtTheEnd {
  readonly attempts: KitError['attempts'];
  /** What there is to say about the other targets. */
  readonly addition?: string;
  readonly retryAfterMs?: number | undefined;
}

/** The failure with every attempt of the call, and with what else is known once all is over. */
export function withAttempts(error: KitError, known: KnownAtTheEnd): KitError {
  const { attempts, addition = '', retryAfterMs = error.retryAfterMs } = known;
  const knowsAll = error.attempts === attempts || attempts.length === 0;
  if (addition === '' && knowsAll && retryAfterMs === error.retryAfterMs) return error;
  const { code, message, partial, vendor, cause } = error;
  return new KitError(code, message + addition, { ...error, attempts, retryAfterMs, partial, vendor, cause });
}
