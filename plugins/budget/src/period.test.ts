import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodAt, periodClock, periods } from './period.ts';

const at = (text: string) => Date.parse(text);

describe('periodAt', () => {
  it.each([
    ['hour', '2026-02-28T23:59:59.999Z', 'hour:2026-02-28T23', 1],
    ['day', '2026-02-28T22:00:00Z', 'day:2026-02-28T00', 7_200_000],
    ['week', '2026-01-01T00:00:00Z', 'week:2025-12-29T00', 4 * 86_400_000],
    ['week', '2026-01-05T00:00:00Z', 'week:2026-01-05T00', 7 * 86_400_000],
    ['week', '2026-01-04T23:00:00Z', 'week:2025-12-29T00', 3_600_000],
    ['month', '2028-02-29T00:00:00Z', 'month:2028-02-01T00', 86_400_000],
    ['month', '2026-12-31T00:00:00Z', 'month:2026-12-01T00', 86_400_000],
    ['year', '2026-12-31T00:00:00Z', 'year:2026-01-01T00', 86_400_000],
  ] as const)('knows the %s of %s', (period, time, id, leftMs) => {
    expect(periodAt(period, at(time))).toEqual({ id, leftMs });
  });

  it('leaves no gap between two periods, and none runs into the next', () => {
    const property = fc.property(
      fc.constantFrom(...periods.filter((period) => period !== 'total')),
      fc.integer({ min: at('2020-01-01'), max: at('2040-01-01') }),
      (period, nowMs) => {
        const now = periodAt(period, nowMs);
        const { leftMs = 0 } = now;
        expect(leftMs).toBeGreaterThan(0);
        expect(periodAt(period, nowMs + leftMs - 1).id).toBe(now.id);
        expect(periodAt(period, nowMs + leftMs).id).not.toBe(now.id);
        const clock = periodClock(period);
        for (const later of [0, 1, leftMs - 1, leftMs, leftMs + 1, -1])
          expect(clock(nowMs + later)).toEqual(periodAt(period, nowMs + later));
      },
    );
    fc.assert(property);
  });

  it('never begins a total anew', () => {
    expect(periodAt('total', 5)).toEqual({ id: 'total', leftMs: undefined });
  });
});
