import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

const noon = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('parseTimestamp', () => {
  it.each([
    ['2026-11-21T12:00:00Z', noon],
    ['2026-11-21T12:00:00.123456789Z', noon + 123],
    ['2026-11-21T14:30:00+02:30', noon],
    ['2026-11-21T04:00:00-0800', noon],
    ['2026-11-21t12:00:00z', noon],
    ['2026-11-21 12:00:00 UTC', noon],
    ['2026-11-21T12:00:00', noon],
    ['2026-11-21T12:00Z', noon],
    ['2026-11-21', Date.UTC(2026, 10, 21)],
    ['Sat, 21 Nov 2026 12:00:00 GMT', noon],
    ['Saturday, 21-Nov-26 12:00:00 GMT', noon],
    ['Sat Nov 21 12:00:00 2026', noon],
    [String(noon / 1000), noon],
    [`${noon / 1000}.5`, noon + 500],
    [noon / 1000, noon],
    [noon, noon],
    [String(noon), noon],
    [noon * 1000, noon],
    [`${noon}000000`, noon],
  ])('reads %s', (value, expected) => {
    expect(parseTimestamp(value)).toBe(expected);
  });

  it.each([
    '',
    'soon',
    '5m',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-11-21T25:00:00Z',
    'Sat, 31 Feb 2026 12:00:00 GMT',
    'Sat, 21 Foo 2026 12:00:00 GMT',
    'x'.repeat(1000),
  ])('refuses %s', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('refuses what is neither text nor a number', () => {
    for (const value of [undefined, null, {}, -1, Number.NaN, true]) expect(parseTimestamp(value)).toBeUndefined();
  });

  it('reads every date as the platform writes it', () => {
    const date = fc.date({ min: new Date('1980-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (value) => {
        expect(parseTimestamp(value.toISOString())).toBe(value.getTime());
        expect(parseTimestamp(value.toUTCString())).toBe(Math.floor(value.getTime() / 1000) * 1000);
      }),
    );
  });
});
