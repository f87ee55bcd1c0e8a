// A unified answer as a chat completion.
import type {
  AssistantMessage,
  ChatChoice,
  ChatRequest,
  ChatResponse,
  Citation,
  FinishReason,
  JsonObject,
  JsonValue,
  TokenLogprob,
  ToolCallPart,
  Usage,
} from '@kit/core';
import { systemEnvironment } from '@kit/core';
import { base64Of, isData, urlOf } from '../../request/media.ts';
import { dataOf, packed } from '../opaque.ts';

const wire = 'openai-chat';

export function encodeChatResponse(result: ChatResponse, request: ChatRequest): JsonValue {
  const { meta } = result;
  return {
    id: meta.responseId ?? `chatcmpl-${systemEnvironment.id()}`,
    object: 'chat.completion',
    created: Math.floor(systemEnvironment.now() / 1000),
    model: meta.model ?? request.model ?? '',
    choices: result.choices.map(encodeChoice),
    ...(result.usage && { usage: encodeChatUsage(result.usage) }),
    ...(meta.serviceTier !== undefined && { service_tier: meta.serviceTier }),
    ...(meta.vendor as JsonObject | undefined),
  };
}

function encodeChoice({ index, message, finishReason, rawFinishReason, logprobs }: ChatChoice): JsonValue {
  return {
    index,
    message: encodeMessage(message),
    logprobs: logprobs ? { content: logprobs.map(encodeLogprob), refusal: null } : null,
    finish_reason: encodeFinishReason(finishReason, rawFinishReason),
  };
}

export function encodeMessage({ content, vendor }: AssistantMessage): JsonObject {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  let text = '';
  let reasoning = '';
  let spoken: JsonObject | undefined;
  let refusal: string | undefined;
  const details: JsonValue[] = [];
  const calls: JsonValue[] = [];
  const annotations: JsonValue[] = [];
  const images: JsonValue[] = [];
  for (const part of parts) {
    if (part.type === 'text') {
      for (const citation of part.citations ?? []) annotations.push(encodeCitation(citation, text.length));
      text += part.text;
    } else if (part.type === 'reasoning') {
      reasoning += part.text;
      details.push(...reasoningDetails(part.vendor));
    } else if (part.type === 'tool-call') calls.push(encodeToolCall(part));
    else if (part.type === 'image') images.push({ type: 'image_url', image_url: { url: urlOf(part.source) ?? '' } });
    else if (part.type === 'audio') {
      spoken = {
        id: String(dataOf(part.vendor, wire)?.id ?? ''),
        data: isData(part.source) ? base64Of(part.source) : '',
        transcript: part.transcript ?? '',
        expires_at: 0,
      };
    } else if (part.type === 'vendor') refusal = refusalOf(dataOf(part.vendor, wire)) ?? refusal;
  }
  return {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== undefined || spoken) ? null : text,
    refusal: refusal ?? null,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(details.length > 0 && { reasoning_details: details }),
    ...(annotations.length > 0 && { annotations }),
    ...(images.length > 0 && { images }),
    ...(spoken && { audio: spoken }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...dataOf(vendor, wire),
  };
}

export function refusalOf(data: JsonObject | undefined): string | undefined {
  return typeof data?.refusal === 'string' ? data.refusal : undefined;
}

/** This wire's details as they are; another vendor's token packed into one of them. */
export function reasoningDetails(vendor: Parameters<typeof dataOf>[0]): readonly JsonValue[] {
  const own = dataOf(vendor, wire)?.reasoning_details;
  if (Array.isArray(own)) return own;
  const foreign = packed(vendor, wire);
  return foreign ? [{ type: 'reasoning.encrypted', format: 'kit', index: 0, data: JSON.stringify(foreign) }] : [];
}

export function encodeToolCall({ id, name, arguments: text, vendor }: ToolCallPart): JsonObject {
  const { type, ...own } = dataOf(vendor, wire) ?? {};
  const foreign = packed(vendor, wire);
  const extra = foreign ? { extra_content: { kit: foreign } } : own;
  if (type === 'custom') return { id, type, custom: { name, input: text }, ...extra };
  return { id, type: 'function', function: { name, arguments: text }, ...extra };
}

/** Positions count from the start of the whole text here, within their part in the unified model. */
export function encodeCitation({ url, title, start, end, raw }: Citation, before: number): JsonValue {
  if (raw !== undefined && before === 0) return raw;
  return {
    type: 'url_citation',
    url_citation: {
      url: url ?? '',
      title: title ?? '',
      start_index: (start ?? 0) + before,
      end_index: (end ?? 0) + before,
    },
  };
}

export function encodeLogprob({ token, logprob, alternatives = [] }: TokenLogprob): JsonValue {
  return {
    token,
    logprob,
    bytes: null,
    top_logprobs: alternatives.map((other) => ({ token: other.token, logprob: other.logprob, bytes: null })),
  };
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  error: 'error',
  other: 'stop',
};

const own: ReadonlySet<string> = new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']);

/** The vendor's own word where it is one of this wire's. */
export function encodeFinishReason(reason: FinishReason, raw: string | undefined): string {
  return raw !== undefined && own.has(raw) ? raw : words[reason];
}

export function encodeChatUsage(usage: Usage): JsonObject {
  const { inputTokens = 0, outputTokens = 0, inputDetails, outputDetails, inputModalities } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...((inputDetails || inputModalities) && {
      prompt_tokens_details: {
        ...(inputDetails?.cacheRead !== undefined && { cached_tokens: inputDetails.cacheRead }),
        ...(inputDetails?.cacheWrite !== undefined && { cache_write_tokens: inputDetails.cacheWrite }),
        ...(inputModalities?.audio !== undefined && { audio_tokens: inputModalities.audio }),
        ...(inputModalities?.image !== undefined && { image_tokens: inputModalities.image }),
      },
    }),
    ...(outputDetails && {
      completion_tokens_details: {
        ...(outputDetails.reasoning !== undefined && { reasoning_tokens: outputDetails.reasoning }),
        ...(outputDetails.audio !== undefined && { audio_tokens: outputDetails.audio }),
        ...(outputDetails.image !== undefined && { image_tokens: outputDetails.image }),
      },
    }),
  };
}
