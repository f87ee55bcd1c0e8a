// Thinking: `thinking` and `output_config.effort` from the unified effort, budget and summary.
import type { ReasoningOptions } from '@kit/core';
import { effortLevels, type ModelRules } from '../model-rules.ts';
import type { Block } from '../wire-names.ts';
import type { Notes } from './notes.ts';

export interface EncodedThinking {
  readonly thinking?: Block;
  readonly effort?: string;
  /** True if the request asks for thinking; some parameters are then refused. */
  readonly on: boolean;
}

/** Tokens to think with where a model counts them and the caller gave a level. */
const budgets: Readonly<Record<string, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 32_768,
  max: 49_152,
};
const leastBudget = 1024;

export function encodeThinkingOptions(
  reasoning: ReasoningOptions | undefined,
  { rules, maxTokens, notes, model }: { rules: ModelRules; maxTokens: number; notes: Notes; model: string },
): EncodedThinking {
  if (!reasoning) return { on: false };
  if (reasoning.effort === 'none' || reasoning.budgetTokens === 0) return switchedOff(rules, model, notes);
  const { thinking } = rules;
  if (!thinking) {
    notes.warn('reasoning', `${model} does not think; the request for it was left out.`);
    return { on: false };
  }
  const display = displayOf(reasoning.summary, notes);
  const { effort, budgetTokens } = reasoning;
  if (thinking.budget && (budgetTokens !== undefined || !thinking.adaptive)) {
    const level = effort !== undefined && rules.efforts.length > 0 ? nearestEffort(effort, rules, notes) : undefined;
    return { ...withBudget(reasoning, { maxTokens, notes, display }), ...(level !== undefined && { effort: level }) };
  }
  const level = effort ?? (budgetTokens === undefined ? undefined : effortForBudget(budgetTokens, model, notes));
  return {
    // Newer models think without showing it unless they are asked to.
    thinking: { type: 'adaptive', display: display ?? 'summarized' },
    ...(level !== undefined && { effort: nearestEffort(level, rules, notes) }),
    on: true,
  };
}

function switchedOff(rules: ModelRules, model: string, notes: Notes): EncodedThinking {
  switch (rules.thinking?.off) {
    case undefined:
      return { on: false };
    case 'between-tools':
      return { thinking: { type: 'between_tools' }, on: false };
    case 'never':
      notes.warn('reasoning.effort', `Thinking of ${model} cannot be switched off; the lowest effort was asked for.`);
      return { effort: 'low', on: false };
    default:
      return { thinking: { type: 'disabled' }, on: false };
  }
}

function displayOf(summary: ReasoningOptions['summary'], notes: Notes): string | undefined {
  if (summary === undefined) return undefined;
  if (summary === 'none') return 'omitted';
  if (summary !== 'auto')
    notes.warn('reasoning.summary', `Summaries have one length; "${summary}" was sent as "summarized".`);
  return 'summarized';
}

function withBudget(
  { effort, budgetTokens }: ReasoningOptions,
  { maxTokens, notes, display }: { maxTokens: number; notes: Notes; display: string | undefined },
): EncodedThinking {
  if (maxTokens <= leastBudget) {
    notes.warn(
      'reasoning',
      `Thinking takes at least ${leastBudget} tokens and must be less than maxTokens (${maxTokens}); it was left out.`,
    );
    return { on: false };
  }
  const asked = budgetTokens ?? budgets[effort ?? 'medium'] ?? leastBudget;
  const budget = Math.min(Math.max(asked, leastBudget), maxTokens - 1);
  if (budgetTokens !== undefined && budget !== asked) {
    notes.warn(
      'reasoning.budgetTokens',
      `The budget must be at least ${leastBudget} and less than maxTokens; ${asked} became ${budget}.`,
    );
  }
  return { thinking: { type: 'enabled', budget_tokens: budget, ...(display !== undefined && { display }) }, on: true };
}

function effortForBudget(budgetTokens: number, model: string, notes: Notes): string {
  const level = effortLevels.find((candidate) => budgetTokens <= (budgets[candidate] ?? 0)) ?? 'max';
  notes.warn(
    'reasoning.budgetTokens',
    `${model} counts no thinking tokens; a budget of ${budgetTokens} became the effort "${level}".`,
  );
  return level;
}

/** The level itself where the model has it, otherwise the next lower one, or its lowest. Unknown words are the vendor's. */
function nearestEffort(effort: string, { efforts }: ModelRules, notes: Notes): string {
  if (efforts.includes(effort) || (effort !== 'minimal' && !effortLevels.includes(effort))) return effort;
  const below = effortLevels.slice(0, effortLevels.indexOf(effort) + 1);
  const level = efforts.findLast((candidate) => below.includes(candidate)) ?? efforts[0] ?? effort;
  notes.warn('reasoning.effort', `There is no effort "${effort}" here; "${level}" was used.`);
  return level;
}
