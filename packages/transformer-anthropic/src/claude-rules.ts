// The rules of the Claude models by id, on whatever platform they are served. The vendor's live model list knows more;
// this is what is known without asking.
import { effortLevels, type ModelRules, permissiveRules, type ThinkingRules } from './model-rules.ts';

/** Opus, Sonnet, … and the version as a number: 4.5 is 405, 5 is 500. */
interface ClaudeModel {
  readonly family: string | undefined;
  readonly version: number;
}

// Newer ids have the family first (claude-opus-4-5), older ones the version (claude-3-5-haiku-20241022). Platforms put
// their own before and behind it: `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `claude-sonnet-4-5@20250929`.
const idForm =
  /claude-(?:(opus|sonnet|haiku|fable|mythos|instant)-)?v?(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?(?:-(opus|sonnet|haiku))?/;

function claudeModel(id: string): ClaudeModel | undefined {
  const match = idForm.exec(id.toLowerCase());
  if (!match) return undefined;
  const [, before, major, minor, behind] = match;
  return { family: before ?? behind, version: Number(major) * 100 + Number(minor ?? 0) };
}

const bounds = { maxOutputTokens: 128_000, forcedTool: true, structuredOutput: true, prefill: false } as const;
const budgetOnly: ThinkingRules = { budget: true, adaptive: false, off: 'disabled' };
const adaptiveOnly: ThinkingRules = { budget: false, adaptive: true, off: 'disabled' };

/** From 5.5 on, and for every Claude id that is not known: no sampling, thinking that cannot be switched off. */
const newest: ModelRules = {
  ...bounds,
  sampling: 'none',
  thinking: { ...adaptiveOnly, off: 'never' },
  efforts: effortLevels,
  forcedTool: false,
};

/** The rules of a Claude model; `permissiveRules` for ids that are none. */
export function claudeRules(id: string): ModelRules {
  const model = claudeModel(id);
  if (!model) return /claude/i.test(id) ? newest : permissiveRules;
  if (model.version < 400) return rulesBefore4(model);
  if (model.version < 500) return rulesOf4(model);
  return rulesFrom5(model);
}

function rulesBefore4({ version }: ClaudeModel): ModelRules {
  const old = { sampling: 'any', efforts: [], forcedTool: true, structuredOutput: false, prefill: true } as const;
  if (version >= 307) return { ...old, maxOutputTokens: 64_000, thinking: budgetOnly };
  return { ...old, maxOutputTokens: version >= 305 ? 8192 : 4096 };
}

function rulesOf4({ family, version }: ClaudeModel): ModelRules {
  if (version < 405) {
    const maxOutputTokens = family === 'opus' ? 32_000 : 64_000;
    return {
      ...bounds,
      maxOutputTokens,
      sampling: 'any',
      thinking: budgetOnly,
      efforts: [],
      structuredOutput: version === 401,
      prefill: true,
    };
  }
  if (version === 405) {
    const efforts = family === 'opus' ? ['low', 'medium', 'high'] : [];
    return { ...bounds, maxOutputTokens: 64_000, sampling: 'one', thinking: budgetOnly, efforts, prefill: true };
  }
  if (version === 406) {
    const thinking: ThinkingRules = { budget: true, adaptive: true, off: 'disabled' };
    return { ...bounds, sampling: 'one', thinking, efforts: effortLevels.filter((level) => level !== 'xhigh') };
  }
  return { ...bounds, sampling: 'none', thinking: adaptiveOnly, efforts: effortLevels };
}

function rulesFrom5({ family, version }: ClaudeModel): ModelRules {
  const modern = { ...bounds, sampling: 'none', thinking: adaptiveOnly, efforts: effortLevels } as const;
  switch (`${family} ${version}`) {
    case 'sonnet 500':
      return modern;
    case 'opus 500':
    case 'haiku 505':
      return { ...modern, thinking: { ...adaptiveOnly, off: 'disabled-to-high' } };
    case 'sonnet 505':
      return { ...modern, thinking: { ...adaptiveOnly, off: 'between-tools' }, forcedTool: false };
    case 'fable 500':
    case 'mythos 500':
      return { ...modern, thinking: { ...adaptiveOnly, off: 'never' } };
    default:
      return newest;
  }
}
