// What metrics().snapshot() answers: plain data, at one moment.
import type { Distribution } from './histogram.ts';
import { type OverheadPhase, overheadPhases, type Series, type SeriesLabels, type TokenKind } from './series.ts';

export interface MetricsSnapshot {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly at: number;
  readonly series: readonly SeriesSnapshot[];
  /** How often each event of the pipeline was heard: `retry`, `fallback`, `cache-hit`, … */
  readonly events: readonly EventCount[];
}

export interface EventCount {
  readonly event: string;
  readonly provider: string;
  readonly count: number;
}

export interface SeriesSnapshot extends SeriesLabels {
  readonly calls: number;
  /** `complete`, `cancelled`, `abandoned`, or the code of the error that the caller got. They sum to `calls`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Requests to the vendor, lost ones included. */
  readonly attempts: number;
  /** Streams that have begun and are not over. */
  readonly openStreams: number;
  readonly totalMs?: Distribution;
  /** Streams: until the first content. */
  readonly firstPartMs?: Distribution;
  /** Output tokens per second; of streams, from the first content on. */
  readonly tokensPerSecond?: Distribution;
  readonly overheadMs: { readonly [P in OverheadPhase]?: Distribution };
  /** By kind. `input` and `output` are the totals, the others their parts. */
  readonly tokens: { readonly [K in TokenKind]?: number };
  /** By currency. What has no known price is not in it. */
  readonly cost: Readonly<Record<string, number>>;
  /** Requests whose tokens are estimates. */
  readonly estimated: number;
}

export function seriesSnapshot(series: Series): SeriesSnapshot {
  const overheadMs: { [P in OverheadPhase]?: Distribution } = {};
  for (const phase of overheadPhases) {
    const distribution = series.overheadMs[phase].distribution();
    if (distribution) overheadMs[phase] = distribution;
  }
  const totalMs = series.totalMs.distribution();
  const firstPartMs = series.firstPartMs.distribution();
  const tokensPerSecond = series.tokensPerSecond.distribution();
  return {
    ...series.labels,
    calls: series.calls,
    outcomes: Object.fromEntries(series.outcomes),
    attempts: series.attempts,
    openStreams: series.openStreams,
    ...(totalMs && { totalMs }),
    ...(firstPartMs && { firstPartMs }),
    ...(tokensPerSecond && { tokensPerSecond }),
    overheadMs,
    tokens: Object.fromEntries(series.tokenCounts()),
    cost: Object.fromEntries(series.cost),
    estimated: series.estimated,
  };
}
