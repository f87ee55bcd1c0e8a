import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from './canonical.ts';

/** The same value with its keys the other way round, and undefined where it may stand. */
function disguised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(disguised);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries([...entries.map(([key, field]) => [key, disguised(field)]), ['\u0000none', undefined]]);
}

it('is the same whatever the order of the keys, and parses different values to different texts', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(canonical(disguised(one))).toBe(canonical(one));
      const same = JSON.stringify(one) === JSON.stringify(other);
      if (same) expect(canonical(one)).toBe(canonical(other));
      else if (canonical(one) === canonical(other)) {
        // Only the order of keys and the sign of zero may differ.
        expect(other).toEqual(JSON.parse(JSON.stringify(one)));
      }
    }),
  );
});

it('tells bytes, texts and lists of numbers apart', () => {
  const texts = [new Uint8Array([1, 2]), '#0102', [1, 2], '1,2', { 0: 1, 1: 2 }].map(canonical);
  expect(new Set(texts).size).toBe(5);
});

it.each([
  ['a stream', new ReadableStream()],
  ['a function', () => 1],
  ['an iterator', (async function* () {})()],
])('has no text for %s', (_what, value) => {
  expect(canonical({ file: value })).toBeUndefined();
});

it('has no text for a cycle', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(canonical(cycle)).toBeUndefined();
});
