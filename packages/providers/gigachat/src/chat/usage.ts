// Usage of both contracts as a partition. What was cached is part of the prompt; where it is more than that, it is beside it.
import { inputPartition, type JsonValue, type Usage } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';

export function usageOf(value: unknown): Usage | undefined {
  const raw = recordOf(value);
  if (!raw) return undefined;
  const stated = numberOf(raw.prompt_tokens) ?? numberOf(raw.input_tokens);
  const outputTokens = numberOf(raw.completion_tokens) ?? numberOf(raw.output_tokens);
  if (stated === undefined && outputTokens === undefined) return undefined;
  const cacheRead =
    numberOf(raw.precached_prompt_tokens) ?? numberOf(recordOf(raw.input_tokens_details)?.cached_tokens);
  const inputTokens =
    stated !== undefined && cacheRead !== undefined && cacheRead > stated ? stated + cacheRead : stated;
  const inputDetails = inputPartition(inputTokens, { cacheRead });
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(inputDetails && { inputDetails }),
    raw: raw as JsonValue,
  };
}
