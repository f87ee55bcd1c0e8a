import type { FailureEvidence } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { vendorClock } from './vendor-clock.ts';

const told = (date: string | undefined, code = 'Expired'): FailureEvidence => ({
  status: 401,
  headers: date === undefined ? {} : { date },
  body: { code },
});
const noon = Date.UTC(2026, 10, 21, 12);

describe("a vendor's clock", () => {
  it('is learned from failures that are about the time', () => {
    const clock = vendorClock(({ body }) => (body as { code: string }).code === 'Expired');
    const errors = clock.learning(
      () => ({ code: 'authentication' }),
      () => noon,
    );
    expect(errors(told('Sat, 21 Nov 2026 12:10:00 GMT', 'Other'))).toEqual({ code: 'authentication' });
    expect(clock.skewMs).toBe(0);
    errors(told(undefined));
    errors(told('Sat, 21 Nov 2026 12:00:30 GMT'));
    expect(clock.skewMs).toBe(0);
    errors(told('Sat, 21 Nov 2026 12:10:00 GMT'));
    expect(clock.skewMs).toBe(600_000);
    errors(told('Sat, 21 Nov 2026 11:50:00 GMT'));
    expect(clock.skewMs).toBe(-600_000);
  });
});
