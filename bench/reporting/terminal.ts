// Figures on the terminal, as soon as they are there.
import { contestant } from '../contestants/index.ts';
import { type HitRate, totalRate } from '../hit-rates.ts';
import type { CaseResult } from '../measuring/measure-case.ts';
import type { StartResult } from '../measuring/measure-start.ts';
import { median, spread } from '../measuring/statistics.ts';
import { columns, figure, kilobytes, megabytes, milliseconds, percent, spreadFigures, times } from './figures.ts';
import { overFloor } from './results.ts';
import type { Verdict } from './verdicts.ts';

export function caseText(result: CaseResult): string {
  const { measured, figures, failures } = result;
  const rows = [...figures].map(([name, { cpuMicros, firstTextP99Ms, memory }]) => {
    const cpu = spread(cpuMicros);
    const over = name === 'floor' ? undefined : overFloor(result, name);
    return [
      contestant(name).title,
      figure(cpu.median),
      `(${spreadFigures(cpu)})`,
      over ? times(over.median) : '',
      over ? `(${spreadFigures(over)})` : '',
      ...(measured.burst ? [milliseconds(median(firstTextP99Ms)), ...memoryColumns(memory)] : []),
    ];
  });
  const failed = [...failures].map(([name, message]) => `  ${contestant(name).title} could not: ${message}\n`);
  const extra = measured.burst ? ', first text p99, heap and resident a stream' : '';
  return `${measured.id}: ${measured.about}; µs of CPU a ${measured.unit}${extra}\n${columns(rows)}\n${failed.join('')}`;
}

const memoryColumns = (memory: { readonly heapBytes: number; readonly residentBytes: number } | undefined) =>
  memory ? [kilobytes(memory.heapBytes), kilobytes(memory.residentBytes)] : ['', ''];

export function startText(start: StartResult): string {
  const rows = [...start].map(([name, all]) => [
    contestant(name).title,
    milliseconds(median(all.map(({ constructMs }) => constructMs))),
    milliseconds(median(all.map(({ firstCallMs }) => firstCallMs))),
    milliseconds(median(all.map(({ cpuMs }) => cpuMs))),
    megabytes(median(all.map(({ residentBytes }) => residentBytes))),
  ]);
  return `start/openai: fresh processes; import and construct, first call, CPU of both, memory\n${columns(rows)}\n`;
}

export function hitRatesText(rates: readonly HitRate[]): string {
  const rows = [...rates, totalRate(rates)].map(({ vendor, streams, events, unparsed }) => [
    vendor,
    String(streams),
    String(events),
    percent(unparsed / events),
  ]);
  return `hit-rates: recorded streams, their events, and how many are read without a parse\n${columns(rows)}\n`;
}

export function verdictText(all: readonly Verdict[]): string {
  return all
    .map(
      ({ about, figure, target, reached }) => `  ${reached ? '✓' : '✗ MISSED'} ${about}: ${figure}, target ${target}\n`,
    )
    .join('');
}
