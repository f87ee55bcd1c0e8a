// An answer looked up again: its usage as the vendor behind OpenRouter counted it, and its price.
import { type Cost, type FinishReason, type JsonObject, KitError, outputPartition, type Usage } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { numberOf, recordOf, stringOf } from '@kit/wire';

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
  error: 'error',
};

/** It is known some seconds after the answer; until then OpenRouter answers 404, which may be tried again. */
export const generationOperation: HandledOperation<'openrouterGeneration'> = {
  async handle(call, exchange) {
    const reply = await exchange.send(call, { method: 'GET', path: '/generation', query: { id: call.request.id } });
    const raw = recordOf(recordOf(reply.json())?.data) as JsonObject | undefined;
    if (!raw) throw new KitError('invalid-response', 'The reply says nothing of the answer.');
    const word = stringOf(raw.finish_reason);
    const usage = usageOf(raw);
    const cost = costOf(raw);
    const model = stringOf(raw.model);
    return {
      ...(word !== undefined && { finishReason: reasons[word] ?? 'other', rawFinishReason: word }),
      ...(usage && { usage }),
      ...(cost && { cost }),
      raw,
      meta: exchange.meta(call.context, reply, { responseId: call.request.id, ...(model !== undefined && { model }) }),
      warnings: [],
    };
  },
  inspect: ({ request }) => ({ method: 'GET', path: '/generation', query: { id: request.id } }),
};

function usageOf(raw: JsonObject): Usage | undefined {
  const inputTokens = numberOf(raw.native_tokens_prompt) ?? numberOf(raw.tokens_prompt);
  const outputTokens = numberOf(raw.native_tokens_completion) ?? numberOf(raw.tokens_completion);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const outputDetails = outputPartition(outputTokens, { reasoning: numberOf(raw.native_tokens_reasoning) });
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(outputDetails && { outputDetails }),
  };
}

function costOf(raw: JsonObject): Cost | undefined {
  const amount = numberOf(raw.total_cost) ?? numberOf(raw.usage);
  return amount === undefined ? undefined : { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false };
}
