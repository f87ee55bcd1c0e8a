// Framing of recorded streams: WIRE_CORPUS names a folder of recordings, one exchange a file.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createParser } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { framingFor } from './framing-for.ts';
import { LearnedTemplates } from './learned-template.ts';

const corpus = process.env.WIRE_CORPUS;

interface Recording {
  name: string;
  contentType: string | undefined;
  bytes: Uint8Array;
  text: string;
}

function recordedStreams(folder: string): Recording[] {
  const recordings: Recording[] = [];
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.json')) continue;
    const { response } = JSON.parse(readFileSync(join(folder, entry), 'utf8')) as {
      response?: { headers?: Record<string, string>; text?: string };
    };
    if (typeof response?.text !== 'string') continue;
    const contentType = Object.entries(response.headers ?? {}).find(
      ([name]) => name.toLowerCase() === 'content-type',
    )?.[1];
    if (contentType?.startsWith('text/plain')) continue;
    recordings.push({ name: entry, contentType, text: response.text, bytes: new TextEncoder().encode(response.text) });
  }
  return recordings;
}

function framed(recording: Recording, size: number): string[] {
  const framing = framingFor(recording.contentType, 'sse');
  const events: string[] = [];
  for (let at = 0; at < recording.bytes.length; at += size) {
    framing.push(recording.bytes.subarray(at, at + size), (data) => events.push(data));
  }
  framing.end((data) => events.push(data));
  return events;
}

describe.skipIf(corpus === undefined)('recorded streams', () => {
  const recordings = corpus === undefined ? [] : recordedStreams(corpus);

  it('are framed alike whole, in reads of 7 bytes and byte by byte', () => {
    expect(recordings.length).toBeGreaterThan(100);
    for (const recording of recordings) {
      const whole = framed(recording, recording.bytes.length);
      expect(framed(recording, 7), recording.name).toEqual(whole);
      expect(framed(recording, 1), recording.name).toEqual(whole);
    }
  });

  it('lose no event that a plain parser finds, and give none that is empty', () => {
    for (const recording of recordings) {
      const expected: string[] = [];
      const parser = createParser({ onEvent: (event) => expected.push(event.data) });
      parser.feed(recording.text);
      parser.feed('\n\n');
      const events = framed(recording, 1024);
      expect(events.length, recording.name).toBeGreaterThan(0);
      if (expected.length > 0) expect(events, recording.name).toEqual(expected);
      else for (const event of events) expect(() => JSON.parse(event), recording.name).not.toThrow();
    }
  });
});

describe.skipIf(corpus === undefined)('recorded streams, read by templates', () => {
  const recordings = corpus === undefined ? [] : recordedStreams(corpus);

  // What the decoders of the wires do not keep, all at once: an aliased value shows as one that is wrong.
  const transient = ['', 'delta', 'choices', 'choices.*', 'choices.*.delta', 'candidates', 'candidates.*'];

  /** Each event's value as it was when it was told, and other text. */
  function read(recording: Recording, size: number, learn: boolean, shared?: LearnedTemplates): unknown[] {
    const framing = framingFor(recording.contentType, 'sse', { learn, transient, shared });
    const told: unknown[] = [];
    const emit = (data: string, name?: string) => told.push(['text', data, name]);
    const emitJson = (value: unknown, name?: string) => told.push(['json', structuredClone(value), name]);
    for (let at = 0; at < recording.bytes.length; at += size)
      framing.push(recording.bytes.subarray(at, at + size), emit, emitJson);
    framing.end(emit, emitJson);
    return told;
  }

  it('tell exactly what JSON.parse makes of every event', () => {
    expect(recordings.length).toBeGreaterThan(100);
    // All streams of all vendors share these, as those of one vendor do.
    const shared = new LearnedTemplates({ transient, shared: true });
    for (const recording of recordings) {
      const parsed = read(recording, recording.bytes.length, false);
      expect(read(recording, recording.bytes.length, true), recording.name).toEqual(parsed);
      expect(read(recording, 97, true), recording.name).toEqual(parsed);
      expect(read(recording, 97, true, shared), recording.name).toEqual(parsed);
    }
    expect(shared.hits).toBeGreaterThan(500);
  });
});
