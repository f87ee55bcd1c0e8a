import type { ReasoningOptions } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encoded } from '../../tests/encoded.ts';

const asked = (model: string, reasoning: ReasoningOptions | undefined, more: { maxTokens?: number } = {}) => {
  const { body, features } = encoded({ model, reasoning, ...more });
  return { thinking: body.thinking as unknown, effort: body.output_config?.effort as unknown, features };
};

describe('thinking', () => {
  it('is left to the model when nothing is said', () => {
    expect(asked('claude-opus-5-5', undefined)).toEqual({ thinking: undefined, effort: undefined, features: [] });
  });

  it('has an effort on adaptive models, and is shown unless that is not wanted', () => {
    expect(asked('claude-opus-5-5', { effort: 'xhigh' })).toEqual({
      thinking: { type: 'adaptive', display: 'summarized' },
      effort: 'xhigh',
      features: [],
    });
    expect(asked('claude-opus-5-5', { effort: 'max', summary: 'none' })).toEqual({
      thinking: { type: 'adaptive', display: 'omitted' },
      effort: 'max',
      features: [],
    });
    expect(asked('claude-opus-5-5', { summary: 'detailed' })).toEqual({
      thinking: { type: 'adaptive', display: 'summarized' },
      effort: undefined,
      features: ['reasoning.summary'],
    });
  });

  it('takes the next lower effort where a level is missing, and unknown words as they are', () => {
    expect(asked('claude-opus-4-6', { effort: 'xhigh' })).toMatchObject({
      effort: 'high',
      features: ['reasoning.effort'],
    });
    expect(asked('claude-opus-4-7', { effort: 'minimal' })).toMatchObject({
      effort: 'low',
      features: ['reasoning.effort'],
    });
    expect(asked('claude-opus-4-7', { effort: 'ultra' })).toMatchObject({ effort: 'ultra', features: [] });
  });

  it('has a budget on models that count one', () => {
    expect(asked('claude-sonnet-4-5', { budgetTokens: 5000 })).toEqual({
      thinking: { type: 'enabled', budget_tokens: 5000 },
      effort: undefined,
      features: [],
    });
    expect(asked('claude-sonnet-4-6', { budgetTokens: 5000, summary: 'auto' })).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 5000, display: 'summarized' },
    });
  });

  it('turns a budget into an effort where there is none', () => {
    expect(asked('claude-sonnet-5', { budgetTokens: 9000 })).toEqual({
      thinking: { type: 'adaptive', display: 'summarized' },
      effort: 'high',
      features: ['reasoning.budgetTokens'],
    });
    expect(asked('claude-sonnet-5', { budgetTokens: 90_000 })).toMatchObject({ effort: 'max' });
  });

  it('turns an effort into a budget where there is only that; Opus 4.5 has both', () => {
    expect(asked('claude-sonnet-4-5', { effort: 'medium' })).toEqual({
      thinking: { type: 'enabled', budget_tokens: 8192 },
      effort: undefined,
      features: [],
    });
    expect(asked('claude-opus-4-5', { effort: 'low' })).toEqual({
      thinking: { type: 'enabled', budget_tokens: 2048 },
      effort: 'low',
      features: [],
    });
  });

  it('keeps the budget above 1024 and below the limit', () => {
    expect(asked('claude-sonnet-4-5', { budgetTokens: 100 })).toMatchObject({
      thinking: { budget_tokens: 1024 },
      features: ['reasoning.budgetTokens'],
    });
    expect(asked('claude-sonnet-4-5', { budgetTokens: 5000 }, { maxTokens: 2000 })).toMatchObject({
      thinking: { budget_tokens: 1999 },
      features: ['reasoning.budgetTokens'],
    });
    expect(asked('claude-sonnet-4-5', { budgetTokens: 5000 }, { maxTokens: 500 })).toEqual({
      thinking: undefined,
      effort: undefined,
      features: ['reasoning'],
    });
  });

  it.each([
    ['claude-opus-4-6', { type: 'disabled' }, undefined, []],
    ['claude-haiku-5-5', { type: 'disabled' }, undefined, []],
    ['claude-sonnet-5-5', { type: 'between_tools' }, undefined, []],
    ['claude-opus-5-5', undefined, 'low', ['reasoning.effort']],
    ['claude-3-haiku-20240307', undefined, undefined, []],
  ])('is switched off as %s takes it', (model, thinking, effort, features) => {
    expect(asked(model, { effort: 'none' })).toEqual({ thinking, effort, features });
    expect(asked(model, { budgetTokens: 0 })).toEqual({ thinking, effort, features });
  });

  it('is left out for models that do not think', () => {
    expect(asked('claude-3-5-haiku-latest', { effort: 'high' })).toEqual({
      thinking: undefined,
      effort: undefined,
      features: ['reasoning'],
    });
  });
});
