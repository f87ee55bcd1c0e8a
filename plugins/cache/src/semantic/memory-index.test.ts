import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryIndex } from './memory-index.ts';

const unit = (...numbers: number[]) => {
  const length = Math.hypot(...numbers) || 1;
  return Float32Array.from(numbers, (number) => number / length);
};
const item = (id: string, vector: Float32Array, entry = 'e') => ({ id, vector, entry, ttlMs: 1_000 });
const roomy = { maxEntries: 1_000, maxBytes: 1e9, atLeast: -1 };

describe('the memory index', () => {
  it('finds what a look at all of them finds', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    const vector = fc.array(number, { minLength: 9, maxLength: 9 }).map((numbers) => unit(...numbers));
    const k = fc.integer({ min: 1, max: 8 });
    const least = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 30 }), vector, k, least, (vectors, wanted, limit, atLeast) => {
        const index = memoryIndex({ ...roomy, atLeast });
        for (const [at, one] of vectors.entries()) index.add('p', item(`${at}`, one));
        const found = index.nearest('p', wanted, limit) as readonly { similarity: number }[];
        const all = vectors
          .map((one) => one.reduce((sum, value, at) => sum + value * (wanted[at] as number), 0))
          .filter((similarity) => similarity >= atLeast)
          .sort((one, other) => other - one)
          .slice(0, limit);
        // What lies at the bound may be a little off.
        expect(found.slice(0, all.length).map(({ similarity }) => similarity)).toEqual(
          all.map((one) => expect.closeTo(one, 4)),
        );
        for (const { similarity } of found.slice(all.length)) expect(similarity).toBeCloseTo(atLeast, 4);
      }),
    );
  });

  it('keeps partitions apart, replaces what has the same id, and removes', () => {
    const index = memoryIndex(roomy);
    index.add('a', item('1', unit(1, 0), 'old'));
    index.add('b', item('1', unit(1, 0), 'other'));
    index.add('a', item('1', unit(1, 0), 'new'));
    expect(index.nearest('a', unit(1, 0), 8)).toEqual([{ id: '1', similarity: 1, entry: 'new' }]);
    index.remove('a', '1');
    expect(index.nearest('a', unit(1, 0), 8)).toEqual([]);
    expect(index.nearest('b', unit(1, 0), 8)).toHaveLength(1);
    index.clear?.();
    expect(index.nearest('b', unit(1, 0), 8)).toEqual([]);
  });

  it('is bounded by entries: the one that was found last stays', () => {
    const index = memoryIndex({ ...roomy, maxEntries: 2 });
    index.add('p', item('1', unit(1, 0)));
    index.add('q', item('2', unit(0, 1)));
    index.nearest('p', unit(1, 0), 1);
    index.add('p', item('3', unit(1, 1)));
    expect(index.nearest('p', unit(1, 0), 8)).toMatchObject([{ id: '1' }, { id: '3' }]);
    expect(index.nearest('q', unit(0, 1), 8)).toEqual([]);
  });

  it('is bounded by bytes, and takes nothing that is larger than itself', () => {
    const index = memoryIndex({ ...roomy, maxBytes: 10_000 });
    for (let at = 0; at < 100; at++) index.add('p', item(`${at}`, unit(1, at), 'x'.repeat(500)));
    const kept = index.nearest('p', unit(1, 0), 1_000) as readonly unknown[];
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.length).toBeLessThan(10);
    index.add('q', item('huge', unit(1, 0), 'x'.repeat(10_000)));
    expect(index.nearest('q', unit(1, 0), 1)).toEqual([]);
  });
});
