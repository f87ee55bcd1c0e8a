import { expect, it } from 'vitest';
import { median, quantile, ratio, spread } from './statistics.ts';

it('takes the middle figure, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 3])).toBe(4);
});

it('finds the value below which a share of the figures lies', () => {
  const figures = Array.from({ length: 1_000 }, (_, at) => 999 - at);
  expect(quantile(figures, 0.99)).toBe(990);
  expect(quantile([7], 0.99)).toBe(7);
});

it('compares round by round, so that a slow round of both changes nothing', () => {
  expect(ratio([2, 20, 2], [1, 10, 1])).toEqual({ median: 2, low: 2, high: 2 });
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
});
