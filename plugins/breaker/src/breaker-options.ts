// Options of breaker(), with their defaults in words and their checks.
import { type Call, checkOptions, type KitError, type Operation } from '@kit/core';
import { checkKeyBy, type KeyBy, type Store } from '@kit/store';
import type { CircuitPolicy } from './circuit.ts';

export interface BreakerOptions {
  /** What has a circuit of its own. Default provider × model. */
  readonly key?: KeyBy;
  /** Opens when this part of the calls in the window failed, 0 … 1; `false`: not for that. Default 0.5. */
  readonly failureRate?: number | false;
  /** Calls that the window must hold before its rate counts. Default 20. */
  readonly minCalls?: number;
  /** Length of the window in milliseconds. Default 60,000. */
  readonly windowMs?: number;
  /** Opens after so many failures in a row, of calls that began after the last success; `false`: not for that. Default 5. */
  readonly consecutiveFailures?: number | false;
  /**
   * How long it stays open, in milliseconds; doubled each time that a probe fails. A longer Retry-After of the failure is
   * obeyed. Default 30,000.
   */
  readonly openMs?: number;
  /** The longest that it stays open at a time. Default 300,000. */
  readonly maxOpenMs?: number;
  /** Half-open: calls that may be under way at a time. Default 1. */
  readonly probes?: number;
  /** Half-open: calls that have to succeed before it closes. Default 2. */
  readonly successes?: number;
  /** Says of a failure whether it counts; `undefined` leaves it to the default. Aborts never count. */
  readonly counts?: (failure: BreakerFailure) => boolean | undefined;
  /** Where circuits that open are made known to other processes. Default: nowhere. */
  readonly store?: Store;
  /** How often, in milliseconds, a circuit in use looks for what others have made known. Default 1,000. */
  readonly shareEveryMs?: number;
  /** Begins the keys in the store: breakers of one name, key and store share. Default `breaker`. */
  readonly name?: string;
}

/** A failure to be judged. */
export type BreakerFailure = { [K in Operation]: { readonly error: KitError; readonly call: Call<K> } }[Operation];

const countFromOne = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'a whole number, 1 or more';
const countOrFalse = (value: unknown) =>
  value === false || !countFromOne(value) ? undefined : 'a whole number, 1 or more, or false';
const rateOrFalse = (value: unknown) =>
  value === false || (typeof value === 'number' && value > 0 && value <= 1)
    ? undefined
    : 'a number above 0 and up to 1, or false';
const store = (value: unknown) =>
  typeof (value as Store | null)?.reserve === 'function' ? undefined : 'a store, such as redisStore({ url })';

/** @throws KitError `config` that names the option. */
export function checkBreakerOptions(options: BreakerOptions): void {
  checkOptions('breaker()', options, {
    key: checkKeyBy,
    failureRate: rateOrFalse,
    minCalls: countFromOne,
    windowMs: 'positive',
    consecutiveFailures: countOrFalse,
    openMs: 'positive',
    maxOpenMs: 'positive',
    probes: countFromOne,
    successes: countFromOne,
    counts: 'function',
    store,
    shareEveryMs: 'positive',
    name: 'string',
  });
}

export function policyOf(options: BreakerOptions): CircuitPolicy {
  const { failureRate = 0.5, minCalls = 20, windowMs = 60_000, consecutiveFailures = 5 } = options;
  const { openMs = 30_000, maxOpenMs = Math.max(300_000, openMs), probes = 1, successes = 2 } = options;
  return { failureRate, minCalls, windowMs, consecutiveFailures, openMs, maxOpenMs, probes, successes };
}
