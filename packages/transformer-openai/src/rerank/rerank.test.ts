import { describe, expect, test } from 'vitest';
import { codec, reply } from '../testing/codec.ts';
import { rerankTransformer } from './rerank.ts';
import type { RerankWire } from './rerank-wire.ts';

const ranked = (body: object, wire: RerankWire = {}) => {
  const transformer = rerankTransformer(wire);
  const { state } = transformer.encode({ model: 'm', query: 'q', documents: ['a', 'b'] }, codec());
  return transformer.decode(reply(body), state, codec());
};

describe('ranking', () => {
  test('puts the best first, and counts searches wherever they are told', () => {
    const results = [
      { index: 0, relevance_score: 0.1 },
      { index: 1, relevance_score: 0.9 },
    ];
    expect(ranked({ results, usage: { total_tokens: 9, search_units: 1 } })).toMatchObject({
      results: [{ index: 1 }, { index: 0 }],
      usage: { inputTokens: 9, units: { searches: 1 } },
    });
    expect(ranked({ results, meta: { billed_units: { search_units: 2 } } }).usage).toMatchObject({
      units: { searches: 2 },
    });
  });

  test('may cost what the vendor says', () => {
    const cost = { amount: 0.25, currency: 'USD', source: 'vendor', includesLostAttempts: false } as const;
    const body = { results: [{ index: 0, relevance_score: 1 }], usage: { cost: 0.25 } };
    expect(ranked(body, { cost: (usage) => (usage.cost === 0.25 ? cost : undefined) }).cost).toEqual(cost);
    expect(ranked(body)).not.toHaveProperty('cost');
  });
});
