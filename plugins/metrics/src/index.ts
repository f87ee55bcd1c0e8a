// @kit/plugin-metrics: counts and measures calls; percentiles, tokens, cost; JSON, Prometheus text, a table.

export type { Distribution } from './histogram.ts';
export { type Metrics, type MetricsOptions, metrics } from './metrics.ts';
export { prometheusContentType } from './prometheus.ts';
export type { OverheadPhase, SeriesLabels, TokenKind } from './series.ts';
export type { EventCount, MetricsSnapshot, SeriesSnapshot } from './snapshot.ts';
