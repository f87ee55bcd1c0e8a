import { describe, expect, it } from 'vitest';
import { costOf } from './cost.ts';
import type { Model } from './model/models.ts';
import type { Usage } from './model/usage.ts';

const price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, cacheWrite1h: 6 };
const reported = (usage: Omit<Usage, 'state'>): Usage => ({ state: 'reported', ...usage });
const amount = (usage: Omit<Usage, 'state'>, model: Pick<Model, 'price' | 'priceTiers'>) =>
  costOf(reported(usage), model)?.amount;

describe('the cost of a call', () => {
  it('is its tokens at list price, by bucket', () => {
    expect(costOf(reported({ inputTokens: 1_000_000, outputTokens: 100_000 }), { price })).toEqual({
      amount: 4.5,
      currency: 'USD',
      source: 'catalogue',
      includesLostAttempts: false,
      breakdown: { input: 3, output: 1.5 },
    });
  });

  it('knows cached tokens, and cache writes by their time to live', () => {
    const usage = {
      inputTokens: 4_000_000,
      inputDetails: { uncached: 1_000_000, cacheRead: 1_000_000, cacheWrite: 2_000_000 },
    };
    expect(amount(usage, { price })).toBeCloseTo(3 + 0.3 + 7.5);
    const split = costOf(reported({ ...usage, cacheWritesByTtl: { '5m': 500_000, '1h': 1_500_000 } }), { price });
    expect(split?.breakdown).toEqual({ input: 3, cacheRead: 0.3, cacheWrite: 1.875, cacheWrite1h: 9 });
    expect(split?.amount).toBeCloseTo(14.175);
  });

  it('goes by what is billed where that is other than what was counted', () => {
    const usage = { inputTokens: 500_000, inputDetails: { uncached: 500_000 }, billed: { inputTokens: 100_000 } };
    expect(costOf(reported(usage), { price })?.breakdown).toEqual({ input: 0.3 });
    expect(amount({ inputTokens: 9, billed: { units: { searches: 2 } } }, { price: { input: 1 } })).toBeUndefined();
    expect(amount({ billed: { units: { searches: 2 } } }, { price: { perSearch: 0.01 } })).toBeCloseTo(0.02);
  });

  it('counts pictures that were looked at, and seconds on a machine', () => {
    const usage = { inputTokens: 1_000_000, units: { inputImages: 2, computeSeconds: 4 } };
    const prices = { input: 1, perInputImage: 0.5, perComputeSecond: 0.25 };
    expect(costOf(reported(usage), { price: prices })?.breakdown).toEqual({
      input: 1,
      inputImages: 1,
      computeSeconds: 1,
    });
  });

  it('bills thoughts as output where they have no price of their own', () => {
    const usage = { outputTokens: 1_000_000, outputDetails: { text: 400_000, reasoning: 600_000 } };
    expect(costOf(reported(usage), { price })?.breakdown).toEqual({ output: 6, reasoning: 9 });
    expect(costOf(reported(usage), { price: { output: 10, reasoning: 20 } })?.breakdown).toEqual({
      output: 4,
      reasoning: 12,
    });
  });

  it('bills the whole request at the tier of its prompt', () => {
    const tiered = {
      price,
      priceTiers: [
        { above: 500_000, input: 12 },
        { above: 200_000, input: 6, output: 22.5 },
      ],
    };
    expect(amount({ inputTokens: 200_000, outputTokens: 1_000_000 }, tiered)).toBeCloseTo(0.6 + 15);
    expect(amount({ inputTokens: 200_001, outputTokens: 1_000_000 }, tiered)).toBeCloseTo(1.2 + 22.5);
    expect(amount({ inputTokens: 1_000_000, outputTokens: 1_000_000 }, tiered)).toBeCloseTo(12 + 22.5);
  });

  it('knows audio and images', () => {
    const audio = { input: 1, inputAudio: 10, output: 2, outputAudio: 20, imageOutput: 30 };
    expect(
      costOf(reported({ inputTokens: 2_000_000, inputModalities: { text: 1_500_000, audio: 500_000 } }), {
        price: audio,
      })?.breakdown,
    ).toEqual({ input: 1.5, inputAudio: 5 });
    expect(
      costOf(
        reported({
          inputTokens: 2_000_000,
          inputDetails: { uncached: 1_000_000, cacheRead: 1_000_000 },
          inputModalities: { audio: 400_000 },
        }),
        { price: { ...audio, cacheRead: 0.5 } },
      )?.breakdown,
    ).toEqual({ input: 0.6, inputAudio: 4, cacheRead: 0.5 });
    expect(
      costOf(
        reported({ outputTokens: 3_000_000, outputDetails: { text: 1_000_000, audio: 1_000_000, image: 1_000_000 } }),
        { price: audio },
      )?.breakdown,
    ).toEqual({ output: 2, outputAudio: 20, imageOutput: 30 });
  });

  it('knows what is billed by other units than tokens', () => {
    expect(amount({ units: { images: 3 } }, { price: { perImage: 0.04 } })).toBeCloseTo(0.12);
    expect(amount({ units: { audioSeconds: 60 } }, { price: { perSecond: 0.0001 } })).toBeCloseTo(0.006);
    expect(amount({ units: { videoSeconds: 8 } }, { price: { perSecond: 0.5 } })).toBeCloseTo(4);
    expect(amount({ units: { characters: 1000 } }, { price: { perCharacter: 0.00003 } })).toBeCloseTo(0.03);
    expect(amount({ units: { pages: 10 } }, { price: { perPage: 0.002 } })).toBeCloseTo(0.02);
    expect(amount({ units: { requests: 2 } }, { price: { perRequest: 0.005 } })).toBeCloseTo(0.01);
    expect(amount({ inputTokens: 1_000_000 }, { price: { input: 1, perRequest: 0.005 } })).toBeCloseTo(1.005);
  });

  it('does not bill seconds beside the tokens that they are counted in', () => {
    expect(
      amount(
        { inputTokens: 1_000_000, outputTokens: 1_000_000, units: { audioSeconds: 60 } },
        { price: { input: 2.5, output: 10, perSecond: 0.00025 } },
      ),
    ).toBeCloseTo(12.5);
  });
});

describe('an unknown price', () => {
  it('makes the whole cost unknown, never zero or a part', () => {
    expect(amount({ inputTokens: 1, outputTokens: 1 }, { price: { input: 3 } })).toBeUndefined();
    expect(
      amount({ inputTokens: 2, inputDetails: { uncached: 1, cacheRead: 1 } }, { price: { input: 3 } }),
    ).toBeUndefined();
    expect(
      amount(
        { inputTokens: 1, inputDetails: { cacheWrite: 1 }, cacheWritesByTtl: { '1h': 1 } },
        { price: { input: 3, cacheWrite: 1 } },
      ),
    ).toBeUndefined();
    expect(amount({ inputTokens: 1, units: { searches: 1 } }, { price })).toBeUndefined();
    expect(amount({ units: { images: 1 } }, { price: {} })).toBeUndefined();
    expect(costOf(reported({ inputTokens: 1 }), {})).toBeUndefined();
    expect(costOf(reported({ inputTokens: 1 }), undefined)).toBeUndefined();
    expect(costOf(undefined, { price })).toBeUndefined();
  });

  it('does not matter for what was not used', () => {
    expect(amount({ inputTokens: 1_000_000, outputTokens: 0 }, { price: { input: 3 } })).toBe(3);
  });

  it('is not a price of zero', () => {
    expect(amount({ inputTokens: 5, outputTokens: 5 }, { price: { input: 0, output: 0 } })).toBe(0);
    expect(amount({}, { price })).toBe(0);
  });
});
