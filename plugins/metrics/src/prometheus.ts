// The text format of Prometheus, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/
import type { Histogram } from './histogram.ts';
import { overheadPhases, type Series } from './series.ts';
import type { EventCount } from './snapshot.ts';

/** Content type of what `prometheus()` answers. */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;

const secondBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const ownSecondBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1, 1, 10];
const speedBounds = [5, 10, 20, 40, 80, 160, 320, 640, 1280];

export function prometheusText(all: readonly Series[], events: readonly EventCount[]): string {
  const page = new Page();
  page.family('kit_calls_total', 'counter', 'Calls by outcome.');
  for (const { labels, outcomes } of all)
    for (const [outcome, count] of outcomes) page.sample('kit_calls_total', { ...labels, outcome }, count);
  page.family('kit_attempts_total', 'counter', 'Requests to vendors.');
  for (const { labels, attempts } of all) page.sample('kit_attempts_total', { ...labels }, attempts);
  page.family('kit_open_streams', 'gauge', 'Streams that have begun and are not over.');
  for (const { labels, openStreams } of all) page.sample('kit_open_streams', { ...labels }, openStreams);
  page.family('kit_tokens_total', 'counter', 'Tokens by kind; input and output are the totals.');
  for (const one of all)
    for (const [kind, count] of one.tokenCounts()) page.sample('kit_tokens_total', { ...one.labels, kind }, count);
  page.family('kit_cost_total', 'counter', 'Money by currency.');
  for (const { labels, cost } of all)
    for (const [currency, amount] of cost) page.sample('kit_cost_total', { ...labels, currency }, amount);
  page.family('kit_call_duration_seconds', 'histogram', 'Calls from begin to end.');
  for (const { labels, totalMs } of all)
    page.histogram('kit_call_duration_seconds', { ...labels }, totalMs, secondBounds, 1000);
  page.family('kit_first_part_seconds', 'histogram', 'Streams until the first content.');
  for (const { labels, firstPartMs } of all)
    page.histogram('kit_first_part_seconds', { ...labels }, firstPartMs, secondBounds, 1000);
  page.family('kit_tokens_per_second', 'histogram', 'Output tokens per second.');
  for (const { labels, tokensPerSecond } of all)
    page.histogram('kit_tokens_per_second', { ...labels }, tokensPerSecond, speedBounds, 1);
  page.family('kit_overhead_seconds', 'histogram', 'Time that no vendor had, by phase.');
  for (const { labels, overheadMs } of all)
    for (const phase of overheadPhases)
      page.histogram('kit_overhead_seconds', { ...labels, phase }, overheadMs[phase], ownSecondBounds, 1000);
  page.family('kit_events_total', 'counter', 'Events of the pipeline.');
  for (const { event, provider, count } of events) page.sample('kit_events_total', { event, provider }, count);
  return page.text();
}

class Page {
  readonly #lines: string[] = [];

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  }

  sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    this.#lines.push(`${name}{${pairs.join(',')}} ${value}`);
  }

  /** `perUnit`: of the histogram's values in one of the unit that is shown. */
  histogram(name: string, labels: Labels, values: Histogram, bounds: readonly number[], perUnit: number): void {
    if (values.count === 0) return;
    for (const bound of bounds)
      this.sample(`${name}_bucket`, { ...labels, le: String(bound) }, values.countUpTo(bound * perUnit));
    this.sample(`${name}_bucket`, { ...labels, le: '+Inf' }, values.count);
    this.sample(`${name}_sum`, labels, values.sum / perUnit);
    this.sample(`${name}_count`, labels, values.count);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
