// @kit/plugin-cache: answers calls from a cache, complete and streamed replies alike.

export { cache } from './cache.ts';
export type { CacheHint } from './cache-hint.ts';
export type { CachedOperation, CacheOptions } from './cache-options.ts';
export type { CacheStore } from './cache-store.ts';
export type { Duration } from './duration.ts';
