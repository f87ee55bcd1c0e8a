// `generationConfig` → the unified request fields.
import type { ChatRequest, OutputFormat, ReasoningOptions } from '@kit/core';
import { type JsonRecord, stringOf } from '@kit/wire';
import { decodeSchema } from './decode-tools.ts';
import { invalid, listOf, optionalCount, optionalNumber, optionalRecord, stringAt } from './spelling.ts';

export function decodeConfig(config: JsonRecord): Partial<ChatRequest> {
  const at = (name: string) => `generationConfig.${name}`;
  const count = (name: string) => optionalCount(config[name], at(name));
  const number = (name: string) => optionalNumber(config[name], at(name));
  const choices = count('candidateCount');
  const output = decodeOutput(config);
  const reasoning = decodeThinking(optionalRecord(config.thinkingConfig, at('thinkingConfig')));
  const logprobs = config.responseLogprobs === true ? (count('logprobs') ?? true) : undefined;
  return defined({
    maxTokens: count('maxOutputTokens'),
    temperature: number('temperature'),
    topP: number('topP'),
    topK: count('topK'),
    seed: number('seed'),
    presencePenalty: number('presencePenalty'),
    frequencyPenalty: number('frequencyPenalty'),
    n: choices === 0 ? undefined : choices,
    stop: decodeStop(config.stopSequences),
    logprobs,
    output,
    reasoning,
  });
}

function decodeStop(value: unknown): readonly string[] | undefined {
  return value === undefined
    ? undefined
    : listOf(value).map((item, at) => stringAt(item, `generationConfig.stopSequences[${at}]`));
}

function decodeOutput(config: JsonRecord): OutputFormat | undefined {
  if (config.responseMimeType !== undefined && typeof config.responseMimeType !== 'string')
    throw invalid('generationConfig.responseMimeType', 'a media type');
  if (config.responseMimeType !== 'application/json') return undefined;
  const { schema } = decodeSchema(config, 'responseSchema', 'responseJsonSchema');
  return schema ? { type: 'json-schema', schema } : { type: 'json' };
}

function decodeThinking(thinking: JsonRecord | undefined): ReasoningOptions | undefined {
  if (!thinking) return undefined;
  const level = stringOf(thinking.thinkingLevel)?.toLowerCase();
  const budget = optionalNumber(thinking.thinkingBudget, 'generationConfig.thinkingConfig.thinkingBudget');
  const amount =
    level !== undefined
      ? { effort: level }
      : budget === 0
        ? { effort: 'none' }
        : budget !== undefined
          ? { budgetTokens: budget }
          : {};
  return { ...amount, summary: thinking.includeThoughts === true ? 'auto' : 'none' };
}

function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
