// What Moonshot's models take. Ids that are not known are treated as the newest.
import type { ChatRequest, JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, request: ChatRequest): ChatRules {
  const name = model.toLowerCase();
  if (name.startsWith('moonshot-v1')) {
    return { ...older, ...(!name.includes('vision') && { images: false }), videos: false, reasoningEfforts: [] };
  }
  return {
    ...(isK2(name) && { toolChoices: ['auto', 'none'] }),
    ...(isOld(name) && { ...older, images: false, videos: false }),
    ...thinking(name, request),
    // Fixed by the platform: any other value is refused.
    fields: { temperature: false, topP: false, n: false, presencePenalty: false, frequencyPenalty: false },
  };
}

/** Models that know no schemas. */
const older: ChatRules = { jsonSchema: 'prompt' };

const isK2 = (name: string) => /kimi-(k2|latest|thinking)/.test(name);
/** Text alone: what came before K2.5. */
const isOld = (name: string) => /kimi-(k2(?!\.)|latest|thinking)/.test(name);

/** How a model thinks: always, when it is told to, or never. */
function thinking(name: string, { tools = [], messages }: ChatRequest): ChatRules {
  if (isOld(name) && !name.includes('thinking')) return { reasoningEfforts: [] };
  const called = messages.some(({ role }) => role === 'tool');
  // A turn that called tools is refused without its thoughts.
  const always = tools.length > 0 || called ? { reasoningReplayAlways: true } : {};
  if (/k2\.[56]/.test(name)) return { ...always, reasoningRequest: switched };
  return { ...always, reasoningEfforts: ['low', 'medium', 'high', 'xhigh', 'max'], reasoningRequest: degrees };
}

/** One switch: these models know no degrees. */
function switched(_: ReasoningOptions, effort: string | undefined): JsonObject {
  return effort === undefined ? {} : { thinking: { type: effort === 'none' ? 'disabled' : 'enabled' } };
}

const words: Readonly<Record<string, string>> = { medium: 'high', xhigh: 'max' };

/** The words are low, high and max. */
function degrees(_: ReasoningOptions, effort: string | undefined): JsonObject {
  return effort === undefined ? {} : { reasoning_effort: words[effort] ?? effort };
}
