// Structured output that is streamed: what a piece of it costs, in short answers and in long ones.
import type { StreamPart } from '@kit/core';
import { jsonSchema, streamObject } from '@kit/tools';
import { memoryVendor } from './memory-vendor.ts';
import type { TimedCase } from './rounds.ts';
import { bare, type Figure, measuredColumn, rowsOf, type Section } from './section.ts';
import { question, through } from './stacks.ts';

const CHARACTERS_PER_PIECE = 5;

const schema = jsonSchema({
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, minutes: { type: 'number' } },
        required: ['name', 'minutes'],
        additionalProperties: false,
      },
    },
  },
  required: ['items'],
  additionalProperties: false,
});

/** An answer of so many pieces, one read each. */
function answer(pieces: number): readonly (readonly StreamPart[])[] {
  const item = (at: number) => ({ name: `item ${String(at).padStart(8, '0')}`, minutes: at });
  const perItem = JSON.stringify(item(1_000)).length + 1;
  const items = Array.from({ length: Math.round((pieces * CHARACTERS_PER_PIECE) / perItem) }, (_, at) => item(at));
  const text = JSON.stringify({ items });
  const batches: StreamPart[][] = [];
  for (let at = 0; at < text.length; at += CHARACTERS_PER_PIECE)
    batches.push([{ type: 'text', text: text.slice(at, at + CHARACTERS_PER_PIECE) }]);
  return batches;
}

/** What is asked, and the form of the answer. */
const request = { model: 'm', messages: question.messages, schema };

function cases(pieces: number): readonly TimedCase[] {
  const batches = answer(pieces);
  const plain = through([], { batches });
  const ai = memoryVendor({ batches });
  const reading = (name: string, open: () => AsyncIterable<unknown>): TimedCase => ({
    name,
    units: batches.length,
    async run() {
      // As many pieces in each sample, however many there are in an answer.
      for (let times = 0; times < 40_000 / pieces; times++) for await (const _part of open());
    },
  });
  return [
    reading(bare, () => plain.stream(question)),
    reading('streamObject(), its parts', () => streamObject(ai, request)),
    reading('streamObject(), its partials', () => streamObject(ai, request).partials),
  ].map((one) => ({ ...one, units: one.units * (40_000 / pieces) }));
}

export async function objects(rounds: number): Promise<Section> {
  const columns: ReadonlyMap<string, Figure>[] = [];
  const lengths = [2_000, 20_000];
  for (const pieces of lengths) {
    columns.push(await measuredColumn(cases(pieces), rounds, { target: (name) => (name === bare ? undefined : 1) }));
  }
  return {
    title: 'Structured output, streamed',
    about: 'A piece of an object, over reading the same text without asking for an object; validated at the end.',
    unit: 'µs',
    columns: lengths.map((pieces) => `of ${pieces} pieces`),
    rows: rowsOf(columns),
  };
}
