// Limits are requests at a time, not a minute.
import type { RateLimitState, WireHeaders } from '@kit/core';
import { numberOf } from '@kit/wire';

export function concurrency(headers: WireHeaders): RateLimitState | undefined {
  const limit = numberOf(headers['maximum-concurrent-requests']);
  const current = numberOf(headers['current-concurrent-requests']);
  if (limit === undefined) return undefined;
  const remaining = current === undefined ? {} : { remaining: Math.max(0, limit - current) };
  return { limits: [{ name: 'concurrent-requests', limit, ...remaining }] };
}
