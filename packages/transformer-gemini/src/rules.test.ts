import { describe, expect, it } from 'vitest';
import { geminiRules } from './rules.ts';

describe('the rules of a model', () => {
  it.each([
    ['gemini-4-argon', ['low', 'medium', 'high']],
    ['gemini-4-carbon', ['low', 'medium', 'high']],
    ['gemini-4-hydrogen', ['low', 'medium', 'high', 'xhigh']],
    ['gemini-3.8-flash', ['minimal', 'low', 'medium', 'high']],
    ['gemini-3.5-flash-lite', ['minimal', 'low', 'medium', 'high']],
    ['gemini-3-pro-preview', ['low', 'high']],
    ['gemini-3.1-pro-preview', ['low', 'medium', 'high']],
    ['gemini-flash-latest', ['minimal', 'low', 'medium', 'high']],
    ['gemini-pro-latest', ['low', 'medium', 'high']],
    ['something-new', ['low', 'medium', 'high']],
  ])('%s thinks by levels', (model, levels) => {
    expect(geminiRules(model)).toMatchObject({ thinking: { kind: 'level', levels }, thoughtSignatures: true });
  });

  it.each([
    ['gemini-2.5-pro', { kind: 'budget', min: 128, max: 32_768, canBeOff: false }],
    ['models/gemini-2.5-flash', { kind: 'budget', min: 1, max: 24_576, canBeOff: true }],
    [
      'publishers/google/models/gemini-2.5-flash-lite-preview-09-2025',
      { kind: 'budget', min: 512, max: 24_576, canBeOff: true },
    ],
    ['gemini-robotics-er-1.5-preview', { kind: 'budget', min: 1, max: 24_576, canBeOff: true }],
    ['gemini-2.5-flash-image', { kind: 'none' }],
    ['gemini-2.5-flash-preview-tts', { kind: 'none' }],
    ['gemini-live-2.5-flash', { kind: 'none' }],
    ['gemini-2.0-flash', { kind: 'none' }],
    ['gemini-1.5-pro', { kind: 'none' }],
  ])('%s thinks by %j', (model, thinking) => {
    expect(geminiRules(model)).toMatchObject({ thinking, thoughtSignatures: false, mixedTools: false });
  });

  it('of unknown ids are the newest, of Gemma the oldest', () => {
    expect(geminiRules(undefined)).toMatchObject({ endsWithModelTurn: false, thoughtSignatures: true });
    expect(geminiRules('gemma-3-27b-it')).toMatchObject({ systemInstruction: false, thinking: { kind: 'none' } });
  });
});
