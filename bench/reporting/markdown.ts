// RESULTS.md: the targets first, then everybody side by side.
import { type ContestantName, contestant, contestantNames } from '../contestants/index.ts';
import { stackPlugins } from '../contestants/stack-plugins.ts';
import { totalRate } from '../hit-rates.ts';
import { machine, versions } from '../machine.ts';
import type { CaseResult } from '../measuring/measure-case.ts';
import { median, spread } from '../measuring/statistics.ts';
import { type WireName, wireNames } from '../server/wire.ts';
import { figure, kilobytes, markdownTable, megabytes, milliseconds, percent, spreadFigures, times } from './figures.ts';
import { overFloor, type Results } from './results.ts';
import { verdicts } from './verdicts.ts';

export function markdown(results: Results, date: Date): string {
  return `${[
    head(results, date),
    targets(results),
    ...wireNames.flatMap((wire) => sideBySide(results, wire)),
    ...bursts(results),
    ...starts(results),
    ...hits(results),
    ...failures(results),
  ].join('\n\n')}\n`;
}

function head({ rounds, busyShares }: Results, date: Date): string {
  return `# Results

Written by \`pnpm bench\`; what is measured and how is in [README.md](README.md).

${date.toISOString().slice(0, 10)}, ${machine()}. ${rounds} interleaved rounds; medians, with the lowest and the highest round.
Before each case, other processes were seen using ${percent(median(busyShares))} of the machine (median; at most ${percent(Math.max(...busyShares))}): the busier, the less the figures say.

${versions()}.`;
}

function targets(results: Results): string {
  const all = verdicts(results);
  const rows = all.map(({ id, about, reached, figure, spread, target }) => [
    `\`${id}\`: ${about}`,
    reached ? figure : `**${figure}**`,
    spread,
    target,
    reached ? 'reached' : '**missed**',
  ]);
  const reached = all.filter((verdict) => verdict.reached).length;
  return `## Targets

kit's CPU time over the floor's unless it says otherwise. ${reached} of ${all.length} reached.

${markdownTable(['', 'kit', 'spread', 'target', ''], rows)}`;
}

const titles: Readonly<Record<WireName, string>> = { openai: 'OpenAI', anthropic: 'Anthropic', gemini: 'Gemini' };

function sideBySide({ cases }: Results, wire: WireName): readonly string[] {
  const own = cases.filter(({ measured }) => measured.scenario.wire === wire && !measured.burst);
  if (own.length === 0) return [];
  const names = contestantNames.filter((name) => own.some(({ figures }) => figures.has(name)));
  const head = ['', ...names.map(titleOf)];
  const table = (cell: (result: CaseResult, name: ContestantName) => string) =>
    markdownTable(
      head,
      own.map((result) => [
        `\`${result.measured.id}\`, a ${result.measured.unit}`,
        ...names.map((name) => (result.figures.has(name) ? cell(result, name) : '')),
      ]),
    );
  return [
    `## ${titles[wire]}'s wire, side by side\n\nCPU time over the floor's, and below that in microseconds.`,
    table((result, name) => {
      const over = overFloor(result, name);
      return over ? times(over.median) : '';
    }),
    table((result, name) => {
      const cpu = spread(result.figures.get(name)?.cpuMicros ?? []);
      return `${figure(cpu.median)} (${spreadFigures(cpu)})`;
    }),
  ];
}

function titleOf(name: ContestantName): string {
  const { title } = contestant(name);
  return name === 'kit-stack'
    ? `kit, ${stackPlugins()
        .map((plugin) => plugin.name)
        .join(' + ')}`
    : title;
}

function bursts({ cases }: Results): readonly string[] {
  return cases
    .filter(({ measured }) => measured.burst)
    .map((result) => {
      const rows = [...result.figures].map(([name, { cpuMicros, firstTextP99Ms, memory }]) => {
        const cpu = spread(cpuMicros);
        const over = overFloor(result, name);
        return [
          contestant(name).title,
          over ? times(over.median) : '',
          `${figure(cpu.median)} (${spreadFigures(cpu)})`,
          milliseconds(median(firstTextP99Ms)),
          memory ? kilobytes(memory.heapBytes) : 'over too soon',
          memory ? kilobytes(memory.residentBytes) : '',
        ];
      });
      const columns = ['', 'CPU', 'µs a stream', 'first text, p99', 'live heap a stream', 'resident a stream'];
      return `## Slow streams\n\n\`${result.measured.id}\`: ${result.measured.about}.\n\n${markdownTable(columns, rows)}`;
    });
}

function starts({ start }: Results): readonly string[] {
  if (!start) return [];
  const rows = [...start].map(([name, all]) => {
    const of = (ms: readonly number[]) => `${milliseconds(median(ms))} (${spreadFigures(spread(ms))})`;
    return [
      contestant(name).title,
      of(all.map(({ constructMs }) => constructMs)),
      of(all.map(({ firstCallMs }) => firstCallMs)),
      milliseconds(median(all.map(({ cpuMs }) => cpuMs))),
      megabytes(median(all.map(({ residentBytes }) => residentBytes))),
    ];
  });
  const columns = ['', 'import and construct', 'first call', 'CPU of both', 'memory'];
  return [`## Start\n\nFresh processes, elapsed time but for the CPU.\n\n${markdownTable(columns, rows)}`];
}

function hits({ hitRates }: Results): readonly string[] {
  if (!hitRates || hitRates.length === 0) return [];
  const rows = [...hitRates, totalRate(hitRates)].map(({ vendor, streams, events, alike, unparsed }) => [
    vendor,
    String(streams),
    String(events),
    percent(alike / events),
    percent(unparsed / events),
  ]);
  const columns = ['', 'streams', 'events', 'differ in one string alone', 'read without a parse'];
  return [
    `## Hit rates\n\nThe fast path over streams that vendors really sent, all their events counted.\n\n${markdownTable(columns, rows)}`,
  ];
}

function failures({ cases }: Results): readonly string[] {
  const rows = cases.flatMap(({ measured, failures }) =>
    [...failures].map(([name, message]) => `- \`${measured.id}\`, ${contestant(name).title}: ${message}`),
  );
  return rows.length === 0 ? [] : [`## Could not be measured\n\n${rows.join('\n')}`];
}
