// Periods of the calendar, in UTC: when one began, and when the next one begins.

/** `total`: never begins anew. */
export type BudgetPeriod = 'hour' | 'day' | 'week' | 'month' | 'year' | 'total';

export const periods: readonly BudgetPeriod[] = ['hour', 'day', 'week', 'month', 'year', 'total'];

export interface PeriodNow {
  /** Names the period in keys: `month:2026-01-01T00`. */
  readonly id: string;
  /** Milliseconds until the next one; undefined for `total`. */
  readonly leftMs: number | undefined;
}

/** `periodAt` for many calls: a period is worked out once. */
export function periodClock(period: BudgetPeriod): (nowMs: number) => PeriodNow {
  let id = '';
  let [start, end] = [0, 0];
  return (nowMs) => {
    if (period === 'total' || nowMs < start || nowMs >= end) {
      const now = periodAt(period, nowMs);
      if (now.leftMs === undefined) return now;
      [id, start, end] = [now.id, nowMs, nowMs + now.leftMs];
    }
    return { id, leftMs: end - nowMs };
  };
}

/** Weeks begin on Monday. */
export function periodAt(period: BudgetPeriod, nowMs: number): PeriodNow {
  if (period === 'total') return { id: 'total', leftMs: undefined };
  const now = new Date(nowMs);
  const [year, month, day, hour] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), now.getUTCHours()];
  const monday = day - ((now.getUTCDay() + 6) % 7);
  const [start, end] = {
    hour: [Date.UTC(year, month, day, hour), Date.UTC(year, month, day, hour + 1)] as const,
    day: [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)] as const,
    week: [Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7)] as const,
    month: [Date.UTC(year, month), Date.UTC(year, month + 1)] as const,
    year: [Date.UTC(year, 0), Date.UTC(year + 1, 0)] as const,
  }[period];
  return { id: `${period}:${new Date(start).toISOString().slice(0, 13)}`, leftMs: end - nowMs };
}
