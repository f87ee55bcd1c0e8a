// What Google's models take on this API, by their ids. Ids that are not known here are taken for the newest.
import { type GeminiRules, geminiRules } from '@kit/transformer-gemini';

/** Beside what the wire's own rules say: the 2.5 models refuse penalties here (Vertex takes them). */
export function googleRules(model: string | undefined): GeminiRules {
  const rules = geminiRules(model);
  return isGeneration25(model) ? { ...rules, penalties: false } : rules;
}

function isGeneration25(model: string | undefined): boolean {
  return (model ?? '').split(/[-/]/).includes('2.5');
}
