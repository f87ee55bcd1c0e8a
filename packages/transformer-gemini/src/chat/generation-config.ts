// `generationConfig`: sampling, limits, the form of the answer and how hard to think.
import type { ChatRequest, JsonObject } from '@kit/core';
import type { Body, VendorFields } from '../vendor-fields.ts';
import { encodeOutput } from './encode-output.ts';
import { encodeThinking } from './encode-thinking.ts';
import type { EncodedTools } from './encode-tools.ts';
import type { Encoding } from './encoding.ts';

const mostStopSequences = 5;

export function encodeGenerationConfig(
  request: ChatRequest,
  tools: Pick<EncodedTools, 'hasFunctions' | 'isForced'>,
  own: VendorFields,
  encoding: Encoding,
): JsonObject {
  const config: Body = {};
  const set = (name: string, value: number | undefined) => {
    if (value !== undefined) config[name] = value;
  };
  set('maxOutputTokens', request.maxTokens);
  set('temperature', request.temperature);
  set('topP', request.topP);
  set('topK', request.topK);
  set('seed', request.seed);
  set('candidateCount', request.n);
  setPenalties(request, config, encoding);
  setStop(request, config, encoding);
  setLogprobs(request, config);
  const ownSchema = own.responseSchema !== undefined || own.responseJsonSchema !== undefined;
  Object.assign(config, encodeOutput(request.output, tools, ownSchema, encoding));
  const thinkingConfig = own.thinkingConfig === undefined ? encodeThinking(request.reasoning, encoding) : undefined;
  if (thinkingConfig) config.thinkingConfig = thinkingConfig;
  return { ...config, ...own } as JsonObject;
}

function setPenalties(
  { presencePenalty, frequencyPenalty }: ChatRequest,
  config: Body,
  { rules, warnings }: Encoding,
): void {
  const set = (name: string, value: number | undefined) => {
    if (value === undefined) return;
    if (rules.penalties) config[name] = value;
    else warnings.add(name, 'This model refuses penalties.');
  };
  set('presencePenalty', presencePenalty);
  set('frequencyPenalty', frequencyPenalty);
}

function setStop({ stop }: ChatRequest, config: Body, { warnings }: Encoding): void {
  if (stop === undefined) return;
  const sequences = typeof stop === 'string' ? [stop] : stop;
  if (sequences.length > mostStopSequences) {
    warnings.add('stop', `Gemini takes ${mostStopSequences} stop sequences: the others were left out.`);
  }
  config.stopSequences = sequences.slice(0, mostStopSequences);
}

function setLogprobs({ logprobs }: ChatRequest, config: Body): void {
  if (logprobs === undefined || logprobs === false) return;
  config.responseLogprobs = true;
  if (typeof logprobs === 'number') config.logprobs = logprobs;
}
