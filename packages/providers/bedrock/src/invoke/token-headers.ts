// Tokens of models whose answers do not count them: Bedrock counts in headers.
import type { Usage, WireHeaders } from '@kit/core';
import { numberOf } from '@kit/wire';

export function headerUsage(headers: WireHeaders): Usage | undefined {
  const inputTokens = numberOf(headers['x-amzn-bedrock-input-token-count']);
  const outputTokens = numberOf(headers['x-amzn-bedrock-output-token-count']);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}
