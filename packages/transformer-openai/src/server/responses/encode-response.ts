// A unified answer as a response.
import type { ChatRequest, ChatResponse, FinishReason, JsonObject, JsonValue, ResponseMeta, Usage } from '@kit/core';
import { systemEnvironment } from '@kit/core';
import { encodeItems, type NewItemId } from './items.ts';

export function encodeResponsesResponse(result: ChatResponse, request: ChatRequest): JsonValue {
  const head = responseHead(result.meta, request);
  const { content } = result.message;
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  const output = encodeItems(parts, itemIds(String(head.id)));
  return {
    ...head,
    ...endOf(result.finishReason, result.rawFinishReason),
    output: withLogprobs(output, result),
    usage: result.usage ? encodeResponsesUsage(result.usage) : null,
  };
}

/** Fields that do not change while a response is made. */
export function responseHead(meta: Partial<ResponseMeta>, request: ChatRequest): JsonObject {
  return {
    id: meta.responseId ?? `resp_${systemEnvironment.id()}`,
    object: 'response',
    created_at: Math.floor(systemEnvironment.now() / 1000),
    error: null,
    model: meta.model ?? request.model ?? '',
    parallel_tool_calls: request.parallelToolCalls ?? true,
    tool_choice: 'auto',
    tools: [],
    ...(meta.serviceTier !== undefined && { service_tier: meta.serviceTier }),
  };
}

/** Numbered ids that differ from response to response. */
export function itemIds(responseId: string): NewItemId {
  let count = 0;
  return (prefix) => `${prefix}_${responseId.replace(/^resp_/, '')}_${count++}`;
}

export function endOf(reason: FinishReason, raw: string | undefined): JsonObject {
  const incomplete =
    reason === 'length'
      ? 'max_output_tokens'
      : reason === 'content-filter' && raw !== 'completed'
        ? 'content_filter'
        : undefined;
  if (incomplete) return { status: 'incomplete', incomplete_details: { reason: incomplete } };
  return { status: reason === 'error' ? 'cancelled' : 'completed', incomplete_details: null };
}

function withLogprobs(output: JsonObject[], result: ChatResponse): JsonObject[] {
  const logprobs = result.choices[0]?.logprobs;
  const at = output.findIndex(({ type }) => type === 'message');
  const item = output[at];
  if (!logprobs || !item || !Array.isArray(item.content)) return output;
  const [first, ...more] = item.content as JsonObject[];
  const told = logprobs.map(({ token, logprob, alternatives = [] }) => ({
    token,
    logprob,
    bytes: [],
    top_logprobs: alternatives.map((other) => ({ token: other.token, logprob: other.logprob, bytes: [] })),
  }));
  return output.with(at, { ...item, content: [{ ...first, logprobs: told }, ...more] });
}

export function encodeResponsesUsage(usage: Usage): JsonObject {
  const { inputTokens = 0, outputTokens = 0, inputDetails, outputDetails } = usage;
  return {
    input_tokens: inputTokens,
    input_tokens_details: {
      cached_tokens: inputDetails?.cacheRead ?? 0,
      ...(inputDetails?.cacheWrite !== undefined && { cache_write_tokens: inputDetails.cacheWrite }),
    },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: outputDetails?.reasoning ?? 0 },
    total_tokens: inputTokens + outputTokens,
  };
}
