import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HedgeBudget } from './hedge-budget.ts';
import { percentileDelay } from './hedge-delay.ts';

describe('a delay by percentile', () => {
  it('is not known before twenty answers', () => {
    const delay = percentileDelay('p95', 0);
    for (let answer = 0; answer < 19; answer++) delay.add(100);
    expect(delay.delayMs).toBeUndefined();
    delay.add(100);
    expect(delay.delayMs).toBe(100);
  });

  it('is the percentile of the latest answers', () => {
    const delay = percentileDelay('p90', 0);
    for (let answer = 1; answer <= 100; answer++) delay.add(answer);
    expect(delay.delayMs).toBe(91);
  });

  it('follows what changes: of old answers nothing stays', () => {
    const delay = percentileDelay('p95', 0);
    for (let answer = 0; answer < 500; answer++) delay.add(1_000);
    for (let answer = 0; answer < 200; answer++) delay.add(10);
    expect(delay.delayMs).toBe(10);
  });

  it('is never below the least', () => {
    const delay = percentileDelay('p50', 50);
    for (let answer = 0; answer < 50; answer++) delay.add(1);
    expect(delay.delayMs).toBe(50);
  });
});

describe('a budget of hedges', () => {
  it('never lets through more than its share of the calls and one, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.boolean(), { maxLength: 500 }),
        (share, turns) => {
          const budget = new HedgeBudget(share);
          let calls = 0;
          let hedges = 0;
          for (const late of turns) {
            calls++;
            budget.called();
            if (late && budget.take()) hedges++;
            expect(hedges).toBeLessThanOrEqual(share * calls + 1 + 1e-9);
          }
        },
      ),
    );
  });

  it('saves no more than ten for a bad hour', () => {
    const budget = new HedgeBudget(1);
    for (let call = 0; call < 1_000; call++) budget.called();
    let hedges = 0;
    while (budget.take()) hedges++;
    expect(hedges).toBe(10);
  });
});
