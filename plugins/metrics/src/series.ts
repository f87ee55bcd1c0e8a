// What is counted for one provider, model, operation and key; and the bounded table of all of them.
import type { Cost, Usage } from '@kit/core';
import { Histogram } from './histogram.ts';

export interface SeriesLabels {
  readonly provider: string;
  readonly model: string;
  readonly operation: string;
  /** Label of the credential, never the credential. */
  readonly key: string;
}

/** Where a call's time went beside the vendors'. */
export const overheadPhases = ['before', 'queue', 'between', 'after'] as const;
export type OverheadPhase = (typeof overheadPhases)[number];

/** `input` and `output` are the totals, the others their parts. */
export const tokenKinds = [
  'input',
  'output',
  'input-uncached',
  'cache-read',
  'cache-write',
  'output-text',
  'reasoning',
  'output-audio',
  'output-image',
] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** Multiples in which times are kept: up to 11 hours, and for kit's own time a microsecond. */
const TIME_MS = 0.01;
const OWN_TIME_MS = 0.001;

export class Series {
  readonly labels: SeriesLabels;
  calls = 0;
  openStreams = 0;
  /** Requests to the vendor. */
  attempts = 0;
  readonly outcomes = new Map<string, number>();
  readonly tokens = new Float64Array(tokenKinds.length);
  #kinds = 0;
  readonly cost = new Map<string, number>();
  /** Attempts whose usage no vendor told. */
  estimated = 0;
  readonly totalMs = new Histogram(TIME_MS);
  readonly firstPartMs = new Histogram(TIME_MS);
  readonly tokensPerSecond = new Histogram(TIME_MS);
  readonly overheadMs: { readonly [P in OverheadPhase]: Histogram } = {
    before: new Histogram(OWN_TIME_MS),
    queue: new Histogram(OWN_TIME_MS),
    between: new Histogram(OWN_TIME_MS),
    after: new Histogram(OWN_TIME_MS),
  };

  constructor(labels: SeriesLabels) {
    this.labels = labels;
  }

  /** Forgets everything but what is open. */
  reset(): void {
    this.calls = 0;
    this.attempts = 0;
    this.estimated = 0;
    this.outcomes.clear();
    this.cost.clear();
    this.tokens.fill(0);
    this.#kinds = 0;
    for (const values of [this.totalMs, this.firstPartMs, this.tokensPerSecond, ...Object.values(this.overheadMs)])
      values.reset();
  }

  spent(usage: Usage | undefined, cost: Cost | undefined): void {
    if (cost && isCount(cost.amount)) add(this.cost, cost.currency, cost.amount);
    if (!usage) return;
    if (usage.state === 'estimated') this.estimated += 1;
    this.#add(0, usage.inputTokens);
    this.#add(1, usage.outputTokens);
    const { inputDetails, outputDetails } = usage;
    if (inputDetails) {
      this.#add(2, inputDetails.uncached);
      this.#add(3, inputDetails.cacheRead);
      this.#add(4, inputDetails.cacheWrite);
    }
    if (outputDetails) {
      this.#add(5, outputDetails.text);
      this.#add(6, outputDetails.reasoning);
      this.#add(7, outputDetails.audio);
      this.#add(8, outputDetails.image);
    }
  }

  /** By number, in the order of `tokenKinds`: looking up nine names would be most of the work of recording. */
  #add(kind: number, count: number | undefined): void {
    if (count === undefined || !isCount(count)) return;
    (this.tokens[kind] as number) += count;
    this.#kinds |= 1 << kind;
  }

  /** Kinds that somebody stated, be it as 0. */
  tokenCounts(): readonly (readonly [TokenKind, number])[] {
    return tokenKinds
      .map((name, kind) => [name, this.tokens[kind] as number] as const)
      .filter((_, kind) => this.#kinds & (1 << kind));
  }
}

/** What is none would stay in a sum for ever. */
export const isCount = (count: number): boolean => count >= 0 && count < Number.POSITIVE_INFINITY;

export function add(counters: Map<string, number>, name: string, count: number | undefined): void {
  if (count !== undefined) counters.set(name, (counters.get(name) ?? 0) + count);
}

/** Series that come after `maxSeries` others are counted together, under this name. */
export const OTHERS = 'others';

type Level<T> = Map<string, T>;

/** Found level by level: joining four words to one key would cost more than all counting. */
export class SeriesTable {
  readonly #maxSeries: number;
  readonly #byOperation: Level<Level<Level<Level<Series>>>> = new Map();
  readonly #all: Series[] = [];
  #others: Series | undefined;

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  all(): readonly Series[] {
    return this.#others ? [...this.#all, this.#others] : this.#all;
  }

  find(operation: string, provider: string, model: string, key: string): Series {
    const found = this.#byOperation.get(operation)?.get(provider)?.get(model)?.get(key);
    return found ?? this.#add({ provider, model, operation, key });
  }

  #add(labels: SeriesLabels): Series {
    if (this.#all.length >= this.#maxSeries) {
      this.#others ??= new Series({ provider: OTHERS, model: OTHERS, operation: OTHERS, key: OTHERS });
      return this.#others;
    }
    const series = new Series(labels);
    this.#all.push(series);
    const byProvider = below(this.#byOperation, labels.operation);
    below(below(byProvider, labels.provider), labels.model).set(labels.key, series);
    return series;
  }
}

function below<T>(level: Level<Level<T>>, name: string): Level<T> {
  let next = level.get(name);
  if (!next) level.set(name, (next = new Map()));
  return next;
}
