// What the plugins cost, without any I/O: calls, parts of streams, memory of open streams, structured output.
import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { busyShare, machine } from './machine.ts';
import { sectionText, withPlugins } from './plugins/report.ts';
import type { Section } from './plugins/section.ts';
import { type SectionName, sectionNames } from './plugins/section-names.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '25' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const unknown = values.only.filter((name) => !(sectionNames as readonly string[]).includes(name));
if (unknown.length > 0)
  throw new Error(`no section is called ${unknown.join(', ')}; there are ${sectionNames.join(', ')}`);
const wanted = sectionNames.filter((name) => values.only.length === 0 || values.only.includes(name));

/** In a process of its own: what ran before in a process makes code slower or faster. */
function measured(name: SectionName): Promise<Section> {
  const child = fork(fileURLToPath(new URL('plugins/measure.ts', import.meta.url)), [name, String(rounds)], {
    execArgv: [...process.execArgv, '--expose-gc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (section) => resolve(section as Section));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} and no result`)));
  });
}

const sections: Section[] = [];
const busyShares: number[] = [];
for (const name of wanted) {
  busyShares.push(await busyShare());
  const section = await measured(name);
  sections.push(section);
  console.log(sectionText(section));
}
if (values.write) {
  const file = new URL('RESULTS.md', import.meta.url);
  const run = { machine: machine(), rounds, busyShares, date: new Date() };
  writeFileSync(file, withPlugins(readFileSync(file, 'utf8'), sections, run));
}
