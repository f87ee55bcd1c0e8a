// Thinking, which each vendor's models are asked for in their own words: `additionalModelRequestFields`.
import type { ChatRequest, JsonObject, ReasoningOptions } from '@kit/core';
import type { Encoding } from './encoding.ts';

export interface EncodedReasoning {
  readonly fields: JsonObject;
  /** True if the request asks for thinking; some parameters are then refused. */
  readonly on: boolean;
  /** Nova at its highest effort takes neither a bound nor sampling. */
  readonly unbounded?: boolean;
}

const nothing: EncodedReasoning = { fields: {}, on: false };

export function encodeReasoningOptions({ reasoning, maxTokens }: ChatRequest, encoding: Encoding): EncodedReasoning {
  if (!reasoning) return nothing;
  const { rules, warnings } = encoding;
  switch (rules.reasoning) {
    case 'claude':
      return encodeClaude(reasoning, maxTokens ?? Number.POSITIVE_INFINITY, encoding);
    case 'nova':
      return encodeNova(reasoning, encoding);
    case 'reasoning_effort':
    case 'reasoning.effort':
      return encodeEffort(reasoning, encoding);
    case 'always':
      if (isOff(reasoning)) warnings.add('reasoning.effort', `${rules.model} always thinks.`);
      else if (reasoning.effort !== undefined || reasoning.budgetTokens !== undefined)
        warnings.add('reasoning', `How long ${rules.model} thinks cannot be said; left out.`);
      return nothing;
    case false:
      if (!isOff(reasoning)) warnings.add('reasoning', `${rules.model} cannot be asked to think; left out.`);
      return nothing;
  }
}

const isOff = ({ effort, budgetTokens }: ReasoningOptions) => effort === 'none' || budgetTokens === 0;

/** Levels from least to most, and the tokens that stand for them where tokens are counted. */
const budgets: Readonly<Record<string, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 32_768,
  max: 49_152,
};
const leastBudget = 1024;

function encodeClaude(reasoning: ReasoningOptions, maxTokens: number, encoding: Encoding): EncodedReasoning {
  const { rules, warnings } = encoding;
  const thinking = rules.claude?.thinking;
  if (!thinking) return nothing;
  if (isOff(reasoning)) return claudeOff(thinking.off, encoding);
  const { effort, budgetTokens, summary } = reasoning;
  if (summary === 'concise' || summary === 'detailed')
    warnings.add('reasoning.summary', `Summaries have one length; "${summary}" was sent as "summarized".`);
  const display = summary === undefined ? undefined : summary === 'none' ? 'omitted' : 'summarized';
  const level = claudeEffort(effort, encoding);
  if (thinking.budget && (budgetTokens !== undefined || !thinking.adaptive)) {
    const budget = claudeBudget(reasoning, maxTokens, encoding);
    if (budget === undefined) return nothing;
    const shown = display === undefined ? {} : { display };
    return { on: true, fields: { thinking: { type: 'enabled', budget_tokens: budget, ...shown }, ...level } };
  }
  if (budgetTokens !== undefined)
    warnings.add('reasoning.budgetTokens', `${rules.model} counts no thinking tokens; say an effort. Left out.`);
  // Newer models think without showing it unless they are asked to.
  return { on: true, fields: { thinking: { type: 'adaptive', display: display ?? 'summarized' }, ...level } };
}

function claudeOff(off: string, { rules, warnings }: Encoding): EncodedReasoning {
  if (off === 'between-tools') return { on: false, fields: { thinking: { type: 'between_tools' } } };
  if (off !== 'never') return { on: false, fields: { thinking: { type: 'disabled' } } };
  warnings.add(
    'reasoning.effort',
    `Thinking of ${rules.model} cannot be switched off; the lowest effort was asked for.`,
  );
  return { on: false, fields: { output_config: { effort: 'low' } } };
}

function claudeEffort(effort: string | undefined, { rules, warnings }: Encoding): JsonObject {
  const efforts = rules.claude?.efforts ?? [];
  if (effort === undefined || efforts.length === 0) return {};
  if (efforts.includes(effort) || !Object.hasOwn(budgets, effort)) return { output_config: { effort } };
  const order = Object.keys(budgets);
  const below = order.slice(0, order.indexOf(effort) + 1);
  const nearest = efforts.findLast((level) => below.includes(level)) ?? efforts[0] ?? effort;
  warnings.add('reasoning.effort', `There is no effort "${effort}" here; "${nearest}" was used.`);
  return { output_config: { effort: nearest } };
}

function claudeBudget(
  { effort, budgetTokens }: ReasoningOptions,
  maxTokens: number,
  { warnings }: Encoding,
): number | undefined {
  if (maxTokens <= leastBudget) {
    warnings.add('reasoning', `Thinking takes at least ${leastBudget} tokens, more than maxTokens allows; left out.`);
    return undefined;
  }
  const asked = budgetTokens ?? budgets[effort ?? 'medium'] ?? leastBudget;
  const budget = Math.min(Math.max(asked, leastBudget), maxTokens - 1);
  if (budgetTokens !== undefined && budget !== asked)
    warnings.add('reasoning.budgetTokens', `The budget must be ${leastBudget} or more and less than maxTokens.`);
  return budget;
}

const novaEfforts: readonly string[] = ['low', 'medium', 'high'];

function encodeNova(reasoning: ReasoningOptions, { warnings }: Encoding): EncodedReasoning {
  if (isOff(reasoning)) return { on: false, fields: { reasoningConfig: { type: 'disabled' } } };
  const { budgetTokens, summary } = reasoning;
  if (budgetTokens !== undefined)
    warnings.add('reasoning.budgetTokens', 'Nova counts no thinking tokens; say an effort. Left out.');
  if (summary !== undefined) warnings.add('reasoning.summary', 'Nova has no summaries of its thoughts; left out.');
  const effort = nearest(reasoning.effort ?? 'medium', novaEfforts, warnings);
  return {
    on: true,
    fields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: effort } },
    unbounded: effort === 'high',
  };
}

function encodeEffort({ effort, budgetTokens, summary }: ReasoningOptions, encoding: Encoding): EncodedReasoning {
  const { rules, warnings } = encoding;
  if (budgetTokens !== undefined)
    warnings.add('reasoning.budgetTokens', `${rules.model} counts no thinking tokens; say an effort. Left out.`);
  if (summary !== undefined && summary !== 'auto')
    warnings.add('reasoning.summary', 'Over Converse nothing can be said about summaries; left out.');
  if (effort === undefined) return nothing;
  if (rules.reasoning === 'reasoning.effort') return { on: effort !== 'none', fields: { reasoning: { effort } } };
  return { on: true, fields: { reasoning_effort: nearest(effort, novaEfforts, warnings) } };
}

/** The level itself, or the nearest of low, medium and high. */
function nearest(effort: string, levels: readonly string[], warnings: Encoding['warnings']): string {
  if (levels.includes(effort) || (effort !== 'none' && !Object.hasOwn(budgets, effort))) return effort;
  const level = effort === 'none' || effort === 'minimal' ? 'low' : 'high';
  warnings.add('reasoning.effort', `There is no effort "${effort}" here; "${level}" was used.`);
  return level;
}
