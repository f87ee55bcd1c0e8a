// cache: answers a call with what was answered to its like before.
import type { Handler, Middleware, Operation, WrapPoint } from '@kit/core';
import { canFold } from './bound-stream.ts';
import { type CacheOptions, checkCacheOptions, ttlOf } from './cache-options.ts';
import { safeStore } from './cache-store.ts';
import { cachedReplies } from './cached-replies.ts';
import { cachedStreams } from './cached-streams.ts';
import { memoryStore } from './memory-store.ts';
import { orCatalogue } from './models-fallback.ts';
import { Shelf, type ShelfOptions } from './shelf.ts';

/**
 * Answers a call from the cache when everything that changes its answer is the same: the whole request, tenant,
 * credentials, endpoint, provider. Equal calls at one time are one call. Streams are kept as parts and streamed again.
 * Errors, truncated and filtered answers are not kept. A store that is down is a miss, never a failure.
 *
 * @example
 * const ai = pipeline(openai()).use(cache({ ttl: '10m' }));
 * await ai.chat(request, { hints: { cache: 'refresh' } });
 *
 * @throws KitError `config` for a wrong option or hint.
 */
export function cache(options: CacheOptions = {}): Middleware {
  checkCacheOptions(options);
  const {
    store = memoryStore(options.maxBytes ?? 64 * 2 ** 20),
    maxEntryBytes = 4 * 2 ** 20,
    storeTimeoutMs = 500,
    singleFlight = true,
    finishReasons = ['stop', 'tool-calls'],
    replay = 'at-once',
    namespace,
    keep,
    vary,
  } = options;
  const common: ShelfOptions = {
    store: safeStore(store, storeTimeoutMs),
    maxEntryBytes,
    singleFlight,
    finishReasons: new Set(finishReasons),
    keep,
    flights: new Map(),
  };
  let wraps = 0;
  return {
    name: 'cache',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      const ttlMs = ttlOf(at.operation, options);
      if (ttlMs === undefined || (at.streamed && !canFold(at.operation))) return next;
      // What lies behind differs from pipeline to pipeline (a default model, say) and cannot be seen from here.
      const space = { namespace: namespace ?? `#${wraps++}`, provider: at.provider.id, vary };
      const shelf = new Shelf(common, at, ttlMs, space);
      if (at.streamed) return cachedStreams(next, shelf, replay);
      const cached = cachedReplies(next, shelf);
      // Outside of what is kept: a stopgap is not good for a day.
      if (at.operation !== 'models') return cached;
      return orCatalogue(cached as unknown as Handler<'models'>, at) as unknown as Handler<K>;
    },
    // A store of one's own is one's own to close.
    ...(!options.store && { close: async () => void store.clear?.() }),
  };
}
