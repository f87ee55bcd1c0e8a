import fc from 'fast-check';
import { expect, it } from 'vitest';
import { healthScore } from './health-score.ts';

it('weighs the status 0.4, the breaker 0.3 and the success rate 0.3', () => {
  expect(healthScore({})).toBe(1);
  expect(healthScore({ status: 'down' })).toBeCloseTo(0.6);
  expect(healthScore({ status: 'degraded' })).toBeCloseTo(0.8);
  expect(healthScore({ breaker: 'open' })).toBeCloseTo(0.7);
  expect(healthScore({ breaker: 'half-open' })).toBeCloseTo(0.85);
  expect(healthScore({ successRate: 0.5 })).toBeCloseTo(0.85);
  expect(healthScore({ status: 'down', breaker: 'open', successRate: 0 })).toBe(0);
});

it('stays between 0 and 1, whatever rate is supplied', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (successRate) => {
      const score = healthScore({ successRate });
      expect(score).toBeGreaterThanOrEqual(0.7 - 1e-9);
      expect(score).toBeLessThanOrEqual(1);
    }),
  );
});
