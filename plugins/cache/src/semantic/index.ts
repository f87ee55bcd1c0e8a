// @kit/plugin-cache/semantic: answers questions that mean the same from a cache, complete and streamed replies alike.

export { semanticCache } from './semantic-cache.ts';
export type { SemanticCacheOptions } from './semantic-options.ts';
export type { SemanticHit } from './semantic-shelf.ts';
export type { Neighbour, VectorIndex, VectorItem } from './vector-index.ts';
