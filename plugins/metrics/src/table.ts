// A table for terminals: one line a series, the busiest first.
import type { SeriesSnapshot } from './snapshot.ts';

const columns: readonly (readonly [title: string, value: (series: SeriesSnapshot) => string])[] = [
  ['provider', ({ provider }) => provider],
  ['model', ({ model }) => model || '-'],
  ['operation', ({ operation }) => operation],
  ['key', ({ key }) => key || '-'],
  ['calls', ({ calls }) => String(calls)],
  ['failed', ({ calls, outcomes }) => String(calls - (outcomes.complete ?? 0))],
  ['p50 ms', ({ totalMs }) => rounded(totalMs?.p50)],
  ['p95 ms', ({ totalMs }) => rounded(totalMs?.p95)],
  ['p99 ms', ({ totalMs }) => rounded(totalMs?.p99)],
  ['first ms', ({ firstPartMs }) => rounded(firstPartMs?.p50)],
  ['tok/s', ({ tokensPerSecond }) => rounded(tokensPerSecond?.p50)],
  ['tokens in', ({ tokens }) => rounded(tokens.input)],
  ['out', ({ tokens }) => rounded(tokens.output)],
  ['cost', ({ cost }) => money(cost)],
];

const NUMBERS_FROM = 4;

export function table(all: readonly SeriesSnapshot[]): string {
  const rows = all.toSorted((left, right) => right.calls - left.calls).map((one) => columns.map(([, of]) => of(one)));
  const lines = [columns.map(([title]) => title), ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  const shown = lines.map((line) =>
    line
      .map((cell, at) => (at < NUMBERS_FROM ? cell.padEnd(widths[at] as number) : cell.padStart(widths[at] as number)))
      .join('  ')
      .trimEnd(),
  );
  return shown.join('\n');
}

function rounded(value: number | undefined): string {
  if (value === undefined) return '-';
  return value < 10 && !Number.isInteger(value) ? value.toFixed(2) : String(Math.round(value));
}

function money(cost: Readonly<Record<string, number>>): string {
  const amounts = Object.entries(cost).map(([currency, amount]) => `${currency} ${amount.toFixed(4)}`);
  return amounts.join(' + ') || '-';
}
