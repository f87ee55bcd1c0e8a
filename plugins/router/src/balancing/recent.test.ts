import { describe, expect, it } from 'vitest';
import { RecentAverage, RecentRate } from './recent.ts';

describe('a recent average', () => {
  it('knows nothing before its first value', () => {
    expect(new RecentAverage().at(0)).toBeUndefined();
  });

  it('moves three tenths of the way to each new value', () => {
    const average = new RecentAverage();
    average.add(100, 0);
    average.add(200, 1);
    expect(average.at(1)).toBeCloseTo(130);
  });

  it('keeps its value for ten seconds without news, and then fades, so that what was slow is tried again', () => {
    const average = new RecentAverage();
    average.add(800, 0);
    expect(average.at(10_000)).toBe(800);
    expect(average.at(20_000)).toBe(400);
    expect(average.at(40_000)).toBe(100);
  });
});

describe('a recent rate', () => {
  it('is 1 while nothing is known, and a single failure is no verdict', () => {
    const rate = new RecentRate();
    expect(rate.at(0)).toBe(1);
    rate.add(false, 0);
    expect(rate.at(0)).toBe(0.5);
  });

  it('follows what happened', () => {
    const rate = new RecentRate();
    for (let call = 0; call < 100; call++) rate.add(call % 4 > 0, 0);
    expect(rate.at(0)).toBeCloseTo(0.75, 1);
  });

  it('forgets failures, half of them in thirty seconds', () => {
    const rate = new RecentRate();
    for (let call = 0; call < 9; call++) rate.add(false, 0);
    expect(rate.at(0)).toBeCloseTo(0.1);
    expect(rate.at(30_000)).toBeCloseTo(1 / 5.5);
    expect(rate.at(600_000)).toBeGreaterThan(0.999);
  });
});
