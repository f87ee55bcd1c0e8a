// Streams through plugins, by the part.
import { type MemoryVendorOptions, textBatches } from './memory-vendor.ts';
import type { TimedCase } from './rounds.ts';
import { bare, type Figure, measuredColumn, rowsOf, type Section } from './section.ts';
import { atWork, type Chatting, each, idle, type Plugins, question, ten, through } from './stacks.ts';

const PARTS = 20_000;
const reads = [40, 1];
const columns = ['40 parts a read', '1 part a read'];
const NS = 1_000;

async function readAll(ai: Chatting): Promise<void> {
  let characters = 0;
  for await (const part of ai.stream(question)) if (part.type === 'text') characters += part.text.length;
  if (characters !== 5 * PARTS) throw new Error(`read ${characters} characters of ${5 * PARTS}`);
}

const streams = (stacks: (options: MemoryVendorOptions) => Readonly<Record<string, Chatting>>, perRead: number) => {
  const options = { batches: textBatches(PARTS, perRead) };
  return Object.entries({ [bare]: through([], options), ...stacks(options) }).map(
    ([name, ai]): TimedCase => ({ name, units: PARTS, run: () => readAll(ai) }),
  );
};

async function streamRows(plugins: Plugins, rounds: number, target: (name: string) => number | undefined) {
  const done: ReadonlyMap<string, Figure>[] = [];
  for (const perRead of reads) {
    const stacks = (options: MemoryVendorOptions) => ({
      ...(plugins === idle && { [ten]: through(Object.values(idle), options) }),
      ...each(plugins, options),
    });
    done.push(await measuredColumn(streams(stacks, perRead), rounds, { times: NS, target }));
  }
  return rowsOf(done);
}

const aLayer = (name: string) => (name === bare ? undefined : name === ten ? 1_000 : 100);

export async function idleStreams(rounds: number): Promise<Section> {
  return {
    title: 'Streams through idle plugins',
    about: `A part of a stream of ${PARTS}, over the bare pipeline; its begin and end are in it.`,
    unit: 'ns',
    columns,
    rows: await streamRows(idle, rounds, aLayer),
  };
}

export async function busyStreams(rounds: number): Promise<Section> {
  return {
    title: 'Streams through plugins at work',
    about: 'The same, where each stream is work for the plugin. What a cache keeps, it writes at the end.',
    unit: 'ns',
    columns,
    rows: await streamRows(atWork, rounds, aLayer),
  };
}
