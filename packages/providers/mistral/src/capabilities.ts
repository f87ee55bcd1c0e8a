// What Mistral's models take. Ids that are not known are treated as the newest.
import type { JsonObject, Model, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';

/** Models of other vendors that Mistral hosts: their calls have ids of any form. */
const hosted: ChatRules = { toolCallId: (id) => id };
const thinksByPrompt: ChatRules = { reasoningRequest: byPromptMode };
const doesNotThink: ChatRules = { reasoningEfforts: [] };

export function chatRules(model: string): ChatRules | undefined {
  const name = model.toLowerCase();
  if (/^(zai-)?glm|qwen|llama|deepseek|kimi|gpt-oss/.test(name)) return hosted;
  if (name.startsWith('magistral')) return thinksByPrompt;
  if (/codestral|devstral|ministral|pixtral|voxtral|mixtral|nemo|saba|mistral-(large|tiny|7b|code)/.test(name))
    return doesNotThink;
  // mistral-small and -medium think from mistral-small-2603 and mistral-medium-3.5 on.
  if (/small-(2[0-5]\d\d|24b|3[.-][12])|medium-(2[0-5]\d\d|23|3-1)/.test(name)) return doesNotThink;
  return undefined;
}

/** Magistral's thinking is a system prompt of the vendor's; null takes it away. */
function byPromptMode(_options: ReasoningOptions, effort: string | undefined): JsonObject {
  if (effort === undefined) return {};
  return { prompt_mode: effort === 'none' ? null : 'reasoning' };
}

/** The vendor's word for what a model can do → the catalogue's. */
const capabilityNames: Readonly<Record<string, string>> = {
  function_calling: 'tools',
  vision: 'vision',
  reasoning: 'reasoning',
  completion_fim: 'fill-in-the-middle',
  audio: 'audio',
};
const kinds: Readonly<Record<string, string>> = {
  completion_chat: 'chat',
  ocr: 'ocr',
  moderation: 'moderation',
  audio_speech: 'speech',
  audio_transcription: 'transcription',
  audio_transcription_realtime: 'transcription',
};

/** What a row of the list of models says beyond what every vendor's does. */
export function modelFacts(row: JsonRecord): Partial<Model> {
  const can = recordOf(row.capabilities) ?? {};
  const told = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).flatMap(([word, name]) => (can[word] === true ? [name] : []));
  const [kind] = told(kinds);
  const capabilities = told(capabilityNames);
  const replacedBy = stringOf(row.deprecation_replacement_model);
  return {
    ...(kind !== undefined && { kind }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(Array.isArray(row.aliases) && row.aliases.length > 0 && { aliases: row.aliases }),
    ...(replacedBy !== undefined && { replacedBy }),
  };
}
