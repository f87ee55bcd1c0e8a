// Options of retry(), with their defaults in words and their checks.
import { checkOptions, type ErrorCode, errorCodes } from '@kit/core';
import type { RetryBudgetOptions } from './retry-budget.ts';
import type { RetryCodePolicy, RetryFailure } from './retry-policy.ts';

export interface RetryOptions {
  /** Attempts of one call, the first included. Default 3. */
  readonly attempts?: number;
  /** Bound of the first pause in milliseconds; it doubles with each attempt. Default 500. */
  readonly baseDelayMs?: number;
  /** Bound of every pause that the vendor does not ask for. Default 30,000. */
  readonly maxDelayMs?: number;
  /**
   * Longest Retry-After, in milliseconds, that is waited out. Beyond it the call fails at once. Default 60,000.
   * A fallback lowers it while another of its targets is left.
   */
  readonly maxRetryAfterMs?: number;
  /** The most, in milliseconds, that all pauses of one call may take together. Default: no bound. */
  readonly maxWaitMs?: number;
  /** Rules by error code, over what the error itself says: `{ 'rate-limit': { attempts: 5 }, server: false }`. */
  readonly codes?: Readonly<Partial<Record<ErrorCode, RetryCodePolicy>>>;
  /** Shared by all calls through this middleware, so that an outage is not multiplied; `false`: none. */
  readonly budget?: RetryBudgetOptions | false;
  /** Decides over everything but aborts, the number of attempts, the budget and bodies that are sent once. */
  readonly when?: (failure: RetryFailure) => boolean | undefined;
}

const countFromOne = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 1 ? undefined : 'a whole number, 1 or more';
const checkCode = (value: unknown) =>
  typeof value === 'boolean' || (typeof value === 'object' && value !== null)
    ? undefined
    : 'true, false or { attempts, baseDelayMs, maxDelayMs }';
const milliseconds = (value: unknown) =>
  typeof value === 'number' && value >= 0 ? undefined : 'a number of milliseconds, 0 or more';

/** @throws KitError `config` that names the option. */
export function checkRetryOptions(options: RetryOptions): void {
  checkOptions('retry()', options, {
    attempts: countFromOne,
    baseDelayMs: milliseconds,
    maxDelayMs: milliseconds,
    maxRetryAfterMs: milliseconds,
    maxWaitMs: milliseconds,
    codes: 'object',
    when: 'function',
    budget: (value) =>
      value === false || (typeof value === 'object' && value !== null) ? undefined : 'false or { tokens, perSuccess }',
  });
  checkOptions('retry({ codes })', options.codes, Object.fromEntries(errorCodes.map((code) => [code, checkCode])));
  for (const [code, rule] of Object.entries(options.codes ?? {})) {
    if (typeof rule !== 'object') continue;
    checkOptions(`retry({ codes: { '${code}' } })`, rule, {
      attempts: countFromOne,
      baseDelayMs: milliseconds,
      maxDelayMs: milliseconds,
    });
  }
  if (options.budget)
    checkOptions('retry({ budget })', options.budget, { tokens: milliseconds, perSuccess: milliseconds });
}
