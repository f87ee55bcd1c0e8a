// A middleware that measures, and the table it fills.
import { type Attempt, type Cost, defineMiddleware, observe, type Usage } from '@kit/core';

export interface Row {
  readonly operation: string;
  readonly status: string;
  readonly attempts: readonly Attempt[];
  readonly firstMs: number | undefined;
  readonly totalMs: number;
  readonly usage: Usage | undefined;
  readonly cost: Cost | undefined;
}

/** The middleware and the rows that it writes, one a call. */
export function measurements() {
  const rows: Row[] = [];
  const measure = defineMiddleware({
    name: 'measure',
    every: (next, { operation }) =>
      observe(next, ({ context }) => {
        const began = context.environment.monotonicMs();
        let firstMs: number | undefined;
        return {
          committed: () => {
            firstMs = context.environment.monotonicMs() - began;
          },
          settled: (outcome) => {
            const { attempts } = context.trace;
            rows.push({
              operation,
              firstMs,
              attempts,
              status: outcome.status,
              totalMs: context.environment.monotonicMs() - began,
              usage: outcome.usage,
              cost: attempts.at(-1)?.cost,
            });
          },
        };
      }),
  });
  return { measure, rows };
}

export function printTable(rows: readonly Row[]): void {
  const header = ['call', 'attempts', 'first ms', 'total ms', 'in', 'out', 'cost USD'];
  const cells = rows.map((row) => [
    row.operation,
    row.attempts
      .map(({ target, provider, outcome, error }) => `${target ?? provider} ${error?.code ?? outcome}`)
      .join(' → '),
    row.firstMs?.toFixed(0) ?? '–',
    row.totalMs.toFixed(0),
    String(row.usage?.inputTokens ?? '–'),
    String(row.usage?.outputTokens ?? '–'),
    row.cost ? (row.cost.amount < 1e-6 ? row.cost.amount.toExponential(1) : row.cost.amount.toFixed(6)) : 'unknown',
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  console.log(line(header));
  console.log(widths.map((width) => '─'.repeat(width)).join('  '));
  for (const row of cells) console.log(line(row));
}
