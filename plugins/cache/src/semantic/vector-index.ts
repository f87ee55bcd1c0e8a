// Where questions lie as vectors: in memory, or in a vector store through these few functions.

/** A question and its answer. */
export interface VectorItem {
  /** The same for the same words in one partition: a later one replaces it. */
  readonly id: string;
  /** Of length 1: the product of two is their cosine. */
  readonly vector: Float32Array;
  /** The answer, as JSON text. In the clear. */
  readonly entry: string;
  /** The store may forget it after so many milliseconds. */
  readonly ttlMs: number;
}

export interface Neighbour {
  readonly id: string;
  /** Cosine, up to 1. */
  readonly similarity: number;
  readonly entry: string;
}

/**
 * What the cache needs of a vector store. A partition is 64 hex digits, and all its vectors have one length and come from
 * one model: those of two partitions must never be compared.
 */
export interface VectorIndex {
  /** At most `k` of the partition, the most similar first. */
  nearest(partition: string, vector: Float32Array, k: number): readonly Neighbour[] | Promise<readonly Neighbour[]>;
  add(partition: string, item: VectorItem): unknown;
  remove(partition: string, id: string): unknown;
  clear?(): unknown;
}
