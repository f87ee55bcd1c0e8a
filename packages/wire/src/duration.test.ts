import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['6m0s', 360_000],
    ['17ms', 17],
    ['1s', 1000],
    ['1h2m3.5s', 3_723_500],
    ['34.07s', 34_070],
    ['8m38.4s', 518_400],
    ['2m59.56s', 179_560],
    ['981ms', 981],
    ['250µs', 0.25],
    ['250us', 0.25],
    ['1d12h', 129_600_000],
    ['1w', 604_800_000],
    ['.5s', 500],
    ['0s', 0],
    ['+5s', 5000],
    ['-5s', 0],
    ['5 s', 5000],
    ['1m 30s', 90_000],
    ['20', 20_000],
    ['24479.2787387', 24_479_278.739],
    [' 3 ', 3000],
    ['-1', 0],
    [2.5, 2500],
  ])('reads %s as %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it('reads a bare number in milliseconds where that is its unit', () => {
    expect(parseDuration('1500', { bareUnit: 'ms' })).toBe(1500);
    expect(parseDuration(1500, { bareUnit: 'ms' })).toBe(1500);
    expect(parseDuration('2s', { bareUnit: 'ms' })).toBe(2000);
  });

  it.each(['', 's', 'soon', '5x', '5s later', '1h2', '1e3s', 'PT20S', 'NaN', '-', `${'1'.repeat(200)}s`])(
    'refuses %s',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([undefined, null, {}, [], true, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (value) => {
    expect(parseDuration(value)).toBeUndefined();
  });

  it('never throws and never gives a negative number', () => {
    fc.assert(fc.property(fc.anything(), (value) => (parseDuration(value) ?? 0) >= 0));
  });
});
