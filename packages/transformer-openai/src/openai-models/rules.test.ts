import type { ChatRequest } from '@kit/core';
import { describe, expect, test } from 'vitest';
import { familyOf } from './model-families.ts';
import { chatRules, imageRules, responsesRules, speechRules, transcribeRules } from './rules.ts';

const ask = (change: Partial<ChatRequest> = {}): ChatRequest => ({ messages: [], ...change });

describe('families', () => {
  test.each<[string, readonly string[]]>([
    ['gpt-4o', []],
    ['gpt-4.1-mini', []],
    ['gpt-3.5-turbo', []],
    ['chatgpt-4o-latest', []],
    ['gpt-5-chat-latest', []],
    ['gpt-5.2-chat-latest', []],
    ['gpt-5-search-api', []],
    ['gpt-audio-mini', []],
    ['ft:gpt-4o-mini:acme::1', []],
    ['o1', ['low', 'medium', 'high']],
    ['o3-mini-2025-01-31', ['low', 'medium', 'high']],
    ['o4-mini', ['low', 'medium', 'high']],
    ['gpt-5', ['minimal', 'low', 'medium', 'high']],
    ['gpt-5-nano-2025-08-07', ['minimal', 'low', 'medium', 'high']],
    ['gpt-5-pro', ['high']],
    ['gpt-5-codex', ['low', 'medium', 'high']],
    ['gpt-5.1', ['none', 'low', 'medium', 'high']],
    ['gpt-5.1-codex-max', ['low', 'medium', 'high', 'xhigh']],
    ['gpt-5.1-codex', ['low', 'medium', 'high']],
    ['gpt-5.2', ['none', 'low', 'medium', 'high', 'xhigh']],
    ['gpt-5.2-codex', ['low', 'medium', 'high', 'xhigh']],
    ['gpt-5.4-pro', ['medium', 'high', 'xhigh']],
    ['gpt-5.5-2026-04-23', ['none', 'low', 'medium', 'high', 'xhigh']],
    ['gpt-5.6-sol', ['none', 'low', 'medium', 'high', 'xhigh', 'max']],
    ['gpt-6-astra', ['low', 'medium', 'high', 'xhigh', 'max']],
    ['gpt-6.1-sol', ['low', 'medium', 'high', 'xhigh', 'max']],
    ['gpt-6-sol', ['none', 'low', 'medium', 'high', 'xhigh', 'max']],
    ['gpt-6.1-terra', ['none', 'low', 'medium', 'high', 'xhigh', 'max']],
  ])('%s knows the efforts %j', (model, efforts) => {
    expect(familyOf(model)).toMatchObject({ efforts, reasons: efforts.length > 0 });
  });

  test('an unknown id counts as the newest', () => {
    expect(familyOf('gpt-9-nova')).toEqual(familyOf('gpt-6-sol'));
  });
});

describe('rules', () => {
  test('models that do not think take everything but thinking', () => {
    expect(chatRules('gpt-4o', ask())).toEqual({ reasoningEfforts: [], cacheMarks: false });
    expect(responsesRules('gpt-4o', ask())).toEqual({ reasoningEfforts: [], cacheMarks: false });
  });

  test('sampling is refused unless the effort is none, where the family allows it then', () => {
    const refused = { temperature: false, topP: false, logprobs: false, topLogprobs: false };
    expect(chatRules('o3', ask()).fields).toMatchObject({
      ...refused,
      stop: false,
      presencePenalty: false,
      frequencyPenalty: false,
    });
    expect(chatRules('gpt-5.2', ask({ reasoning: { effort: 'low' } })).fields).toMatchObject(refused);
    expect(chatRules('gpt-5.2', ask({ reasoning: { effort: 'none' } })).fields).not.toHaveProperty('temperature');
    expect(chatRules('gpt-5', ask({ reasoning: { effort: 'none' } })).fields).toMatchObject(refused);
    expect(responsesRules('gpt-6-astra', ask({ reasoning: { effort: 'none' } })).fields).toEqual({
      temperature: false,
      topP: false,
      topLogprobs: false,
    });
    expect(responsesRules('gpt-6-luna', ask({ reasoning: { effort: 'none' } }))).not.toHaveProperty('fields');
  });

  test('o1 and o3-mini still take stop sequences', () => {
    expect(chatRules('o3-mini', ask()).fields).not.toHaveProperty('stop');
    expect(chatRules('o1', ask()).fields).not.toHaveProperty('stop');
  });

  test('gpt-5.6 takes tools over chat completions only without thinking, gpt-6 does not mind', () => {
    expect(chatRules('gpt-5.6-terra', ask()).toolsNeedNoReasoning).toBe(true);
    expect(chatRules('gpt-5.6-terra', ask({ tools: [{ name: 'f' }] })).fields).not.toHaveProperty('temperature');
    expect(chatRules('gpt-6-sol', ask()).toolsNeedNoReasoning).toBe(false);
  });

  test('reasoning models are told by the developer', () => {
    expect(chatRules('o3', ask()).systemRole).toBe('developer');
    expect(responsesRules('gpt-5', ask()).systemRole).toBe('developer');
  });

  test('pictures, sound and transcripts have rules of their own', () => {
    expect(imageRules('dall-e-3', { prompt: '' }).fields).toEqual({ style: 'style', background: false, format: false });
    expect(imageRules('dall-e-2', { prompt: '' }).fields).toMatchObject({ style: false });
    expect(imageRules('gpt-image-2', { prompt: '' })).toEqual({});
    expect(speechRules('tts-1-hd')).toEqual({ fields: { instructions: false }, events: false });
    expect(speechRules('gpt-4o-mini-tts')).toEqual({});
    expect(transcribeRules('whisper-1')).toEqual({ streams: false, diarize: undefined });
    expect(transcribeRules('gpt-4o-transcribe-diarize').diarize).toEqual({
      response_format: 'diarized_json',
      chunking_strategy: 'auto',
    });
    expect(transcribeRules('gpt-4o-transcribe').timestamps).toEqual([]);
    expect(transcribeRules('gpt-transcribe').fields).toEqual({ language: 'languages[]', keywords: 'keywords[]' });
  });
});
