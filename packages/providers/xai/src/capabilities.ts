// What xAI's models take. Ids that are not known are treated as the newest.
import { type ChatRequest, KitError } from '@kit/core';
import type { ChatRules, ResponsesRules } from '@kit/transformer-openai';

/** Answered with 400 by models that reason. */
const refusedByThinkers = { stop: false, presencePenalty: false, frequencyPenalty: false } as const;

export function chatRules(model: string, { tools }: ChatRequest): ChatRules {
  const hosted = tools?.find(({ type }) => type === 'hosted');
  if (hosted)
    throw new KitError('unsupported', `xAI runs tools over its responses alone: xai({ api: 'responses' }).`, {
      field: 'tools',
    });
  const name = model.toLowerCase();
  return {
    reasoningEfforts: effortsOf(name),
    fields: {
      ...(isThinker(name) && refusedByThinkers),
      // Taken and ignored from grok-4.20 on.
      ...(!isClassic(name) && { logprobs: false, topLogprobs: false }),
    },
  };
}

export function responsesRules(model: string): ResponsesRules {
  const name = model.toLowerCase();
  return { reasoningEfforts: effortsOf(name), ...(!isClassic(name) && { fields: { topLogprobs: false } }) };
}

/** The words that a model knows; a model without any answers 400 to each. */
function effortsOf(name: string): readonly string[] {
  if (name.startsWith('grok-3-mini')) return ['low', 'high'];
  if (name.includes('multi-agent')) return ['low', 'medium', 'high', 'xhigh'];
  if (isClassic(name) || /non-reasoning|grok-4\.20|build/.test(name)) return [];
  if (name.startsWith('grok-4.3')) return ['none', 'low', 'medium', 'high'];
  if (name.startsWith('grok-4.5')) return ['low', 'medium', 'high'];
  return ['low', 'medium', 'high', 'xhigh'];
}

/** Grok 4 and before, its fast and its coding kin. */
const isClassic = (name: string) => /^grok-(2|3|4(-|$)|beta|vision|code)/.test(name);

const isThinker = (name: string) => !/non-reasoning|^grok-(2|3(?!-mini)|beta|vision)/.test(name);
