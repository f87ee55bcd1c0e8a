// Groq's limits: the requests are those of a day, the tokens those of a minute. Its headers do not say so.
import type { RateLimit, RateLimitState, WireHeaders } from '@kit/core';
import type { RateLimitReader } from '@kit/http';

const windows: Readonly<Record<string, string>> = { requests: 'day', tokens: 'minute' };

export function rateLimits(headers: WireHeaders, nowMs: number, read: RateLimitReader): RateLimitState | undefined {
  const state = read(headers, nowMs);
  return state && { ...state, limits: state.limits.map(windowed) };
}

function windowed(limit: RateLimit): RateLimit {
  const window = windows[limit.name];
  return window === undefined ? limit : { window, ...limit };
}
