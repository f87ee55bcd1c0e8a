import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramingLimitError } from './framing-limit-error.ts';
import { sseFraming } from './sse.ts';

interface Event {
  data: string;
  event?: string;
  id?: string;
}

const utf8 = new TextEncoder();

function read(reads: readonly (string | Uint8Array)[], maxEventBytes?: number): Event[] {
  const framing = sseFraming({ maxEventBytes });
  const events: Event[] = [];
  const emit = (data: string, event?: string, id?: string) => {
    events.push({ data, ...(event !== undefined && { event }), ...(id !== undefined && { id }) });
  };
  for (const piece of reads) framing.push(typeof piece === 'string' ? utf8.encode(piece) : piece, emit);
  framing.end(emit);
  return events;
}

function cutEvery(bytes: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

describe('sseFraming', () => {
  it('emits each event with its name and id', () => {
    expect(read(['event: message_start\nid: 7\ndata: {"a":1}\n\ndata: [DONE]\n\n'])).toEqual([
      { data: '{"a":1}', event: 'message_start', id: '7' },
      { data: '[DONE]' },
    ]);
  });

  it('emits an event as soon as its blank line is there', () => {
    const framing = sseFraming();
    const events: string[] = [];
    framing.push(utf8.encode('data: 1\n\ndata: 2\n'), (data) => events.push(data));
    expect(events).toEqual(['1']);
    framing.push(utf8.encode('\n'), (data) => events.push(data));
    expect(events).toEqual(['1', '2']);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads lines ended by %s', (_name, lineEnd) => {
    const text = ['data: one', '', ': comment', 'data:two', 'data: lines', '', ''].join(lineEnd);
    for (const size of [1, 2, 3, 1000]) {
      expect(read(cutEvery(utf8.encode(text), size))).toEqual([{ data: 'one' }, { data: 'two\nlines' }]);
    }
  });

  it('takes off a byte order mark and keeps a data line without a space', () => {
    expect(read([new Uint8Array([0xef]), new Uint8Array([0xbb, 0xbf]), 'data:x\n\n'])).toEqual([{ data: 'x' }]);
  });

  it('does not emit for comments, blank lines and fields without data', () => {
    expect(read([': OPENROUTER PROCESSING\n\n\n\nevent: ping\n\nretry: 10\n\n'])).toEqual([]);
  });

  it('emits a last event that lacks its blank line, its newline, or the rest of its CRLF', () => {
    expect(read(['data: [DONE]'])).toEqual([{ data: '[DONE]' }]);
    expect(read(['event: end\ndata: {"a":1}\n'])).toEqual([{ data: '{"a":1}', event: 'end' }]);
    expect(read(['data: {"a":[1]}\r'])).toEqual([{ data: '{"a":[1]}' }]);
    expect(read(['data: 1\r\n\r'])).toEqual([{ data: '1' }]);
  });

  it('does not emit what a cut connection left of an event', () => {
    expect(read(['data: {"choices":[{"delta":{"content":"Hel'])).toEqual([]);
    expect(read(['data: [{"a"'])).toEqual([]);
    expect(read(['data: 1\n\ndata: {"a":1}\n\nda'])).toEqual([{ data: '1' }, { data: '{"a":1}' }]);
  });

  it('passes on a complete line that is no JSON, also at the end', () => {
    expect(read(['data: {oops}\n'])).toEqual([{ data: '{oops}' }]);
  });

  it('emits an error that was written as a bare JSON line, however it is cut', () => {
    const text = 'data: {"a":1}\n\n{"error":{"message":"overloaded"}}\n';
    for (const size of [1, 5, 1000]) {
      expect(read(cutEvery(utf8.encode(text), size))).toEqual([
        { data: '{"a":1}' },
        { data: '{"error":{"message":"overloaded"}}' },
      ]);
    }
  });

  it('throws FramingLimitError for an event over the limit, in one read, over many, and over many lines', () => {
    const big = 'x'.repeat(100);
    expect(() => read([`data: ${big}\n\n`], 50)).toThrow(FramingLimitError);
    expect(() => read(cutEvery(utf8.encode(`data: ${big}`), 10), 50)).toThrow(FramingLimitError);
    expect(() =>
      read(
        Array.from({ length: 20 }, () => 'data: 0123456789\n'),
        50,
      ),
    ).toThrow(FramingLimitError);
    expect(() =>
      read(
        Array.from({ length: 20 }, () => 'data: 0123456789\n\n'),
        50,
      ),
    ).not.toThrow();
    expect(() =>
      read(
        Array.from({ length: 200 }, () => ': keep-alive\n\n'),
        50,
      ),
    ).not.toThrow();
    try {
      read([`data: ${big}\n\n`], 50);
    } catch (error) {
      expect(error).toMatchObject({ name: 'FramingLimitError', limitBytes: 50 });
    }
  });

  it('reads a long event in linear time', () => {
    const payload = 'A'.repeat(8 * 1024 * 1024);
    const bytes = utf8.encode(`data: ${payload}\n\n`);
    const startedMs = performance.now();
    const [event] = read(cutEvery(bytes, 4096));
    expect(event?.data.length).toBe(payload.length);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });

  it('gives the same events however the bytes are cut', () => {
    const line = fc.oneof(
      fc.json().map((json) => `data: ${json}`),
      fc.constantFrom('event: é', 'data:', 'data', ': c', 'id: 1', '{"error":1}', 'nonsense', 'data: 🙂👍🏽 ünï'),
      fc.string({ unit: 'binary' }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
    );
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(line), lineEnd, fc.boolean(), fc.array(fc.nat(400)), (lines, end, finished, cuts) => {
        const bytes = utf8.encode(
          lines.flatMap((text, index) => (index % 2 ? [text] : [text, ''])).join(end) + (finished ? end : ''),
        );
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
        expect(read(pieces)).toEqual(read([bytes]));
      }),
    );
  });
});
