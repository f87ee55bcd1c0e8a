// The default index: in this process, bounded by entries and bytes, the least recently used out first.
import { LRUCache } from 'lru-cache';
import type { Neighbour, VectorIndex, VectorItem } from './vector-index.ts';

/** What the bookkeeping of an item takes. */
const ITEM_OVERHEAD_BYTES = 400;

export interface MemoryIndexOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Nobody asks for what is less similar. */
  readonly atLeast: number;
}

interface Kept extends VectorItem {
  /** Length of the vector's tail. */
  readonly tail: number;
}

/** Compares with every vector of a partition. Most are dismissed after their first quarter. */
export function memoryIndex({ maxEntries, maxBytes, atLeast }: MemoryIndexOptions): VectorIndex {
  const partitions = new Map<string, Map<string, Kept>>();
  const recent = new LRUCache<string, { readonly partition: string; readonly item: Kept }>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: ({ item }, key) =>
      item.vector.byteLength + 2 * (item.entry.length + key.length) + ITEM_OVERHEAD_BYTES,
    dispose: ({ partition, item }) => {
      const items = partitions.get(partition);
      // Its place may be another's already.
      if (items?.get(item.id) !== item) return;
      items.delete(item.id);
      if (items.size === 0) partitions.delete(partition);
    },
  });
  const keyOf = (partition: string, id: string) => `${partition} ${id}`;
  return {
    nearest(partition, vector, k) {
      const best: Neighbour[] = [];
      const tail = tailOf(vector);
      for (const item of partitions.get(partition)?.values() ?? []) {
        const { id, entry } = item;
        const worst = best.length === k ? (best[k - 1] as Neighbour).similarity : atLeast;
        const similarity = similarityAbove(worst, vector, tail, item);
        if (similarity === undefined) continue;
        let at = best.length;
        while (at > 0 && (best[at - 1] as Neighbour).similarity < similarity) at--;
        best.splice(at, 0, { id, similarity, entry });
        if (best.length > k) best.pop();
      }
      const [first] = best;
      if (first) recent.get(keyOf(partition, first.id));
      return best;
    },
    add(partition, added) {
      const item: Kept = { ...added, tail: tailOf(added.vector) };
      const items = partitions.get(partition) ?? new Map<string, Kept>();
      partitions.set(partition, items.set(item.id, item));
      const key = keyOf(partition, item.id);
      recent.set(key, { partition, item });
      // One that is larger than the whole index is not kept.
      if (!recent.has(key)) items.delete(item.id);
      if (items.size === 0) partitions.delete(partition);
    },
    remove: (partition, id) => void recent.delete(keyOf(partition, id)),
    clear: () => recent.clear(),
  };
}

const headOf = ({ length }: Float32Array) => length >> 2;

function tailOf(vector: Float32Array): number {
  return Math.sqrt(product(vector, vector, headOf(vector), vector.length));
}

/** What single precision may be off by. */
const ROUNDING = 1e-5;

/**
 * Undefined if it is below `least`. What the tails can add is at most the product of their lengths (Cauchy and Schwarz),
 * so the heads alone dismiss most vectors.
 */
function similarityAbove(least: number, one: Float32Array, tail: number, other: Kept): number | undefined {
  // Vectors of different lengths are not similar to each other.
  if (one.length !== other.vector.length) return undefined;
  const head = headOf(one);
  const heads = product(one, other.vector, 0, head);
  if (heads + tail * other.tail + ROUNDING < least) return undefined;
  const similarity = heads + product(one, other.vector, head, one.length);
  return similarity + ROUNDING < least ? undefined : similarity;
}

/** Four sums at a time: a single one would wait for itself at every step, and take twice as long. */
function product(one: Float32Array, other: Float32Array, from: number, to: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = from;
  for (; at + 3 < to; at += 4) {
    a += (one[at] as number) * (other[at] as number);
    b += (one[at + 1] as number) * (other[at + 1] as number);
    c += (one[at + 2] as number) * (other[at + 2] as number);
    d += (one[at + 3] as number) * (other[at + 3] as number);
  }
  for (; at < to; at++) a += (one[at] as number) * (other[at] as number);
  return a + b + c + d;
}
