// Complete calls through plugins.
import type { TimedCase } from './rounds.ts';
import { bare, measuredColumn, rowsOf, type Section } from './section.ts';
import { atWork, type Chatting, each, idle, question, ten, through } from './stacks.ts';

const CALLS = 20_000;
const columns = ['a call'];

const calls = (stacks: Readonly<Record<string, Chatting>>): readonly TimedCase[] =>
  Object.entries({ [bare]: through([]), ...stacks }).map(([name, ai]) => ({
    name,
    units: CALLS,
    async run() {
      for (let at = 0; at < CALLS; at++) await ai.chat(question);
    },
  }));

/** All ten by themselves first: what else runs in a process makes calls dearer. */
export async function tenIdle(rounds: number): Promise<Section> {
  const cases = calls({ [ten]: through(Object.values(idle)) });
  return {
    title: 'Calls through ten idle plugins',
    about: 'A complete call, over one through the bare pipeline.',
    unit: 'µs',
    columns,
    rows: rowsOf([await measuredColumn(cases, rounds, { target: (name) => (name === ten ? 5 : undefined) })]),
  };
}

export async function idleCalls(rounds: number): Promise<Section> {
  return {
    title: 'Calls through each of them',
    about: 'The same, one plugin at a time.',
    unit: 'µs',
    columns,
    rows: rowsOf([await measuredColumn(calls(each(idle)), rounds)]),
  };
}

export async function busyCalls(rounds: number): Promise<Section> {
  return {
    title: 'Calls through plugins at work',
    about: 'The same, where each call is work for the plugin.',
    unit: 'µs',
    columns,
    rows: rowsOf([await measuredColumn(calls(each(atWork)), rounds)]),
  };
}
