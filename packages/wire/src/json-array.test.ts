import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramingLimitError } from './framing-limit-error.ts';
import { jsonArrayFraming } from './json-array.ts';

const utf8 = new TextEncoder();

function read(reads: readonly (string | Uint8Array)[], maxEventBytes?: number): string[] {
  const framing = jsonArrayFraming({ maxEventBytes });
  const events: string[] = [];
  for (const piece of reads)
    framing.push(typeof piece === 'string' ? utf8.encode(piece) : piece, (data) => events.push(data));
  framing.end((data) => events.push(data));
  return events;
}

describe('jsonArrayFraming', () => {
  it('emits each element as soon as it is complete', () => {
    const framing = jsonArrayFraming();
    const events: string[] = [];
    framing.push(utf8.encode('[{\n  "a": 1\n}\n,\r\n{"b":'), (data) => events.push(data));
    expect(events).toEqual(['{\n  "a": 1\n}']);
    framing.push(utf8.encode('[2]}'), (data) => events.push(data));
    expect(events).toEqual(['{\n  "a": 1\n}', '{"b":[2]}']);
    framing.push(utf8.encode(']\n'), (data) => events.push(data));
    framing.end((data) => events.push(data));
    expect(events).toHaveLength(2);
  });

  it('is not misled by brackets, quotes and escapes inside strings', () => {
    const elements = ['{"a":"}]{[\\"","b":"\\\\"}', '{"c":"\\u005d"}'];
    expect(read([`[${elements.join(',')}]`])).toEqual(elements);
  });

  it('emits a lone object, and objects one after another', () => {
    expect(read(['\uFEFF{"error":{"code":404}}\n'])).toEqual(['{"error":{"code":404}}']);
    expect(read(['{"a":1}\n{"b":2}{"c":3}'])).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });

  it('emits scalar elements and nested arrays', () => {
    expect(read(['[1, "a,]", [2,[3]], null ]'])).toEqual(['1', '"a,]"', '[2,[3]]', 'null']);
    expect(read(['42'])).toEqual(['42']);
  });

  it('passes on text that is no JSON, and drops a torn element', () => {
    expect(read(['<html><body>Bad gateway</body></html>'])).toEqual(['<html><body>Bad gateway</body></html>']);
    expect(read(['[{"a":1},{"b":'])).toEqual(['{"a":1}']);
    expect(read([''])).toEqual([]);
    expect(read(['[]'])).toEqual([]);
  });

  it('throws FramingLimitError for an element over the limit', () => {
    expect(() => read([`[{"a":"${'x'.repeat(100)}"}]`], 50)).toThrow(FramingLimitError);
    expect(() => read(['[{"a":"', ...Array.from({ length: 10 }, () => 'xxxxxxxxxx')], 50)).toThrow(FramingLimitError);
  });

  it('gives the elements of any array, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.boolean(), fc.integer({ min: 1, max: 30 }), (values, pretty, size) => {
        const bytes = utf8.encode(JSON.stringify(values, null, pretty ? 2 : 0));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        expect(read(pieces).map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });
});
