// The default store: in this process, least recently used out first, bounded by bytes.
import { LRUCache } from 'lru-cache';
import type { CacheStore } from './cache-store.ts';

/** An entry is text of two bytes a character at most; this is what its bookkeeping takes besides. */
const ENTRY_OVERHEAD_BYTES = 200;

/** How long an entry is good for stands in the entry: the call's clock says whether it is over. */
export function memoryStore(maxBytes: number): CacheStore {
  const entries = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => 2 * (value.length + key.length) + ENTRY_OVERHEAD_BYTES,
  });
  return {
    get: (key) => entries.get(key),
    set: (key, value) => void entries.set(key, value),
    clear: () => entries.clear(),
  };
}
