import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

describe('a histogram', () => {
  it('tells every percentile to one percent, whatever the values', () => {
    const values = fc.array(fc.double({ min: 0.1, max: 40_000_000, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1), (list, share) => {
        const histogram = new Histogram(0.001);
        const kept = list.map((value) => Math.min(value, 4_000_000));
        for (const value of kept) histogram.record(value);
        const exact = kept.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * kept.length)) - 1] as number;
        expect(Math.abs(histogram.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.01 + 0.001);
      }),
    );
  });

  it('keeps count, sum, minimum and maximum exactly', () => {
    const histogram = new Histogram(0.01);
    for (const value of [5, 1, 12.5]) histogram.record(value);
    expect(histogram.distribution()).toMatchObject({ count: 3, sum: 18.5, min: 1, max: 12.5 });
    expect(new Histogram(1).distribution()).toBeUndefined();
  });

  it('counts what is up to a bound, and everything up to the largest', () => {
    const histogram = new Histogram(0.01);
    for (let value = 1; value <= 1000; value++) histogram.record(value);
    expect(Math.abs(histogram.countUpTo(500) - 500)).toBeLessThan(10);
    expect(histogram.countUpTo(Number.MAX_VALUE)).toBe(1000);
    expect(histogram.countUpTo(0)).toBe(0);
  });

  it('takes what no clock should say', () => {
    const histogram = new Histogram(0.01);
    for (const value of [-5, Number.NaN, 1e12]) histogram.record(value);
    expect(histogram.distribution()).toMatchObject({ count: 3, min: 0, max: 1e12 });
  });
});
