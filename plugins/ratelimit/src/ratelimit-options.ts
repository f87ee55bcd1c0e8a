// Options of ratelimit(), with their defaults in words and their checks.
import { type Call, checkOptions } from '@kit/core';
import { checkKeyBy, type KeyBy, type Store } from '@kit/store';
import { limitNames, type RateLimits } from './limits.ts';

export interface RatelimitOptions extends RateLimits {
  /** Whose limits they are: each key has its own. Default `provider`. */
  readonly key?: KeyBy;
  /** Limits of a single call's key, over those above: plans of tenants, say. `undefined`: those above. */
  readonly limitsFor?: (call: Call) => RateLimits | undefined;
  /** Tokens to reserve for a call. Default: an estimate of its input, plus `maxTokens` (500 if it has none). */
  readonly tokens?: (call: Call) => number;
  /** Where calls wait that cannot go yet; `false`: they fail at once. */
  readonly queue?: RatelimitQueueOptions | false;
  /** Higher goes first. Default: the call's `hints.priority`, or 0. */
  readonly priority?: (call: Call) => number;
  /** Those of one priority take turns by this. Default tenant and user. */
  readonly fairBy?: KeyBy;
  /** Learn from what the vendor says is left of its limits (`meta.rateLimit`), and from its 429s; `false`: do not. */
  readonly learn?: RatelimitLearnOptions | false;
  /** Where the counts are kept. Default: in this process. */
  readonly store?: Store;
  /**
   * While the store is away: `open` (the default): this process holds to the limits by itself; `closed`: calls fail with
   * `store-unavailable`.
   */
  readonly outage?: 'open' | 'closed';
  /** After how many milliseconds the place of a process that died is free again. Default 30,000. */
  readonly leaseMs?: number;
  /** Operations that count. Default: all that make a model work. */
  readonly operations?: readonly string[];
  /** Begins the keys in the store: limiters of one name, key and store share their limits. Default `ratelimit`. */
  readonly name?: string;
}

export interface RatelimitQueueOptions {
  /** Calls that may wait for one key. Default 1,000. */
  readonly size?: number;
  /** Longest wait in milliseconds; a call whose wait is known to be longer fails at once. Default 30,000. */
  readonly maxWaitMs?: number;
}

export interface RatelimitLearnOptions {
  /** Share of a vendor's limit up to which calls go unhindered; beyond it they are spread out. Default 0.8. */
  readonly threshold?: number;
}

const whole = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) > 0 ? undefined : 'a whole number, 1 or more';
const store = (value: unknown) =>
  typeof (value as Store | null)?.reserve === 'function' ? undefined : 'a store, such as redisStore({ url })';
const off = (expected: string) => (value: unknown) =>
  value === false || (typeof value === 'object' && value !== null && !Array.isArray(value)) ? undefined : expected;
const share = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'a number from 0 to 1';

const limitChecks = Object.fromEntries(limitNames.map((name) => [name, whole]));

/** @throws KitError `config` that names the option. */
export function checkRatelimitOptions(options: RatelimitOptions): void {
  checkOptions('ratelimit()', options, {
    ...limitChecks,
    key: checkKeyBy,
    limitsFor: 'function',
    tokens: 'function',
    queue: off('false or { size, maxWaitMs }'),
    priority: 'function',
    fairBy: checkKeyBy,
    learn: off('false or { threshold }'),
    store,
    outage: ['open', 'closed'],
    leaseMs: 'positive',
    operations: 'array',
    name: 'string',
  });
  if (options.queue) checkOptions('ratelimit({ queue })', options.queue, { size: 'count', maxWaitMs: 'positive' });
  if (options.learn) checkOptions('ratelimit({ learn })', options.learn, { threshold: share });
}

/** @throws KitError `config`: what a function answered is no set of limits. */
export function checkLimits(limits: RateLimits): RateLimits {
  checkOptions('ratelimit({ limitsFor })', limits, limitChecks);
  return limits;
}
