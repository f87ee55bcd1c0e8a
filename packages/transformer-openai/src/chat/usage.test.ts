import { describe, expect, test } from 'vitest';
import { chatUsage, mergeUsage } from './usage.ts';

describe('usage of chat completions', () => {
  test.each<[string, Record<string, unknown>, object]>([
    [
      'OpenAI: cached inside the prompt, reasoning inside the completion',
      {
        prompt_tokens: 10,
        completion_tokens: 8,
        total_tokens: 18,
        prompt_tokens_details: { cached_tokens: 4, audio_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 5, audio_tokens: 0 },
      },
      {
        inputTokens: 10,
        outputTokens: 8,
        inputDetails: { uncached: 6, cacheRead: 4 },
        outputDetails: { text: 3, reasoning: 5 },
        inputModalities: { audio: 2 },
      },
    ],
    [
      'xAI: reasoning beside the completion, as the total says',
      {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 241,
        completion_tokens_details: { reasoning_tokens: 228 },
      },
      { inputTokens: 12, outputTokens: 229, outputDetails: { text: 1, reasoning: 228 } },
    ],
    [
      'DeepInfra: more reasoning than completion',
      { prompt_tokens: 1, completion_tokens: 2, completion_tokens_details: { reasoning_tokens: 5 } },
      { outputTokens: 7 },
    ],
    [
      'DeepSeek: hit and miss',
      { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 7 },
      { inputDetails: { uncached: 3, cacheRead: 7 } },
    ],
    [
      'Moonshot: cached at the top',
      { prompt_tokens: 10, completion_tokens: 1, cached_tokens: 2 },
      { inputDetails: { uncached: 8, cacheRead: 2 } },
    ],
    [
      'Claude behind a gateway: cache beside the prompt',
      { prompt_tokens: 3, completion_tokens: 1, cache_read_input_tokens: 7, cache_creation_input_tokens: 2 },
      { inputTokens: 12, inputDetails: { uncached: 3, cacheRead: 7, cacheWrite: 2 } },
    ],
    [
      'Mistral: sound beside the prompt',
      {
        prompt_tokens: 9,
        completion_tokens: 248,
        total_tokens: 632,
        prompt_audio_seconds: 3,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 375 },
      },
      { inputTokens: 384, inputModalities: { audio: 375 }, units: { audioSeconds: 3 } },
    ],
    ['numbers as strings', { prompt_tokens: '3', completion_tokens: '4' }, { inputTokens: 3, outputTokens: 4 }],
    ['searches', { prompt_tokens: 1, completion_tokens: 1, num_search_queries: 3 }, { units: { searches: 3 } }],
  ])('%s', (_name, raw, expected) => {
    expect(chatUsage(raw)).toMatchObject({ state: 'reported', raw, ...expected });
  });

  test('a partition that would not add up is left out', () => {
    const usage = chatUsage({
      prompt_tokens: 10,
      completion_tokens: 5,
      completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 4 },
    });
    expect(usage?.outputDetails).toEqual({ text: 2, reasoning: 3 });
    expect(chatUsage({ prompt_tokens: 10, completion_tokens: 5 })).not.toHaveProperty('outputDetails');
  });

  test('a dialect may know better than the numbers', () => {
    const raw = { prompt_tokens: 1, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 2 } };
    expect(chatUsage(raw, 'beside')?.outputTokens).toBe(7);
    expect(chatUsage(raw, 'inside')?.outputTokens).toBe(5);
  });

  test('without tokens there is no usage', () => {
    expect(chatUsage(undefined)).toBeUndefined();
    expect(chatUsage({ queue_time: 1 })).toBeUndefined();
  });

  test('later frames complete earlier ones', () => {
    expect(mergeUsage({ prompt_tokens: 3 }, { prompt_tokens: null, completion_tokens: 2 })).toEqual({
      prompt_tokens: 3,
      completion_tokens: 2,
    });
    expect(mergeUsage(undefined, { a: 1 })).toEqual({ a: 1 });
    expect(mergeUsage({ a: 1 }, 'x')).toEqual({ a: 1 });
  });
});
