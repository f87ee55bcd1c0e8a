// What OpenRouter says that an answer has cost.
import type { Cost } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';

/** `usage.cost` in USD. With a key of one's own at the vendor, what that vendor charges stands beside it. */
export function credits(usage: JsonRecord): Cost | undefined {
  const charged = numberOf(usage.cost);
  if (charged === undefined) return undefined;
  const upstream = usage.is_byok === true ? numberOf(recordOf(usage.cost_details)?.upstream_inference_cost) : undefined;
  return {
    amount: charged + (upstream ?? 0),
    currency: 'USD',
    source: 'vendor',
    includesLostAttempts: false,
    ...(upstream !== undefined && { breakdown: { openrouter: charged, upstream } }),
  };
}
