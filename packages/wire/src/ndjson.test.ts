import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramingLimitError } from './framing-limit-error.ts';
import { ndjsonFraming } from './ndjson.ts';

const utf8 = new TextEncoder();

function read(reads: readonly (string | Uint8Array)[], maxEventBytes?: number): string[] {
  const framing = ndjsonFraming({ maxEventBytes });
  const events: string[] = [];
  for (const piece of reads)
    framing.push(typeof piece === 'string' ? utf8.encode(piece) : piece, (data) => events.push(data));
  framing.end((data) => events.push(data));
  return events;
}

describe('ndjsonFraming', () => {
  it('emits each line as soon as it is complete', () => {
    const framing = ndjsonFraming();
    const events: string[] = [];
    framing.push(utf8.encode('{"a":1}\n{"b"'), (data) => events.push(data));
    expect(events).toEqual(['{"a":1}']);
    framing.push(utf8.encode(':2}\r\n'), (data) => events.push(data));
    expect(events).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('skips blank lines and comments, and takes off a data prefix and a byte order mark', () => {
    expect(read(['\uFEFF{"a":1}\n\n\r\n: ping\ndata: {"b":2}\ndata:[DONE]\n'])).toEqual([
      '{"a":1}',
      '{"b":2}',
      '[DONE]',
    ]);
  });

  it('emits a last line without its newline, but not a torn one', () => {
    expect(read(['{"a":1}\n{"done":true}'])).toEqual(['{"a":1}', '{"done":true}']);
    expect(read(['[{"a":1}]'])).toEqual(['[{"a":1}]']);
    expect(read(['{"a":1}\n{"done":tr'])).toEqual(['{"a":1}']);
    expect(read(['data: {"done":{}'])).toEqual([]);
  });

  it('throws FramingLimitError for a line over the limit', () => {
    expect(() => read([`{"a":"${'x'.repeat(100)}"}\n`], 50)).toThrow(FramingLimitError);
    expect(() =>
      read(
        Array.from({ length: 10 }, () => 'xxxxxxxxxx'),
        50,
      ),
    ).toThrow(FramingLimitError);
  });

  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), fc.integer({ min: 1, max: 50 }), (values, size) => {
        const bytes = utf8.encode(values.map((value) => `${value}\n`).join(''));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        expect(read(pieces).map((line) => JSON.parse(line))).toEqual(values.map((value) => JSON.parse(value)));
      }),
    );
  });
});
