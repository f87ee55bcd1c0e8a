// What a stream that is open and waits for its vendor holds in memory.
import { bare, overBare, rowsOf, type Section } from './section.ts';
import { type Chatting, each, idle, question, ten, through } from './stacks.ts';

const STREAMS = 1_000;
const ROUNDS = 7;

async function heapPerStream(ai: Chatting): Promise<number> {
  const before = heapBytes();
  const readers = Array.from({ length: STREAMS }, () => ai.stream(question)[Symbol.asyncIterator]());
  // Everybody has read what was there, and waits for more.
  await Promise.all(readers.map((reader) => reader.next()));
  const waiting = readers.map((reader) => reader.next().then(() => reader.next()));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const bytes = (heapBytes() - before) / STREAMS;
  for (const reader of readers) await reader.return?.();
  await Promise.allSettled(waiting);
  return bytes;
}

function heapBytes(): number {
  for (let times = 0; times < 3; times++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

export async function openStreams(): Promise<Section> {
  const options = { waits: true };
  const stacks = {
    [bare]: through([], options),
    [ten]: through(Object.values(idle), options),
    ...each(idle, options),
  };
  const figures = new Map<string, number[]>(Object.keys(stacks).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, ai] of Object.entries(stacks)) {
      const bytes = await heapPerStream(ai);
      if (round >= 0) figures.get(name)?.push(bytes / 1_024);
    }
  }
  return {
    title: 'Memory of an open stream',
    about: `Heap of each of ${STREAMS} streams that are open and wait for their vendor, over the bare pipeline.`,
    unit: 'KB',
    columns: ['a stream'],
    rows: rowsOf([overBare(figures, { target: (name) => (name === ten ? 16 : undefined) })]),
  };
}
