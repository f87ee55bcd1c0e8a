// Usage of the router, which counts as OpenAI does; models of fal's own count nothing.
import { type Cost, type JsonValue, outputPartition, type Usage } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';

export function chatUsage(value: unknown): Usage | undefined {
  const raw = recordOf(value);
  const inputTokens = numberOf(raw?.prompt_tokens);
  const outputTokens = numberOf(raw?.completion_tokens);
  if (!raw || (inputTokens === undefined && outputTokens === undefined)) return undefined;
  const reasoning = numberOf(recordOf(raw.completion_tokens_details)?.reasoning_tokens);
  const outputDetails = outputPartition(outputTokens, { reasoning });
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(outputDetails && { outputDetails }),
    raw: raw as JsonValue,
  };
}

/** In USD, where the router says it. */
export function chatCost(value: unknown): Cost | undefined {
  const amount = numberOf(recordOf(value)?.cost);
  return amount === undefined ? undefined : { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false };
}
