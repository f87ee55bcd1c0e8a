// metrics: counts and measures every call, complete and streamed alike.
import {
  type Call,
  checkOptions,
  type Handler,
  type Middleware,
  type Operation,
  observe,
  type WrapPoint,
} from '@kit/core';
import { Book } from './book.ts';
import { MeasuredCall } from './measured-call.ts';
import { prometheusText } from './prometheus.ts';
import type { MetricsSnapshot } from './snapshot.ts';
import { table } from './table.ts';

export interface MetricsOptions {
  /** Series (provider × model × operation × key) that are kept apart; the rest is counted together. Default 200. */
  readonly maxSeries?: number;
  /** What the calls' `key` is. Default: the label of the credential that was used. Must be of few different values. */
  readonly key?: (call: Call) => string | undefined;
}

export interface Metrics extends Middleware {
  snapshot(): MetricsSnapshot;
  /** The same, so that `JSON.stringify(metrics)` works. */
  toJSON(): MetricsSnapshot;
  /** The text that Prometheus reads. Serve it as `prometheusContentType`. */
  prometheus(): string;
  /** For a terminal. */
  table(): string;
  /** Forgets everything but the streams that are open. */
  reset(): void;
}

/**
 * Counts and measures the calls that go through it: outcomes, latency percentiles, tokens, cost, kit's own time.
 *
 * @example
 * const measured = metrics();
 * const ai = pipeline(openai()).use(measured, retry());
 * console.log(measured.table());
 *
 * @throws KitError `config` for a wrong option.
 */
export function metrics(options: MetricsOptions = {}): Metrics {
  checkOptions('metrics()', options, { maxSeries: 'count', key: 'function' });
  const { maxSeries = 200, key } = options;
  const book = new Book(maxSeries, key);
  return {
    name: 'metrics',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      book.listen(at.events, at.environment);
      return observe(next, (call) => new MeasuredCall<K>(book, call, at));
    },
    snapshot: () => book.snapshot(),
    toJSON: () => book.snapshot(),
    prometheus: () => book.read((series, events) => prometheusText(series, events)),
    table: () => table(book.snapshot().series),
    reset: () => book.reset(),
    close: async () => book.close(),
  };
}
