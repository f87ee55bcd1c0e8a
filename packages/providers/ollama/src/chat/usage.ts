// Usage: tokens of the prompt and of the answer, thoughts included. Times are in nanoseconds and stay in `raw`.
import type { JsonValue, Usage } from '@kit/core';
import { type JsonRecord, numberOf } from '@kit/wire';

const fields = [
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
  'load_duration',
  'total_duration',
] as const;

/** Undefined where nothing was counted. Older servers leave the prompt out where they had it in their cache. */
export function usageOf(record: JsonRecord): Usage | undefined {
  const raw: Record<string, JsonValue> = {};
  for (const field of fields) {
    const value = numberOf(record[field]);
    if (value !== undefined) raw[field] = value;
  }
  if (Object.keys(raw).length === 0) return undefined;
  const inputTokens = numberOf(raw.prompt_eval_count);
  const outputTokens = numberOf(raw.eval_count);
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    raw,
  };
}
