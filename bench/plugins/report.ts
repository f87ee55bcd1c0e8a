// The figures of the plugins, on the terminal and as a part of RESULTS.md.

import { median } from '../measuring/statistics.ts';
import { columns, figure, markdownTable, percent, spreadFigures } from '../reporting/figures.ts';
import { bare, type Figure, type Section } from './section.ts';

const isMissed = ({ median: found, target }: Figure) => target !== undefined && found > target;

const nameOf = (name: string) => (name === bare ? name : `+ ${name}`);

export function sectionText({ title, about, unit, columns: heads, rows }: Section): string {
  const lines = rows.map(({ name, figures }) => [
    nameOf(name),
    ...figures.flatMap((one) => [
      figure(one.median),
      `(${spreadFigures(one)})`,
      one.target === undefined ? '' : `${isMissed(one) ? '✗ over' : '✓ of'} ${one.target}`,
    ]),
  ]);
  const head = ['', ...heads.flatMap((name) => [name, '', ''])];
  return `${title}: ${about} ${unit}\n${columns([head, ...lines])}\n`;
}

const heading = '## Plugins';

/** RESULTS.md with the plugins' part at its end, in place of the one that was there. */
export function withPlugins(
  results: string,
  sections: readonly Section[],
  { machine, rounds, busyShares, date }: PluginRun,
): string {
  const before = results.split(`\n${heading}\n`)[0]?.trimEnd() ?? '';
  const about = `Written by \`pnpm --filter @kit/bench bench:plugins --write\`, ${date.toISOString().slice(0, 10)}, ${machine}. ${rounds} interleaved rounds, nothing sent anywhere. CPU time: the median with the middle half of the rounds, of what each plugin adds to the bare pipeline. Others were seen using ${percent(median(busyShares))} of the machine.`;
  return `${[before, heading, about, ...sections.map(sectionMarkdown)].join('\n\n')}\n`;
}

export interface PluginRun {
  readonly machine: string;
  readonly rounds: number;
  readonly busyShares: readonly number[];
  readonly date: Date;
}

function sectionMarkdown({ title, about, unit, columns: heads, rows }: Section): string {
  const hasTarget = rows.some(({ figures }) => figures.some(({ target }) => target !== undefined));
  const lines = rows.map(({ name, figures }) => [
    nameOf(name),
    ...figures.map((one) => {
      const text = `${figure(one.median)} (${spreadFigures(one)})`;
      return isMissed(one) ? `**${text}**` : text;
    }),
    ...(hasTarget ? [String(figures[0]?.target ?? '')] : []),
  ]);
  const head = [unit, ...heads, ...(hasTarget ? ['at most'] : [])];
  return `### ${title}\n\n${about}\n\n${markdownTable(head, lines)}`;
}
