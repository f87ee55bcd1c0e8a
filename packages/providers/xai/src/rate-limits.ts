// xAI's limits are those of a minute. Its headers do not say so, nor when a new minute begins.
import type { RateLimitState, WireHeaders } from '@kit/core';
import type { RateLimitReader } from '@kit/http';

export function rateLimits(headers: WireHeaders, nowMs: number, read: RateLimitReader): RateLimitState | undefined {
  const state = read(headers, nowMs);
  return state && { ...state, limits: state.limits.map((limit) => ({ window: 'minute', ...limit })) };
}
