import { describe, expect, it } from 'vitest';
import { estimateInputTokens, estimateTokens, estimateUsage } from './estimate.ts';
import { image, text, toolResult, user } from './message-helpers.ts';

describe('an estimate of tokens', () => {
  // Counted with the o200k vocabulary.
  it.each([
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['Привет, как у тебя дела сегодня?', 9],
    ['今天天气很好,我们去公园散步吧。', 11],
  ])('of "%s" is at most twice as much or half as much', (sentence, counted) => {
    const estimated = estimateTokens(sentence);
    expect(estimated).toBeGreaterThan(counted / 2);
    expect(estimated).toBeLessThanOrEqual(counted * 2.5);
  });

  it('of nothing is nothing', () => {
    expect(estimateTokens('')).toBe(0);
  });

  it('grows with every kind of content', () => {
    const base = estimateInputTokens({ messages: [user('Hi')] });
    const longer = [
      { messages: [user('Hi'), user('Hi')] },
      { messages: [user([text('Hi'), image('https://x')])] },
      { messages: [user([text('Hi'), { type: 'audio', source: { url: 'https://x' } }])] },
      { messages: [user('Hi'), toolResult({ id: 'c' }, { degrees: 21 })] },
      {
        messages: [
          user('Hi'),
          {
            role: 'assistant' as const,
            content: [{ type: 'tool-call' as const, id: 'c', name: 'weather', arguments: '{}' }],
          },
        ],
      },
      {
        messages: [
          user('Hi'),
          {
            role: 'assistant' as const,
            content: [
              { type: 'reasoning' as const, text: 'Hm.' },
              { type: 'vendor' as const, vendor: { origin: { wire: 'w' }, data: 1 } },
            ],
          },
        ],
      },
      { messages: [user('Hi')], tools: [{ name: 'weather', description: 'Tells the weather.' }] },
    ];
    for (const request of longer) expect(estimateInputTokens(request)).toBeGreaterThan(base);
  });

  it('is labelled as one', () => {
    expect(estimateUsage({ messages: [user('Hi')] }, 40)).toEqual({
      state: 'estimated',
      inputTokens: 5,
      outputTokens: 10,
    });
    expect(estimateUsage({ messages: [user('Hi')], tools: [{ name: 'f' }] }, 0).inputTokens).toBeGreaterThan(5);
    expect(estimateUsage({}, 5)).toEqual({ state: 'estimated', outputTokens: 2 });
  });
});
