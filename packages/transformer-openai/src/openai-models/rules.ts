// What OpenAI's models refuse and how they want it said, wherever they are served. Synchronous, by id patterns.
import type { ChatRequest, ImageRequest } from '@kit/core';
import type { ChatRules } from '../dialect/chat-dialect.ts';
import type { ImageDialect, SpeechDialect, TranscribeDialect } from '../dialect/media-dialects.ts';
import type { ResponsesRules } from '../dialect/responses-dialect.ts';
import { families, familyOf, type ModelFamily } from './model-families.ts';

/** Rules of chat completions for a model and a request to it. */
export function chatRules(model: string, request: ChatRequest): ChatRules {
  const family = familyOf(model);
  const { taken, refused } = chatRulesOf.get(family) as Sampling<ChatRules>;
  return samplingTaken(family, request, family.toolsNeedNoReasoning) ? taken : refused;
}

/** Rules of the responses wire. */
export function responsesRules(model: string, request: ChatRequest): ResponsesRules {
  const family = familyOf(model);
  const { taken, refused } = responsesRulesOf.get(family) as Sampling<ResponsesRules>;
  return samplingTaken(family, request, false) ? taken : refused;
}

/** A family's rules where sampling is taken, and where it is not. */
interface Sampling<Rules> {
  readonly taken: Rules;
  readonly refused: Rules;
}

function perFamily<Rules>(rules: (family: ModelFamily, samples: boolean) => Rules) {
  return new Map<ModelFamily, Sampling<Rules>>(
    families.map((family) => [family, { taken: rules(family, true), refused: rules(family, false) }]),
  );
}

const chatRulesOf = perFamily<ChatRules>((family, samples) => {
  if (!family.reasons) return { reasoningEfforts: [], cacheMarks: false };
  return {
    systemRole: 'developer',
    reasoningEfforts: family.efforts,
    toolsNeedNoReasoning: family.toolsNeedNoReasoning,
    cacheMarks: family.cacheMarks ? 'prompt_cache_breakpoint' : false,
    fields: {
      presencePenalty: false,
      frequencyPenalty: false,
      ...(!family.stops && { stop: false }),
      ...(!samples && { temperature: false, topP: false, logprobs: false, topLogprobs: false }),
    },
  };
});

const responsesRulesOf = perFamily<ResponsesRules>((family, samples) => {
  if (!family.reasons) return { reasoningEfforts: [], cacheMarks: false };
  return {
    systemRole: 'developer',
    reasoningEfforts: family.efforts,
    cacheMarks: family.cacheMarks,
    ...(!samples && { fields: { temperature: false, topP: false, topLogprobs: false } }),
  };
});

/** Temperature, top_p and log probabilities go with effort `none` alone; functions force that effort on gpt-5.6 in chat. */
function samplingTaken(family: ModelFamily, { reasoning, tools }: ChatRequest, toolsForceNone: boolean): boolean {
  if (!family.samplesWithoutReasoning) return false;
  return reasoning?.effort === 'none' || (toolsForceNone && tools !== undefined && tools.length > 0);
}

/** dall-e has styles and chooses between links and data; gpt-image answers data alone and refuses to be asked. */
export function imageRules(model: string, _request: ImageRequest): Pick<ImageDialect, 'fields' | 'extra'> {
  if (!model.startsWith('dall-e')) return {};
  return { fields: { style: model.startsWith('dall-e-3') ? 'style' : false, background: false, format: false } };
}

/** tts-1 takes no instructions and streams sound, not events. */
export function speechRules(model: string): Pick<SpeechDialect, 'fields' | 'events' | 'extra'> {
  return model.startsWith('tts-1') ? { fields: { instructions: false }, events: false } : {};
}

export function transcribeRules(model: string): Omit<TranscribeDialect, 'rules' | 'path' | 'translatePath'> {
  if (model.startsWith('whisper')) return { streams: false, diarize: undefined };
  // Only whisper gives timestamps on request; the diarizing model gives segments with its speakers.
  if (model.includes('-diarize'))
    return {
      timestamps: [],
      diarize: { response_format: 'diarized_json', chunking_strategy: 'auto' },
      fields: { prompt: false },
    };
  if (model.startsWith('gpt-4o')) return { timestamps: [], diarize: undefined };
  return { timestamps: [], diarize: undefined, fields: { language: 'languages[]', keywords: 'keywords[]' } };
}
