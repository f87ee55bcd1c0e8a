// The wish to think: `think` is true, false or a level.

import type { ReasoningOptions } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { thinks, thinksInLevelsAlone } from '../capabilities.ts';

export function encodeThinking(
  reasoning: ReasoningOptions | undefined,
  model: string,
  warnings: WarningList,
): boolean | string | undefined {
  if (!reasoning) return undefined;
  const { effort, budgetTokens, summary } = reasoning;
  const isOff = effort === 'none' || (effort === undefined && budgetTokens === 0);
  if (!thinks(model)) {
    // The server answers 400 to a model that is asked for what it cannot do.
    if (!isOff) warnings.add('reasoning', `${model} does not think; left out.`);
    return undefined;
  }
  if (summary !== undefined && summary !== 'auto')
    warnings.add('reasoning.summary', 'Ollama shows thoughts as they are; left out.');
  if (budgetTokens !== undefined && budgetTokens > 0)
    warnings.add('reasoning.budgetTokens', 'Ollama takes no budget of tokens; left out.');
  if (thinksInLevelsAlone(model)) return levelOf(isOff ? 'none' : effort, warnings);
  if (isOff) return false;
  return effort === undefined ? true : nearest(effort, general, warnings);
}

/** gpt-oss cannot be kept from thinking, and `true` is ignored there. */
function levelOf(effort: string | undefined, warnings: WarningList): string | undefined {
  if (effort === undefined) return undefined;
  if (effort !== 'none') return nearest(effort, levelsAlone, warnings);
  warnings.add('reasoning.effort', 'The model cannot be kept from thinking; "low" was sent.');
  return 'low';
}

type Ladder = Readonly<Record<string, string>>;

// As the server itself reads OpenAI's words.
const general: Ladder = { minimal: 'low', low: 'low', medium: 'medium', high: 'high', xhigh: 'high', max: 'max' };
const levelsAlone: Ladder = { ...general, max: 'high' };

/** Words outside the ladder are the vendor's to judge. */
function nearest(effort: string, ladder: Ladder, warnings: WarningList): string {
  const level = Object.hasOwn(ladder, effort) ? (ladder[effort] as string) : effort;
  if (level !== effort) warnings.add('reasoning.effort', `The model does not know "${effort}"; "${level}" was sent.`);
  return level;
}
