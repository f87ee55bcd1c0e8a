// Groq's limits: the requests are those of a day, the tokens those of a minute. Its headers do not say so.
import type { RateLimit, RateLimitState, WireHeaders } from '@kit/core';
import { readRateLimits } from '@kit/http';

const windows: Readonly<Record<string, string>> = { requests: 'day', tokens: 'minute' };

export function rateLimits(headers: WireHeaders, nowMs: number): RateLimitState | undefined {
  const read = readRateLimits(headers, nowMs);
  return read && { ...read, limits: read.limits.map(windowed) };
}

function windowed(limit: RateLimit): RateLimit {
  const window = windows[limit.name];
  return window === undefined ? limit : { window, ...limit };
}
