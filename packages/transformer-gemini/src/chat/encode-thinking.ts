// How hard to think: a level from Gemini 3 on, a budget of tokens for 2.5, nothing before.
import type { JsonObject, ReasoningOptions } from '@kit/core';
import { type ThinkingRules, thinkingLevels } from '../rules.ts';
import type { Encoding } from './encoding.ts';

export function encodeThinking(reasoning: ReasoningOptions | undefined, encoding: Encoding): JsonObject | undefined {
  if (!reasoning) return undefined;
  const { thinking } = encoding.rules;
  if (thinking.kind === 'none') {
    if (reasoning.effort !== 'none') encoding.warnings.add('reasoning', 'This model does not think.');
    return undefined;
  }
  const amount =
    thinking.kind === 'level' ? levelOf(reasoning, thinking, encoding) : budgetOf(reasoning, thinking, encoding);
  const isOff = reasoning.effort === 'none' || amount.thinkingBudget === 0;
  const shown = reasoning.summary === 'none' || isOff ? {} : { includeThoughts: true };
  const config = { ...amount, ...shown };
  return Object.keys(config).length > 0 ? config : undefined;
}

function levelOf(
  { effort, budgetTokens }: ReasoningOptions,
  { levels }: Extract<ThinkingRules, { kind: 'level' }>,
  { warnings }: Encoding,
): JsonObject {
  if (effort === undefined && budgetTokens === undefined) return {};
  // -1 leaves it to the model, which it does without being asked.
  if (effort === undefined && (budgetTokens as number) < 0) return {};
  const wanted = effort ?? levelForBudget(budgetTokens as number);
  const level = nearestLevel(wanted, levels);
  if (budgetTokens !== undefined)
    warnings.add('reasoning.budgetTokens', `This model takes a level instead of a budget: "${level}".`);
  else if (level !== wanted && wanted !== 'max')
    warnings.add('reasoning.effort', `This model has no "${wanted}": "${level}" is the nearest.`);
  return { thinkingLevel: level };
}

function nearestLevel(wanted: string, levels: readonly string[]): string {
  if (levels.includes(wanted)) return wanted;
  const [weakest = wanted] = levels;
  const strongest = levels.at(-1) ?? wanted;
  if (wanted === 'none') return weakest;
  if (wanted === 'max') return strongest;
  const strength = thinkingLevels.indexOf(wanted);
  // A word that is not known is the vendor's to judge.
  if (strength < 0) return wanted;
  return levels.find((level) => thinkingLevels.indexOf(level) >= strength) ?? strongest;
}

function levelForBudget(tokens: number): string {
  if (tokens === 0) return 'none';
  if (tokens <= 1024) return 'low';
  return tokens <= 8192 ? 'medium' : 'high';
}

/** Tokens as the vendor itself sets them where it is asked for an effort. */
const budgets: Readonly<Record<string, number>> = { minimal: 512, low: 1024, medium: 8192, high: 24_576 };

function budgetOf(
  { effort, budgetTokens }: ReasoningOptions,
  rules: Extract<ThinkingRules, { kind: 'budget' }>,
  { warnings }: Encoding,
): JsonObject {
  if (effort === undefined && budgetTokens === undefined) return {};
  if (budgetTokens !== undefined && effort !== undefined)
    warnings.add('reasoning.effort', 'This model takes a budget instead of an effort: `budgetTokens` was sent.');
  const wanted = budgetTokens ?? tokensForEffort(effort as string, rules);
  if (wanted === undefined) {
    warnings.add('reasoning.effort', `This model has no effort "${effort}" and thinks as it sees fit.`);
    return {};
  }
  if (wanted < 0 || (wanted === 0 && rules.canBeOff)) return { thinkingBudget: wanted };
  const tokens = Math.min(Math.max(wanted, rules.min), rules.max);
  if (tokens !== wanted) {
    const feature = budgetTokens === undefined ? 'reasoning.effort' : 'reasoning.budgetTokens';
    warnings.add(feature, `This model thinks with ${rules.min} to ${rules.max} tokens: ${tokens} was sent.`);
  }
  return { thinkingBudget: tokens };
}

function tokensForEffort(effort: string, { max }: { max: number }): number | undefined {
  if (effort === 'none') return 0;
  if (effort === 'xhigh' || effort === 'max') return max;
  return Object.hasOwn(budgets, effort) ? budgets[effort] : undefined;
}
