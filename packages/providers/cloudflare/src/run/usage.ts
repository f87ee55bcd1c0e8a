// Usage of `run`: OpenAI's names, without details.
import type { JsonValue, Usage } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';

export function runUsage(value: unknown): Usage | undefined {
  const raw = recordOf(value);
  const inputTokens = numberOf(raw?.prompt_tokens);
  const outputTokens = numberOf(raw?.completion_tokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    raw: raw as JsonValue,
  };
}
