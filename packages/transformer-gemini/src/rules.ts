// What a Gemini model takes and refuses, told from its id. Unknown ids are taken for the newest generation.

/** How a model is told how hard to think. */
export type ThinkingRules =
  | { readonly kind: 'level'; readonly levels: readonly string[] }
  /** Tokens; `canBeOff`: 0 switches thinking off. */
  | { readonly kind: 'budget'; readonly min: number; readonly max: number; readonly canBeOff: boolean }
  | { readonly kind: 'none' };

export interface GeminiRules {
  readonly thinking: ThinkingRules;
  /** `systemInstruction` is taken; otherwise its text stands before the first user turn. */
  readonly systemInstruction: boolean;
  /** The first function call of each step has to bring a thought signature. */
  readonly thoughtSignatures: boolean;
  /** Images and files stand inside `functionResponse.parts`; otherwise beside the response. */
  readonly mediaInToolResults: boolean;
  /** Functions may be mixed with tools that the vendor runs. */
  readonly mixedTools: boolean;
  /** JSON output goes together with functions (as long as none is forced). */
  readonly jsonWithTools: boolean;
  /** `VALIDATED`: the model is free to call, and arguments are held to their schema. */
  readonly validatedMode: boolean;
  /** Presence and frequency penalties are taken. */
  readonly penalties: boolean;
  /** Media resolution may be set part by part. */
  readonly partResolution: boolean;
  /** A request may end with a model turn, which the model then goes on with. */
  readonly endsWithModelTurn: boolean;
  /** Longest function name. */
  readonly nameLength: number;
}

/** Words for effort, weakest first. */
export const thinkingLevels: readonly string[] = ['minimal', 'low', 'medium', 'high', 'xhigh'];

/** The rules of a model by its id, with or without `models/` or a publisher's path before it. */
export function geminiRules(model: string | undefined): GeminiRules {
  const id = (model ?? '').slice((model ?? '').lastIndexOf('/') + 1).toLowerCase();
  if (id.startsWith('gemma')) return rulesOf(1, { kind: 'none' }, { systemInstruction: false });
  const generation = generationOf(id);
  return rulesOf(generation, thinkingOf(id, generation));
}

const newest = 4;

/** `gemini-2.5-flash` → 2.5, `gemini-live-2.5-flash` → 2.5, `gemini-flash-latest` → the newest. */
function generationOf(id: string): number {
  // Built on 2.5, numbered by itself.
  if (id.startsWith('gemini-robotics-er-1')) return 2.5;
  for (const word of id.split('-')) {
    const number = Number(word);
    if (word !== '' && Number.isFinite(number) && number < 100) return number;
  }
  return newest;
}

function rulesOf(generation: number, thinking: ThinkingRules, change: Partial<GeminiRules> = {}): GeminiRules {
  const third = generation >= 3;
  return {
    thinking,
    systemInstruction: true,
    thoughtSignatures: third,
    mediaInToolResults: third,
    mixedTools: third,
    jsonWithTools: third,
    validatedMode: generation >= 2.5,
    penalties: true,
    partResolution: third,
    endsWithModelTurn: generation < 4,
    nameLength: third ? 128 : 64,
    ...change,
  };
}

function thinkingOf(id: string, generation: number): ThinkingRules {
  const words = id.split('-');
  if (generation < 2.5 || words.includes('tts') || words.includes('live')) return { kind: 'none' };
  if (generation >= 3) return { kind: 'level', levels: levelsOf(words, generation) };
  if (words.includes('image')) return { kind: 'none' };
  if (words.includes('pro')) return { kind: 'budget', min: 128, max: 32_768, canBeOff: false };
  return { kind: 'budget', min: words.includes('lite') ? 512 : 1, max: 24_576, canBeOff: true };
}

function levelsOf(words: readonly string[], generation: number): readonly string[] {
  if (words.includes('hydrogen')) return thinkingLevels.slice(1);
  if (words.includes('flash')) return thinkingLevels.slice(0, 4);
  return generation === 3 ? ['low', 'high'] : thinkingLevels.slice(1, 4);
}
