import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEvents } from './answer.ts';
import { type Chunking, chunked } from './chunking.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (pieces: readonly Uint8Array[]) => pieces.map((piece) => new TextDecoder().decode(piece));
const sse = { contentType: 'text/event-stream; charset=utf-8' };

describe('chunked', () => {
  it('cuts a stream after each event, whatever ends its lines', () => {
    expect(texts(chunked(bytes('data: 1\n\nevent: x\ndata: 2\n\n'), 'event', sse))).toEqual([
      'data: 1\n\n',
      'event: x\ndata: 2\n\n',
    ]);
    expect(texts(chunked(bytes('data: 1\r\n\r\ndata: 2\r\n\r\ndata: 3'), 'event', sse))).toEqual([
      'data: 1\r\n\r\n',
      'data: 2\r\n\r\n',
      'data: 3',
    ]);
    expect(texts(chunked(bytes('{"a":1}\n{"a":2}\n'), 'event', { contentType: 'application/x-ndjson' }))).toEqual([
      '{"a":1}\n',
      '{"a":2}\n',
    ]);
    expect(texts(chunked(bytes('{"a":\n\n1}'), 'event', { contentType: 'application/json' }))).toEqual(['{"a":\n\n1}']);
  });

  it('cuts where the recording was cut, and keeps what is left over', () => {
    expect(texts(chunked(bytes('abcdefg'), 'recorded', { ...sse, lengths: [2, 3] }))).toEqual(['ab', 'cde', 'fg']);
    expect(texts(chunked(bytes('abcdefg'), 'recorded', sse))).toEqual(['abcdefg']);
  });

  it('cuts by bytes, inside of characters too', () => {
    expect(chunked(bytes('aé'), 'bytes:2', sse).map((piece) => [...piece])).toEqual([[97, 195], [169]]);
  });

  it('never loses or moves a byte', () => {
    const chunking = fc.oneof(
      fc.constantFrom<Chunking>('whole', 'event', 'recorded'),
      fc.integer({ min: 1, max: 9 }).map((size): Chunking => `bytes:${size}`),
    );
    const body = fc
      .array(fc.constantFrom('data: a\n\n', 'event: b\n', '\r\n', '\n', 'é', '{"x":1}'))
      .map((parts) => bytes(parts.join('')));
    const lengths = fc.array(fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(body, chunking, lengths, (whole, how, cuts) => {
        const pieces = chunked(whole, how, { ...sse, lengths: cuts });
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(whole));
        expect(pieces.every((piece) => piece.length > 0)).toBe(true);
      }),
    );
  });
});

describe('splitEvents', () => {
  it('has no event for an empty body', () => {
    expect(splitEvents(new Uint8Array(), 'application/json')).toEqual([]);
  });
});
