// Usage: `tokens` is what the model saw and wrote, the vendor's hidden prompt included; `billed_units` is what is paid.
import { type BilledUsage, inputPartition, type JsonValue, outputPartition, type Usage } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';

export function usageOf(raw: JsonRecord | undefined): Usage | undefined {
  if (!raw) return undefined;
  const tokens = recordOf(raw.tokens);
  const billed = recordOf(raw.billed_units);
  const inputTokens = numberOf(tokens?.input_tokens) ?? numberOf(billed?.input_tokens);
  const outputTokens = numberOf(tokens?.output_tokens) ?? numberOf(billed?.output_tokens);
  const inputDetails = inputPartition(inputTokens, { cacheRead: numberOf(raw.cached_tokens) });
  const outputDetails = outputPartition(outputTokens, { reasoning: numberOf(tokens?.reasoning_tokens) });
  const searches = numberOf(billed?.search_units);
  // Generations that failed are told with empty usage.
  if (inputTokens === undefined && outputTokens === undefined && !searches) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(inputDetails && { inputDetails }),
    ...(outputDetails && { outputDetails }),
    ...(searches && { units: { searches } }),
    ...(tokens && billed && { billed: billedOf(billed) }),
    raw: raw as JsonValue,
  };
}

function billedOf(billed: JsonRecord): BilledUsage {
  const inputTokens = numberOf(billed.input_tokens);
  const outputTokens = numberOf(billed.output_tokens);
  const searches = numberOf(billed.search_units);
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(searches && { units: { searches } }),
  };
}
