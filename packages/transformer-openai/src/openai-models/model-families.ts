// Which family an OpenAI model belongs to, read from its id. Ids that are not known count as the newest.

export interface ModelFamily {
  /** Thinks before it answers. */
  readonly reasons: boolean;
  /** Words for the effort, in rising order. Empty for models that do not think. */
  readonly efforts: readonly string[];
  /** Sampling is taken when the effort is `none`. */
  readonly samplesWithoutReasoning: boolean;
  /** Whether stop sequences are taken. */
  readonly stops: boolean;
  /** Functions in chat completions only together with effort `none`. */
  readonly toolsNeedNoReasoning: boolean;
  /** `prompt_cache_options` and breakpoints. */
  readonly cacheMarks: boolean;
}

const low = ['low', 'medium', 'high'];
const full = ['none', 'low', 'medium', 'high', 'xhigh', 'max'];

const plain: ModelFamily = {
  reasons: false,
  efforts: [],
  samplesWithoutReasoning: false,
  stops: true,
  toolsNeedNoReasoning: false,
  cacheMarks: false,
};
const thinking = (efforts: readonly string[], more: Partial<ModelFamily> = {}): ModelFamily => ({
  reasons: true,
  efforts,
  samplesWithoutReasoning: false,
  stops: false,
  toolsNeedNoReasoning: false,
  cacheMarks: false,
  ...more,
});

const newest = thinking(full, { samplesWithoutReasoning: true, cacheMarks: true });
/** These cannot be told not to think. */
const alwaysThinking = thinking(full.slice(1), { cacheMarks: true });
const oneSeries = thinking(low, { stops: true });
const threeSeries = thinking(low);
const five = thinking(['minimal', ...low]);
const fivePro = thinking(['high']);
const fiveCodex = thinking(low);
const fiveOne = thinking(['none', ...low], { samplesWithoutReasoning: true });
const laterCodex = thinking([...low, 'xhigh']);
const laterPro = thinking(['medium', 'high', 'xhigh']);
const fiveTwo = thinking(['none', ...low, 'xhigh'], { samplesWithoutReasoning: true });
const fiveThreeCodex = thinking(['none', ...low, 'xhigh']);
const fiveSix = thinking(full, { samplesWithoutReasoning: true, toolsNeedNoReasoning: true, cacheMarks: true });

/** All there are: what follows from a family is worked out once. */
export const families: readonly ModelFamily[] = [
  plain,
  newest,
  alwaysThinking,
  oneSeries,
  threeSeries,
  five,
  fivePro,
  fiveCodex,
  fiveOne,
  laterCodex,
  laterPro,
  fiveTwo,
  fiveThreeCodex,
  fiveSix,
];

/** `gpt-5.4-mini-2026-03-17` → its rules. Fine-tuned ids (`ft:gpt-4o:…`) count as the model below. */
export function familyOf(id: string): ModelFamily {
  const model = id.startsWith('ft:') ? (id.slice(3).split(':', 1)[0] ?? id) : id;
  if (isPlain(model)) return plain;
  if (model.startsWith('o1') || model.startsWith('o3-mini')) return oneSeries;
  if (model.startsWith('o3') || model.startsWith('o4') || model.startsWith('codex-mini')) return threeSeries;
  if (model.startsWith('gpt-5')) return gpt5(model);
  if (model.startsWith('gpt-6')) return gpt6(model);
  return newest;
}

/** GPT-4 and before, and whatever answers at once: `*-chat-latest`, audio, search and image models. */
function isPlain(model: string): boolean {
  for (const start of plainStarts) if (model.startsWith(start)) return true;
  return model.startsWith('gpt-') && model.includes('-chat');
}

const plainStarts = [
  'gpt-3',
  'gpt-4',
  'chatgpt-',
  'chat-latest',
  'gpt-audio',
  'gpt-realtime',
  'gpt-image',
  'dall-e',
  'davinci',
  'babbage',
  'gpt-5-search',
];

function gpt5(model: string): ModelFamily {
  const version = minorVersion(model, 'gpt-5');
  const pro = model.includes('-pro');
  const codex = model.includes('-codex');
  if (version === 0) return pro ? fivePro : codex ? fiveCodex : five;
  if (version === 1) return codex ? (model.includes('-max') ? laterCodex : fiveCodex) : fiveOne;
  if (pro) return laterPro;
  if (version === 2 && codex) return laterCodex;
  if (version <= 5) return codex ? fiveThreeCodex : fiveTwo;
  return fiveSix;
}

function gpt6(model: string): ModelFamily {
  const version = minorVersion(model, 'gpt-6');
  if (model.includes('-astra')) return alwaysThinking;
  if (model.includes('-sol') && version >= 1) return alwaysThinking;
  return newest;
}

/** `gpt-5.4-mini` → 4; `gpt-5`, `gpt-5-mini` → 0. */
function minorVersion(model: string, family: string): number {
  const rest = model.slice(family.length);
  return rest.startsWith('.') ? Number.parseInt(rest.slice(1), 10) || 0 : 0;
}
