// How hard to think: the nearest word that a model knows.
import type { ReasoningOptions, Warning } from '@kit/core';
import { warn } from './body.ts';

const ladder: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Tokens to think with, up to which an effort is meant. There is no exchange rate; these are the usual sizes. */
const budgets: readonly (readonly [upTo: number, effort: string])[] = [
  [0, 'none'],
  [1024, 'minimal'],
  [4096, 'low'],
  [12_288, 'medium'],
  [32_768, 'high'],
];

/**
 * The effort to send: what was asked for if the model knows the word, else the nearest one with a warning. A budget is
 * turned into an effort where `takesBudget` is false. Undefined when nothing is to be said.
 */
export function effortFor(
  reasoning: ReasoningOptions | undefined,
  known: readonly string[] | undefined,
  takesBudget: boolean,
  warnings: Warning[],
): string | undefined {
  if (!reasoning) return undefined;
  const fromBudget =
    reasoning.effort === undefined && !takesBudget ? effortOfBudget(reasoning.budgetTokens) : undefined;
  const asked = reasoning.effort ?? fromBudget;
  if (reasoning.budgetTokens !== undefined && !takesBudget) {
    warn(
      warnings,
      'reasoning.budgetTokens',
      `No budget of tokens can be set${fromBudget ? `; effort "${fromBudget}" stands for it` : ''}.`,
    );
  }
  if (asked === undefined) return undefined;
  const effort = nearestEffort(asked, known);
  if (effort === asked) return effort;
  if (effort === undefined) {
    if (asked !== 'none') warn(warnings, 'reasoning.effort', 'The model does not reason; left out.');
    return undefined;
  }
  warn(warnings, 'reasoning.effort', `The model does not know effort "${asked}"; "${effort}" was sent.`);
  return effort;
}

function effortOfBudget(tokens: number | undefined): string | undefined {
  if (tokens === undefined) return undefined;
  return budgets.find(([upTo]) => tokens <= upTo)?.[1] ?? 'xhigh';
}

/** Words outside the ladder are the caller's business: passed on. */
function nearestEffort(asked: string, known: readonly string[] | undefined): string | undefined {
  if (known === undefined || known.includes(asked)) return asked;
  if (known.length === 0) return undefined;
  const at = ladder.indexOf(asked);
  if (at < 0) return asked;
  let nearest: string | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const word of known) {
    const away = Math.abs(ladder.indexOf(word) - at);
    if (away < distance) {
      nearest = word;
      distance = away;
    }
  }
  return nearest;
}
