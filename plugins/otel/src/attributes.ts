// What a span says of a request, of an answer and of what was used.
import type { Call, ChatRequest, ChatResponse, ResponseMeta, Usage } from '@kit/core';
import type { Attributes } from '@opentelemetry/api';
import { finishReasonName, operationName, outputTypes, providerName } from './semantic-conventions.ts';

export function requestAttributes(call: Call, provider: string, streamed: boolean): Attributes {
  const request = call.request as Partial<ChatRequest>;
  const { output } = request;
  const json = typeof output === 'object' && 'type' in output && output.type !== 'text';
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop;
  return {
    'gen_ai.operation.name': operationName(call.operation),
    'gen_ai.provider.name': providerName(provider),
    'gen_ai.request.model': request.model,
    'gen_ai.request.stream': streamed || undefined,
    'gen_ai.output.type': json ? 'json' : outputTypes[call.operation],
    'gen_ai.request.choice.count': request.n === 1 ? undefined : request.n,
    'gen_ai.request.seed': request.seed,
    'gen_ai.request.top_k': request.topK,
    'gen_ai.request.top_p': request.topP,
    'gen_ai.request.temperature': request.temperature,
    'gen_ai.request.max_tokens': request.maxTokens,
    'gen_ai.request.presence_penalty': request.presencePenalty,
    'gen_ai.request.frequency_penalty': request.frequencyPenalty,
    'gen_ai.request.stop_sequences': stop && [...stop],
  };
}

/** What is known once an answer has begun. The provider is the one that answered, after all fallbacks. */
export function metaAttributes(meta: ResponseMeta): Attributes {
  return {
    'gen_ai.provider.name': providerName(meta.provider),
    'gen_ai.request.model': meta.requestedModel,
    'gen_ai.response.model': meta.model,
    'gen_ai.response.id': meta.responseId,
    'kit.cache.hit': meta.cache?.hit,
    'kit.credential': meta.credential,
  };
}

export function resultAttributes(result: unknown): Attributes {
  const { choices } = (result ?? {}) as Partial<ChatResponse>;
  if (!Array.isArray(choices)) return {};
  return {
    'gen_ai.response.finish_reasons': choices.map((choice) => finishReasonName(choice.finishReason)),
  };
}

export function usageAttributes(usage: Usage): Attributes {
  const { inputDetails, outputDetails, inputModalities } = usage;
  return {
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': inputDetails?.cacheRead,
    'gen_ai.usage.cache_creation.input_tokens': inputDetails?.cacheWrite,
    'gen_ai.usage.reasoning.output_tokens': outputDetails?.reasoning,
    'gen_ai.usage.text.input_tokens': inputModalities?.text,
    'gen_ai.usage.audio.input_tokens': inputModalities?.audio,
    'gen_ai.usage.image.input_tokens': inputModalities?.image,
    'gen_ai.usage.video.input_tokens': inputModalities?.video,
    'gen_ai.usage.text.output_tokens': outputDetails?.text,
    'gen_ai.usage.audio.output_tokens': outputDetails?.audio,
    'kit.usage.state': usage.state === 'reported' ? undefined : usage.state,
  };
}
