// Options of cache(), with their defaults in words and their checks.
import { type Call, checkOptions, type FinishReason, KitError, type Operation } from '@kit/core';
import type { CacheStore } from './cache-store.ts';
import { checkDuration, type Duration, durationMs } from './duration.ts';

/** Operations whose answers can be had again: no jobs, no uploads, no health. */
export const cachedOperations = [
  'chat',
  'stream',
  'complete',
  'embed',
  'rerank',
  'image',
  'speech',
  'speechStream',
  'transcribe',
  'transcribeStream',
  'moderate',
  'countTokens',
  'models',
  'parse',
  'voices',
] as const satisfies readonly Operation[];

export type CachedOperation = (typeof cachedOperations)[number];

export interface CacheOptions {
  /** How long an answer is good for. Default `'1h'`; `models` and `voices` `'24h'`. */
  readonly ttl?: Duration;
  /** By operation: `false` leaves it alone, a duration is its own. */
  readonly operations?: Readonly<Partial<Record<CachedOperation, boolean | Duration>>>;
  /** Default: memory, the least recently used out first. A Keyv instance for any other. */
  readonly store?: CacheStore;
  /** Names what lies behind this cache, for stores that others share; required with `store`. */
  readonly namespace?: string;
  /** Bound of the memory store. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Larger answers are not kept. Default 4 MiB. */
  readonly maxEntryBytes?: number;
  /** A store that has not answered by then is a miss. Default 500. */
  readonly storeTimeoutMs?: number;
  /** Equal calls at one time are one call. Default true. */
  readonly singleFlight?: boolean;
  /** How kept streams come: all at once (default), or as they came. */
  readonly replay?: 'at-once' | 'recorded';
  /** Answers that ended so are kept. Default `['stop', 'tool-calls']`. */
  readonly finishReasons?: readonly FinishReason[];
  /** False: this answer is not kept. Over `finishReasons`. */
  readonly keep?: (result: unknown, call: Call) => boolean;
  /** More that an answer depends on, such as the user where a router looks at it. */
  readonly vary?: (call: Call) => unknown;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const reasons = ['stop', 'length', 'tool-calls', 'content-filter', 'error', 'other'];

/** @throws KitError `config` that names the option. */
export function checkCacheOptions(options: CacheOptions): void {
  checkOptions('cache()', options, {
    ttl: checkDuration,
    operations: 'object',
    store: (value) =>
      typeof (value as CacheStore | null)?.get === 'function' && typeof (value as CacheStore).set === 'function'
        ? undefined
        : 'a store with get(key) and set(key, value, ttlMs), such as a Keyv',
    namespace: 'string',
    maxBytes: 'positive',
    maxEntryBytes: 'positive',
    storeTimeoutMs: 'positive',
    singleFlight: 'boolean',
    replay: ['at-once', 'recorded'],
    finishReasons: (value) =>
      Array.isArray(value) && value.every((reason) => reasons.includes(reason))
        ? undefined
        : `a list of ${reasons.map((reason) => `"${reason}"`).join(', ')}`,
    keep: 'function',
    vary: 'function',
  });
  const check = (value: unknown) =>
    typeof value === 'boolean' || !checkDuration(value) ? undefined : 'true, false or a duration such as "10m"';
  checkOptions(
    'cache({ operations })',
    options.operations,
    Object.fromEntries(cachedOperations.map((name) => [name, check])),
  );
  if (options.store && options.namespace === undefined) {
    throw new KitError(
      'config',
      'cache(): `namespace` is required with `store`: it keeps apart what different pipelines put into one store, for example "support-bot".',
      { field: 'namespace' },
    );
  }
}

/** How long the operation's answers are kept; undefined if they are not. */
export function ttlOf(operation: Operation, { ttl, operations = {} }: CacheOptions): number | undefined {
  if (!(cachedOperations as readonly string[]).includes(operation)) return undefined;
  const own = operations[operation as CachedOperation] ?? true;
  if (own === false) return undefined;
  if (own !== true) return durationMs(own, 'cache({ operations })', operation);
  if (operation === 'models' || operation === 'voices') return DAY_MS;
  return ttl === undefined ? HOUR_MS : durationMs(ttl, 'cache()', 'ttl');
}
