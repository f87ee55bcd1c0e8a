// A chat request in Ollama's words: the body of `POST /api/chat`.

import type { ChatRequest, CodecContext, Encoded, JsonValue, OutputFormat } from '@kit/core';
import { type WarningList, warningList } from '@kit/wire';
import { type Draft, finishBody, type RequestDefaults } from '../request-body.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeThinking } from './encode-thinking.ts';
import { encodeTools } from './encode-tools.ts';

export function encodeChat(
  request: ChatRequest,
  context: CodecContext,
  { stream, defaults }: { readonly stream: boolean; readonly defaults: RequestDefaults },
): Encoded<undefined> {
  const warnings = warningList();
  const draft: Draft = {
    model: request.model,
    messages: encodeMessages(request.messages, context, warnings),
    // Streaming is the server's default.
    stream,
    tools: encodeTools(request, warnings),
    format: encodeFormat(request.output),
    think: encodeThinking(request.reasoning, request.model ?? '', warnings),
    ...encodeLogprobs(request.logprobs, warnings),
  };
  warnOfTheRest(request, warnings);
  const value = finishBody(draft, samplingOptions(request), request, context, defaults);
  return { wire: { body: { type: 'json', value } }, warnings: warnings.warnings, state: undefined };
}

/** The request's own fields as options of the model. */
export function samplingOptions(
  request: Pick<
    ChatRequest,
    'maxTokens' | 'temperature' | 'topP' | 'topK' | 'seed' | 'stop' | 'presencePenalty' | 'frequencyPenalty'
  >,
): Draft {
  const { stop } = request;
  return {
    num_predict: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    top_k: request.topK,
    seed: request.seed,
    // A list even of one: a string is refused.
    stop: stop === undefined ? undefined : typeof stop === 'string' ? [stop] : [...stop],
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
  };
}

/** The schema itself is the format. */
function encodeFormat(output: OutputFormat | undefined): JsonValue | undefined {
  if (!output || output.type === 'text') return undefined;
  if (output.type === 'json') return 'json';
  const { schema, description } = output;
  return description === undefined || schema.description !== undefined ? schema : { ...schema, description };
}

const mostAlternatives = 20;

function encodeLogprobs(logprobs: ChatRequest['logprobs'], warnings: WarningList): Draft {
  if (logprobs === undefined || logprobs === false) return {};
  if (logprobs === true) return { logprobs: true };
  if (logprobs > mostAlternatives)
    warnings.add('logprobs', `At most ${mostAlternatives} alternatives; that many were asked for.`);
  return { logprobs: true, top_logprobs: Math.min(logprobs, mostAlternatives) };
}

const without: readonly (readonly [field: keyof ChatRequest, detail: string])[] = [
  ['user', 'Ollama takes no end-user id; left out.'],
  ['metadata', 'Ollama takes no metadata; left out.'],
  ['serviceTier', 'Ollama has no service tiers; left out.'],
  ['promptCache', 'Ollama keeps prefixes by itself; nothing can be said about it.'],
];

function warnOfTheRest(request: ChatRequest, warnings: WarningList): void {
  for (const [field, detail] of without) if (request[field] !== undefined) warnings.add(field, detail);
  if (request.n !== undefined && request.n > 1) warnings.add('n', 'Ollama gives one answer a request.');
  if (request.parallelToolCalls === false)
    warnings.add('parallelToolCalls', 'Ollama cannot keep a model from calling several tools at once.');
}
