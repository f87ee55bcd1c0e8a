// How many of the events that vendors really send are read without parsing them. Counted over a folder of recorded
// exchanges, named by WIRE_CORPUS.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sseFraming } from '@kit/wire/events';
import { createParser } from 'eventsource-parser';

/** What a network read brings at most. */
const READ_BYTES = 16 * 1024;
/** Streams of so few events are over before anything could be learned, and say nothing. */
const FEW_EVENTS = 3;

export interface HitRate {
  readonly vendor: string;
  readonly streams: number;
  /** JSON objects; end markers are not counted. */
  readonly events: number;
  /** Events that differ from the one before in a single string, and in nothing else. */
  readonly alike: number;
  /** Events that kit read without a JSON.parse of them. */
  readonly unparsed: number;
}

/** All vendors together. */
export function totalRate(rates: readonly HitRate[]): HitRate {
  const total = (pick: (rate: HitRate) => number) => rates.reduce((all, rate) => all + pick(rate), 0);
  return {
    vendor: 'all',
    streams: total(({ streams }) => streams),
    events: total(({ events }) => events),
    alike: total(({ alike }) => alike),
    unparsed: total(({ unparsed }) => unparsed),
  };
}

/** One row a vendor, the one with the most events first; undefined where there are no recordings. */
export function hitRates(corpus = process.env.WIRE_CORPUS): readonly HitRate[] | undefined {
  if (corpus === undefined || !existsSync(corpus)) return undefined;
  const rates: HitRate[] = [];
  for (const { name: vendor } of readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const streams = recordedStreams(join(corpus, vendor));
    if (streams.length === 0) continue;
    rates.push({
      vendor,
      streams: streams.length,
      events: sum(streams, ({ events }) => events.length),
      alike: sum(streams, ({ events }) => alikeEvents(events)),
      unparsed: sum(streams, ({ events, text }) => events.length - parsedEvents(text)),
    });
  }
  return rates.sort((a, b) => b.events - a.events);
}

const sum = (streams: readonly Stream[], count: (stream: Stream) => number): number =>
  streams.reduce((all, stream) => all + count(stream), 0);

interface Stream {
  readonly text: string;
  /** The data of each event that is a JSON object. */
  readonly events: readonly string[];
}

interface Recording {
  readonly operation: string;
  readonly response?: { readonly status?: number; readonly text?: string } | null;
}

/** The events of every recorded chat stream that has more than a few. */
function recordedStreams(folder: string): readonly Stream[] {
  const streams: Stream[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { operation, response } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording;
    if (!operation.endsWith('-stream') || response?.status !== 200 || !response.text) continue;
    const { text } = response;
    const events = eventsOf(text);
    if (events.length > FEW_EVENTS) streams.push({ text, events });
  }
  return streams;
}

function eventsOf(text: string): readonly string[] {
  const events: string[] = [];
  const parser = createParser({
    onEvent({ data }) {
      if (data.startsWith('{')) events.push(data);
    },
  });
  parser.feed(`${text}\n\n`);
  return events;
}

/** How often kit parses a whole event of this stream: JSON.parse itself is asked, which no fast way can deceive. */
function parsedEvents(text: string): number {
  const { parse } = JSON;
  let parsed = 0;
  const counting: typeof parse = (source, reviver) => {
    if (source.startsWith('{')) parsed++;
    return parse(source, reviver);
  };
  try {
    JSON.parse = counting;
    const framing = sseFraming();
    const bytes = new TextEncoder().encode(text);
    const ignore = () => {};
    for (let at = 0; at < bytes.length; at += READ_BYTES)
      framing.push(bytes.subarray(at, at + READ_BYTES), ignore, ignore);
    framing.end(ignore, ignore);
  } finally {
    JSON.parse = parse;
  }
  return parsed;
}

function alikeEvents(events: readonly string[]): number {
  const parsed = events.map((event) => {
    try {
      return JSON.parse(event) as unknown;
    } catch {
      return undefined;
    }
  });
  return parsed.filter((event, at) => at > 0 && differences(parsed[at - 1], event) <= 1).length;
}

/** Strings that differ; infinite where anything else does. */
function differences(before: unknown, after: unknown): number {
  if (before === after) return 0;
  if (typeof before === 'string' && typeof after === 'string') return 1;
  if (typeof before !== 'object' || typeof after !== 'object' || !before || !after) return Number.POSITIVE_INFINITY;
  const [was, is] = [Object.entries(before), Object.entries(after)];
  if (was.length !== is.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const [at, [key, value]] of is.entries()) {
    const [keyBefore, valueBefore] = was[at] ?? [];
    sum += key === keyBefore ? differences(valueBefore, value) : Number.POSITIVE_INFINITY;
  }
  return sum;
}
