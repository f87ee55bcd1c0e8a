// Usage for clients of this wire: uncached input apart from what the cache gave and took.
import type { Usage } from '@kit/core';
import type { Block } from '../wire-names.ts';

/** The whole usage object of a message. Numbers that are not known and must be there are 0. */
export function encodeUsage(usage: Usage | undefined, serviceTier?: string): Block {
  return { ...encodeCounts(usage), ...(serviceTier !== undefined && { service_tier: serviceTier }) };
}

function encodeCounts(usage: Usage = { state: 'estimated' }): Block {
  const { inputTokens = 0, outputTokens = 0, inputDetails, outputDetails, cacheWritesByTtl, units } = usage;
  const { cacheRead, cacheWrite } = inputDetails ?? {};
  const writes =
    cacheWritesByTtl &&
    Object.fromEntries(
      Object.entries(cacheWritesByTtl).map(([ttl, tokens]) => [`ephemeral_${ttl}_input_tokens`, tokens]),
    );
  return {
    input_tokens: inputDetails?.uncached ?? Math.max(0, inputTokens - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    cache_creation_input_tokens: cacheWrite ?? null,
    cache_read_input_tokens: cacheRead ?? null,
    ...(writes && { cache_creation: writes }),
    output_tokens: outputTokens,
    ...(outputDetails?.reasoning !== undefined && {
      output_tokens_details: { thinking_tokens: outputDetails.reasoning },
    }),
    ...(units?.searches !== undefined && { server_tool_use: { web_search_requests: units.searches } }),
  };
}
