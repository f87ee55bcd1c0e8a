import { describe, expect, it } from 'vitest';
import { decodeUsage, mergeUsage } from './usage.ts';

describe('usage', () => {
  it('adds what the cache gave and took to the input', () => {
    const raw = {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      output_tokens: 40,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
      output_tokens_details: { thinking_tokens: 15 },
      server_tool_use: { web_search_requests: 2 },
    };
    expect(decodeUsage(raw)).toEqual({
      state: 'reported',
      inputTokens: 240,
      outputTokens: 40,
      inputDetails: { uncached: 10, cacheRead: 200, cacheWrite: 30 },
      outputDetails: { text: 25, reasoning: 15 },
      cacheWritesByTtl: { '5m': 20, '1h': 10 },
      units: { searches: 2 },
      raw,
    });
  });

  it('has no buckets that the vendor does not state', () => {
    expect(decodeUsage({ input_tokens: 10, output_tokens: '4' })).toEqual({
      state: 'reported',
      inputTokens: 10,
      outputTokens: 4,
      raw: { input_tokens: 10, output_tokens: '4' },
    });
  });

  it('leaves out what does not add up', () => {
    expect(decodeUsage({ output_tokens: 4, output_tokens_details: { thinking_tokens: 9 } })).not.toHaveProperty(
      'outputDetails',
    );
    expect(
      decodeUsage({
        input_tokens: 1,
        cache_creation_input_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 1 },
      }),
    ).not.toHaveProperty('cacheWritesByTtl');
    expect(decodeUsage({ cache_read_input_tokens: 5 })).toMatchObject({ inputTokens: 5 });
    expect(decodeUsage({ cache_read_input_tokens: 5 })).not.toHaveProperty('inputDetails');
  });

  it.each([null, undefined, {}, [], 'many', 3])('is absent for %o', (raw) => {
    expect(decodeUsage(raw)).toBeUndefined();
  });

  it('does not count below zero', () => {
    expect(decodeUsage({ input_tokens: -1, output_tokens: 2 })).toEqual({
      state: 'reported',
      outputTokens: 2,
      raw: { input_tokens: -1, output_tokens: 2 },
    });
  });

  it('of a stream is cumulative: later numbers replace, nulls say nothing', () => {
    expect(
      mergeUsage({ input_tokens: 5, output_tokens: 1 }, { input_tokens: null, output_tokens: 9, extra: 1 }),
    ).toEqual({ input_tokens: 5, output_tokens: 9, extra: 1 });
    expect(mergeUsage({ input_tokens: 5 }, null)).toEqual({ input_tokens: 5 });
    expect(mergeUsage(undefined, undefined)).toBeUndefined();
  });
});
