// The benchmark: measures the cases that were asked for, prints each, and writes RESULTS.md after a whole run.
import { writeFileSync } from 'node:fs';
import { cases, otherCases, selects } from './cases.ts';
import { hitRates } from './hit-rates.ts';
import { busyShare } from './machine.ts';
import { type CaseResult, contestantsOf, measureCase } from './measuring/measure-case.ts';
import { measureStart } from './measuring/measure-start.ts';
import { measureTap } from './measuring/measure-tap.ts';
import { startServer } from './measuring/processes.ts';
import { type Options, readOptions, usage } from './options.ts';
import { markdown } from './reporting/markdown.ts';
import type { Results } from './reporting/results.ts';
import { caseText, hitRatesText, startText, verdictText } from './reporting/terminal.ts';
import { burstVerdicts, ratioVerdicts, startVerdicts, tapVerdicts } from './reporting/verdicts.ts';

async function run(options: Options): Promise<void> {
  const wanted = (id: string) => options.only.length === 0 || options.only.some((term) => selects(term, id));
  if (options.list) {
    const ids = [...cases.map(({ id }) => id), ...otherCases];
    return console.log(ids.filter(wanted).join('\n'));
  }
  const began = performance.now();
  const results = await measure(options, wanted);
  const minutes = (performance.now() - began) / 60_000;
  console.log(`measured in ${minutes.toFixed(1)} minutes`);
  if (options.write) writeFileSync(new URL('./RESULTS.md', import.meta.url), markdown(results, new Date()));
}

async function measure(options: Options, wanted: (id: string) => boolean): Promise<Results> {
  const { rounds } = options;
  const server = await startServer();
  const { origin } = server;
  const done: CaseResult[] = [];
  const busyShares: number[] = [];
  try {
    for (const measured of cases.filter(({ id }) => wanted(id))) {
      const names = contestantsOf(measured, options.contestants);
      if (names.length === 0) continue;
      busyShares.push(await busyShare());
      const result = await measureCase(measured, { ...options, origin, names });
      done.push(result);
      console.log(`${caseText(result)}${verdictText([...ratioVerdicts(result), ...burstVerdicts(result)])}`);
    }
    busyShares.push(await busyShare());
    const chosen = (name: string) =>
      options.contestants.length === 0 || options.contestants.some((one) => one === name);
    const start = wanted('start/openai') ? await measureStart(origin, rounds, chosen) : undefined;
    if (start) console.log(`${startText(start)}${verdictText(startVerdicts({ start }))}`);
    const tap = wanted('tap') && chosen('kit') ? await measureTap(rounds) : undefined;
    if (tap) console.log(`tap\n${verdictText(tapVerdicts({ tap }))}`);
    const rates = wanted('hit-rates') && chosen('kit') ? hitRates() : undefined;
    if (rates) console.log(hitRatesText(rates));
    return { cases: done, start, tap, hitRates: rates, rounds, busyShares };
  } finally {
    server.close();
  }
}

async function main(args: readonly string[]): Promise<void> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  await run(options);
}

await main(process.argv.slice(2));
