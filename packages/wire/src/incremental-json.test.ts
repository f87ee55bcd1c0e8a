import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIncrementalJson } from './incremental-json.ts';

function pieces(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((place, index) => text.slice(places[index], place));
}

/** Whether a partial value can still become the whole one by growing. */
function growsInto(partial: unknown, whole: unknown): boolean {
  if (typeof partial === 'string') return typeof whole === 'string' && whole.startsWith(partial);
  if (Array.isArray(partial)) {
    return (
      Array.isArray(whole) && partial.every((item, index) => index < whole.length && growsInto(item, whole[index]))
    );
  }
  if (typeof partial === 'object' && partial !== null) {
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
    return Object.entries(partial).every(
      ([key, value]) => Object.hasOwn(whole, key) && growsInto(value, (whole as Record<string, unknown>)[key]),
    );
  }
  return Object.is(partial, whole);
}

const jsonText = fc.oneof(
  fc.json({ stringUnit: 'binary' }),
  fc.jsonValue({ stringUnit: 'grapheme' }).map((value) => JSON.stringify(value, null, '\t')),
  // Escapes that JSON.stringify does not write.
  fc
    .string({ unit: 'binary' })
    .map(
      (text) =>
        `["${Array.from({ length: text.length }, (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')}","\\/\\b\\f\\n\\r\\t"]`,
    ),
  fc
    .dictionary(fc.constantFrom('__proto__', 'constructor', 'a', '1', ''), fc.jsonValue())
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '-0',
    '1e400',
    '-1.5E-7',
    '{"a":1,"a":{"b":2}}',
    ' [ ] ',
    '{ }',
    '"\\ud83d\\ude00"',
    '"\ud83d"',
    '{"__proto__":{"x":1}}',
  ),
);

describe('createIncrementalJson', () => {
  it('shows strings as they grow and other values when they are certain', () => {
    const json = createIncrementalJson();
    const seen: [string, string][] = [
      ['{"ci', '{}'],
      ['ty":', '{}'],
      [' "Par', '{"city":"Par"}'],
      ['is", "days": 1', '{"city":"Paris"}'],
      ['2', '{"city":"Paris"}'],
      [', "rain": fal', '{"city":"Paris","days":12}'],
      ['se, "stops": [{"', '{"city":"Paris","days":12,"rain":false,"stops":[{}]}'],
      ['at": null}, 3', '{"city":"Paris","days":12,"rain":false,"stops":[{"at":null}]}'],
      [']}', '{"city":"Paris","days":12,"rain":false,"stops":[{"at":null},3]}'],
    ];
    expect(json.value).toBeUndefined();
    for (const [delta, expected] of seen) {
      expect(json.complete).toBe(false);
      json.push(delta);
      expect(JSON.stringify(json.value)).toBe(expected);
    }
    expect(json.complete).toBe(true);
    expect(json.failed).toBe(false);
  });

  it('grows the same objects in place', () => {
    const json = createIncrementalJson();
    json.push('{"list":[1,');
    const { list } = json.value as { list: JsonValue };
    json.push('2,"x"]}');
    expect(list).toEqual([1, 2, 'x']);
    expect((json.value as { list: JsonValue }).list).toBe(list);
  });

  it('equals JSON.parse at the end of any JSON, cut anywhere, and only ever grows towards it', () => {
    fc.assert(
      fc.property(jsonText, fc.array(fc.nat()), (text, cuts) => {
        const whole = JSON.parse(text) as JsonValue;
        const json = createIncrementalJson();
        const growing = !text.includes('"a":1,"a"');
        for (const piece of pieces(text, cuts)) {
          json.push(piece);
          expect(json.failed).toBe(false);
          if (growing && json.value !== undefined) expect(growsInto(json.value, whole)).toBe(true);
        }
        json.end();
        expect(json.complete).toBe(true);
        expect(isDeepStrictEqual(json.value, whole)).toBe(true);
        expect(JSON.stringify(json.value)).toBe(JSON.stringify(whole));
      }),
      { numRuns: 1000 },
    );
  });

  it('is complete exactly for the texts that JSON.parse accepts', () => {
    const fragment = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '\\',
        '\\u12',
        '0',
        '01',
        '1',
        '-',
        '.',
        'e',
        '+',
        'true',
        'nul',
        'l',
        ' ',
        '\n',
        '\t',
        '\u0001',
        'x',
        '\u00a0',
      ],
    );
    const nearlyJson = fc.tuple(fc.json(), fc.nat(), fragment, fc.nat(3)).map(([json, at, extra, removed]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + extra + json.slice(place + removed);
    });
    const anyText = fc.oneof(
      nearlyJson,
      fc.array(fragment).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anyText, fc.array(fc.nat()), (text, cuts) => {
        let parsed: unknown;
        let valid = true;
        try {
          parsed = JSON.parse(text);
        } catch {
          valid = false;
        }
        const json = createIncrementalJson();
        for (const piece of pieces(text, cuts)) json.push(piece);
        json.end();
        expect(json.complete).toBe(valid);
        if (valid) expect(isDeepStrictEqual(json.value, parsed)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps what had arrived when the text turns out to be no JSON', () => {
    const json = createIncrementalJson();
    json.push('{"a":[1,{"b":"x');
    json.push('yz\n","c":2}');
    expect(json.failed).toBe(true);
    expect(json.complete).toBe(false);
    expect(json.value).toEqual({ a: [1, { b: 'xyz' }] });
    json.push('{"more":1}');
    json.end();
    expect(json.value).toEqual({ a: [1, { b: 'xyz' }] });
  });

  it('fails on text after a complete value', () => {
    const json = createIncrementalJson();
    json.push('{"a":1}');
    expect(json.complete).toBe(true);
    json.push(' \n');
    expect(json.complete).toBe(true);
    json.push('{');
    expect(json.failed).toBe(true);
    expect(json.value).toEqual({ a: 1 });
  });

  it('treats __proto__ as a property like any other', () => {
    const json = createIncrementalJson();
    json.push('{"__proto__":{"admin":tr');
    json.push('ue},"x":{"__proto__":"st');
    json.push('r"}}');
    expect(Object.getPrototypeOf(json.value)).toBe(Object.prototype);
    expect(Object.keys(json.value as object)).toEqual(['__proto__', 'x']);
    expect((json.value as { admin?: unknown }).admin).toBeUndefined();
    expect(JSON.stringify(json.value)).toBe('{"__proto__":{"admin":true},"x":{"__proto__":"str"}}');
  });

  it('never shows half a surrogate pair', () => {
    const json = createIncrementalJson();
    json.push('["\ud83d');
    expect(json.value).toEqual(['']);
    json.push('\ude00 \\ud83d');
    expect(json.value).toEqual(['\u{1f600} ']);
    json.push('\\ude01"]');
    expect(json.value).toEqual(['\u{1f600} \u{1f601}']);
  });

  it('survives nesting that no recursive parser would', () => {
    const depth = 200_000;
    const json = createIncrementalJson();
    json.push('['.repeat(depth));
    json.push(']'.repeat(depth));
    expect(json.complete).toBe(true);
  });

  it.each([2_000, 20_000])('does not slow down over %i deltas', (count) => {
    // The cost a delta is a fraction of a microsecond; parsing anew on each costs 500 at this length and ten times that.
    const objects = JSON.stringify(
      Array.from({ length: count / 6 }, (_, id) => ({
        id,
        name: `Item ${id}`,
        price: id / 4,
        note: 'a "quoted" note',
      })),
    );
    const longString = JSON.stringify({ code: 'const x = "lorem ipsum";\n'.repeat(count / 2) });
    for (const text of [objects, longString]) {
      const json = createIncrementalJson();
      const startedMs = performance.now();
      let deltas = 0;
      for (let at = 0; at < text.length && deltas < count; at += 12, deltas++) json.push(text.slice(at, at + 12));
      const microsecondsPerDelta = ((performance.now() - startedMs) * 1000) / deltas;
      expect(microsecondsPerDelta).toBeLessThan(15);
    }
  });
});
