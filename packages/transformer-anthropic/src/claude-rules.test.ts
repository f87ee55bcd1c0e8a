import { describe, expect, it } from 'vitest';
import { claudeRules } from './claude-rules.ts';
import { permissiveRules } from './model-rules.ts';

describe('claudeRules', () => {
  it.each([
    ['claude-3-haiku-20240307', { maxOutputTokens: 4096, sampling: 'any', structuredOutput: false, prefill: true }],
    ['claude-3-5-sonnet-20241022', { maxOutputTokens: 8192, sampling: 'any' }],
    [
      'claude-3-7-sonnet-latest',
      { maxOutputTokens: 64_000, thinking: { budget: true, adaptive: false, off: 'disabled' } },
    ],
    ['claude-4-opus-20250514', { maxOutputTokens: 32_000, structuredOutput: false, efforts: [] }],
    ['claude-opus-4-1-20250805', { maxOutputTokens: 32_000, sampling: 'any', structuredOutput: true, prefill: true }],
    [
      'claude-sonnet-4-5',
      { maxOutputTokens: 64_000, sampling: 'one', efforts: [], structuredOutput: true, prefill: true },
    ],
    [
      'claude-opus-4-5-20251101',
      { efforts: ['low', 'medium', 'high'], thinking: { budget: true, adaptive: false, off: 'disabled' } },
    ],
    [
      'claude-sonnet-4-6',
      {
        efforts: ['low', 'medium', 'high', 'max'],
        sampling: 'one',
        prefill: false,
        thinking: { budget: true, adaptive: true, off: 'disabled' },
      },
    ],
    [
      'claude-opus-4-7',
      { sampling: 'none', thinking: { budget: false, adaptive: true, off: 'disabled' }, forcedTool: true },
    ],
    [
      'claude-sonnet-5',
      { sampling: 'none', thinking: { budget: false, adaptive: true, off: 'disabled' }, forcedTool: true },
    ],
    ['claude-opus-5', { thinking: { budget: false, adaptive: true, off: 'disabled-to-high' }, forcedTool: true }],
    ['claude-haiku-5-5', { thinking: { budget: false, adaptive: true, off: 'disabled-to-high' }, forcedTool: true }],
    ['claude-sonnet-5-5', { thinking: { budget: false, adaptive: true, off: 'between-tools' }, forcedTool: false }],
    ['claude-opus-5-5', { thinking: { budget: false, adaptive: true, off: 'never' }, forcedTool: false }],
    ['claude-fable-5', { thinking: { budget: false, adaptive: true, off: 'never' }, forcedTool: true }],
    ['claude-fable-5-2', { thinking: { budget: false, adaptive: true, off: 'never' }, forcedTool: false }],
  ])('knows %s', (id, expected) => {
    expect(claudeRules(id)).toMatchObject(expected);
  });

  it.each([
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'claude-sonnet-4-5@20250929',
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-v1',
  ])('reads the id that a platform makes of it: %s', (id) => {
    expect(claudeRules(id)).toEqual(claudeRules('claude-sonnet-4-5'));
  });

  // What the vendor's live list said of thinking, effort and structured outputs in autumn 2026.
  it.each([
    ['claude-opus-5', false, true, 'low medium high xhigh max', true],
    ['claude-fable-5', false, true, 'low medium high xhigh max', true],
    ['claude-opus-4-8', false, true, 'low medium high xhigh max', true],
    ['claude-opus-4-6', true, true, 'low medium high max', true],
    ['claude-opus-4-5-20251101', true, false, 'low medium high', true],
    ['claude-haiku-4-5-20251001', true, false, '', true],
    ['claude-opus-4-1-20250805', true, false, '', true],
  ])("agrees with the vendor's own list about %s", (id, budget, adaptive, efforts, structuredOutput) => {
    const rules = claudeRules(id);
    expect(rules).toMatchObject({ thinking: { budget, adaptive }, structuredOutput });
    expect(rules.efforts.join(' ')).toBe(efforts);
  });

  it('treats a Claude that it does not know as the newest', () => {
    expect(claudeRules('claude-saga-7')).toMatchObject({ sampling: 'none', forcedTool: false, prefill: false });
    expect(claudeRules('claude-next')).toMatchObject({ sampling: 'none', thinking: { off: 'never' } });
    expect(claudeRules('anthropic.claude-v2:1')).toMatchObject({ maxOutputTokens: 4096 });
  });

  it('sends everything to models that are no Claude', () => {
    expect(claudeRules('MiniMax-M3')).toBe(permissiveRules);
  });
});
