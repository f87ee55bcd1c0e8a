// xAI's limits are those of a minute. Its headers do not say so, nor when a new minute begins.
import type { RateLimitState, WireHeaders } from '@kit/core';
import { readRateLimits } from '@kit/http';

export function rateLimits(headers: WireHeaders, nowMs: number): RateLimitState | undefined {
  const read = readRateLimits(headers, nowMs);
  return read && { ...read, limits: read.limits.map((limit) => ({ window: 'minute', ...limit })) };
}
