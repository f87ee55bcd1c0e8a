import type { Cost } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { distinctWarnings, sumCost, sumUsage } from './sums.ts';

const cost = (amount: number, more: Partial<Cost> = {}): { cost: Cost } => ({
  cost: { amount, currency: 'USD', source: 'catalogue', includesLostAttempts: true, ...more },
});

describe('sumCost', () => {
  it('adds amounts and breakdowns', () => {
    const calls = [cost(1, { breakdown: { input: 1 } }), cost(2, { breakdown: { input: 0.5, output: 1.5 } })];
    expect(sumCost(calls)).toMatchObject({ amount: 3, currency: 'USD', breakdown: { input: 1.5, output: 1.5 } });
  });

  it('says the weakest of what the costs say', () => {
    const calls = [cost(1, { source: 'vendor' }), cost(1, { includesLostAttempts: false, breakdown: { input: 1 } })];
    expect(sumCost(calls)).toEqual({ amount: 2, currency: 'USD', source: 'catalogue', includesLostAttempts: false });
    expect(sumCost([cost(1, { source: 'vendor' }), cost(1, { source: 'vendor' })])?.source).toBe('vendor');
  });

  it.each([
    ['one is not known', [cost(1), {}]],
    ['they are in two currencies', [cost(1), cost(1, { currency: 'EUR' })]],
    ['there are none', []],
  ])('is unknown if %s', (_why, calls) => {
    expect(sumCost(calls)).toBeUndefined();
  });
});

describe('sumUsage', () => {
  it('is partial if a call does not tell its own', () => {
    const told = { usage: { state: 'reported' as const, inputTokens: 1 } };
    expect(sumUsage([told, told])).toMatchObject({ state: 'reported', inputTokens: 2 });
    expect(sumUsage([told, {}])).toMatchObject({ state: 'partial', inputTokens: 1 });
    expect(sumUsage([{}])).toBeUndefined();
  });
});

it('distinctWarnings has each warning once', () => {
  const warning = { feature: 'topK', detail: 'left out' };
  expect(distinctWarnings([warning, { ...warning }, { ...warning, detail: 'other' }])).toHaveLength(2);
});
