// When a fallback goes on to the next target.
import { type ErrorCode, KitError, type Operation, type SettledOf, type TargetInfo } from '@kit/core';

/** How one target did. A streamed answer is judged only if it was over when it began (a refusal, for example). */
export type FallbackOutcome = {
  [K in Operation]:
    | { readonly operation: K; readonly target: TargetInfo; readonly error: KitError; readonly result?: undefined }
    | { readonly operation: K; readonly target: TargetInfo; readonly result: SettledOf<K>; readonly error?: undefined };
}[Operation];

export interface FallbackOptions {
  /** Instance id. Default `fallback`. */
  readonly id?: string;
  /** Which failures go on to the next target, by code, over the default. */
  readonly codes?: Readonly<Partial<Record<ErrorCode, boolean>>>;
  /** Judges failures and answers: true goes on, false is final, undefined leaves it to the default. */
  readonly when?: (outcome: FallbackOutcome) => boolean | undefined;
  /**
   * Longest Retry-After, in milliseconds, that a retry inside a target may wait out while another target is left; the
   * last one may wait as long as its retry likes. Default 1,000.
   */
  readonly maxRetryAfterMs?: number;
  readonly handlers?: undefined;
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

/** Why the next target is asked; undefined if this outcome is the fallback's own. */
export function reasonToGoOn({ codes, when }: FallbackOptions, outcome: FallbackOutcome): string | undefined {
  const { error, result } = outcome;
  if (error?.code === 'aborted') return undefined;
  const judged = when?.(outcome);
  if (judged === false) return undefined;
  if (error) {
    // A vendor's table may know that another vendor would take what this one refuses.
    const goesOn = judged ?? codes?.[error.code] ?? (error.retry === 'other-provider' || !final.has(error.code));
    return goesOn ? error.code : undefined;
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
  if (beforeSending.has(code)) return false;
  return Object.values(request ?? {}).some(
    (value: unknown) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
  );
}

/** The failure with every attempt of the call, and with what there is to say about the others. */
export function withAttempts(error: KitError, attempts: KitError['attempts'], addition = ''): KitError {
  if (addition === '' && (error.attempts === attempts || attempts.length === 0)) return error;
  const { code, message, partial, vendor, cause } = error;
  return new KitError(code, message + addition, { ...error, attempts, partial, vendor, cause });
}
