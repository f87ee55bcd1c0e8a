// Usage of what is not a chat: a total, all of it input, or all of it output.
import type { JsonValue, Usage } from '@kit/core';
import { type JsonRecord, numberOf } from '@kit/wire';

export function inputUsage(raw: JsonRecord | undefined): Usage | undefined {
  const tokens = numberOf(raw?.total_tokens) ?? numberOf(raw?.tokens);
  return tokens === undefined ? undefined : { state: 'reported', inputTokens: tokens, raw: raw as JsonValue };
}

/** Reader and search count what they hand out. */
export function outputUsage(raw: JsonRecord | undefined): Usage | undefined {
  const tokens = numberOf(raw?.tokens);
  return tokens === undefined ? undefined : { state: 'reported', outputTokens: tokens, raw: raw as JsonValue };
}
