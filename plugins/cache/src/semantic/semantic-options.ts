// Options of semanticCache(), with their defaults in words and their checks.
import { type Call, checkOptions, type EmbedRequest, type FinishReason, KitError, type Provider } from '@kit/core';
import { checkDuration, type Duration } from '../duration.ts';
import type { VectorIndex } from './vector-index.ts';

export interface SemanticCacheOptions {
  /** Any provider, or pipeline, that embeds. Its calls are its own: what they cost is counted there. */
  readonly embed: Provider<'embed'>;
  /** The embedding model; the provider's default if absent. */
  readonly model?: string;
  readonly dimensions?: number;
  /** What the vectors are for, for vendors that make a difference: `similarity`, where there is one. */
  readonly inputType?: EmbedRequest['inputType'];
  /** Cosine from which two texts ask the same. Default 0.95. */
  readonly threshold?: number;
  /** A second opinion over the threshold, such as a reranker's. Not asked if absent. */
  readonly same?: (asked: string, kept: string) => boolean | Promise<boolean>;
  /** How long an answer is good for. Default `'1h'`. */
  readonly ttl?: Duration;
  /** Default: memory, the least recently used out first. */
  readonly index?: VectorIndex;
  /** Names what lies behind this cache, for an index that others share; required with `index`. */
  readonly namespace?: string;
  /** Bound of the memory index. Default 2,000. */
  readonly maxEntries?: number;
  /** Bound of the memory index. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Larger answers are not kept. Default 1 MiB. */
  readonly maxEntryBytes?: number;
  /** Longer texts are left alone: the longer, the less one question in them counts. Default 500 characters. */
  readonly maxTextLength?: number;
  /** An embedding that is not there by then is a miss. Default 2,000. */
  readonly embedTimeoutMs?: number;
  /** An index that has not answered by then is a miss. Default 500. */
  readonly indexTimeoutMs?: number;
  /** How kept streams come: all at once (default), or as they came. */
  readonly replay?: 'at-once' | 'recorded';
  /** Answers that ended so are kept. Default `['stop']`. */
  readonly finishReasons?: readonly FinishReason[];
  /** False: this answer is not kept. In place of `finishReasons`. */
  readonly keep?: (result: unknown, call: Call) => boolean;
  /** More that an answer depends on, such as the user. */
  readonly vary?: (call: Call) => unknown;
}

const reasons = ['stop', 'length', 'tool-calls', 'content-filter', 'error', 'other'];

/** @throws KitError `config` that names the option. */
export function checkSemanticOptions(options: SemanticCacheOptions): void {
  checkOptions(
    'semanticCache()',
    options,
    {
      embed: (value) =>
        typeof value === 'object' && 'embed' in ((value as Partial<Provider<'embed'>> | null)?.handlers ?? {})
          ? undefined
          : 'a provider that has the operation "embed"',
      model: 'string',
      dimensions: 'positive',
      inputType: 'string',
      threshold: (value) =>
        typeof value === 'number' && value > 0 && value <= 1 ? undefined : 'a cosine: above 0, at most 1',
      same: 'function',
      ttl: checkDuration,
      index: (value) =>
        ['nearest', 'add', 'remove'].every((name) => typeof (value as Record<string, unknown>)?.[name] === 'function')
          ? undefined
          : 'an index with nearest(partition, vector, k), add(partition, item) and remove(partition, id)',
      namespace: 'string',
      maxEntries: 'positive',
      maxBytes: 'positive',
      maxEntryBytes: 'positive',
      maxTextLength: 'positive',
      embedTimeoutMs: 'positive',
      indexTimeoutMs: 'positive',
      replay: ['at-once', 'recorded'],
      finishReasons: (value) =>
        Array.isArray(value) && value.every((reason) => reasons.includes(reason))
          ? undefined
          : `a list of ${reasons.map((reason) => `"${reason}"`).join(', ')}`,
      keep: 'function',
      vary: 'function',
    },
    ['embed'],
  );
  if (options.index && options.namespace === undefined) {
    throw new KitError(
      'config',
      'semanticCache(): `namespace` is required with `index`: it keeps apart what different pipelines put into one index, for example "support-bot".',
      { field: 'namespace' },
    );
  }
}
