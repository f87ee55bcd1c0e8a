// The wish to think: on or off, with a budget of tokens.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import type { Encoding } from './encoding.ts';

/** Tokens for an effort. More than `medium` is what the vendor recommends: no bound at all. */
const budgets: Readonly<Record<string, number | undefined>> = {
  minimal: 512,
  low: 2048,
  medium: 8192,
  high: undefined,
  xhigh: undefined,
  max: undefined,
};

export function encodeThinking(reasoning: ReasoningOptions | undefined, encoding: Encoding): JsonObject | undefined {
  if (!reasoning) return undefined;
  const { effort, budgetTokens, summary } = reasoning;
  const { warnings } = encoding;
  if (!encoding.thinks) {
    if (effort !== 'none' && budgetTokens !== 0) warnings.add('reasoning', 'The model does not think; left out.');
    return undefined;
  }
  if (summary !== undefined && summary !== 'auto')
    warnings.add('reasoning.summary', 'Cohere shows thoughts as they are; left out.');
  if (effort === 'none' || budgetTokens === 0) return { type: 'disabled' };
  if (effort === undefined && budgetTokens === undefined) return undefined;
  if (effort !== undefined && budgetTokens === undefined && !Object.hasOwn(budgets, effort))
    warnings.add('reasoning.effort', `Cohere has no effort "${effort}"; the model thinks as it sees fit.`);
  const tokens = budgetTokens ?? (effort !== undefined && Object.hasOwn(budgets, effort) ? budgets[effort] : undefined);
  return { type: 'enabled', ...(tokens !== undefined && tokens > 0 && { token_budget: tokens }) };
}
