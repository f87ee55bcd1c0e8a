// Mistral's rate-limit headers: `x-ratelimit-remaining-req-minute`, `ratelimitbysize-remaining` of older days; resets are told by the older alone.
import type { RateLimit, RateLimitState, WireHeaders } from '@kit/core';
import type { RateLimitReader } from '@kit/http';

export function rateLimits(headers: WireHeaders, nowMs: number, read: RateLimitReader): RateLimitState | undefined {
  const state = read(spelledAlike(headers), nowMs);
  return state && { ...state, limits: state.limits.map(named) };
}

/** The older family has no `x-` and no dash. */
function spelledAlike(headers: WireHeaders): WireHeaders {
  let known: Record<string, string> | undefined;
  for (const name in headers) {
    const [, rest] = /^(?:x-)?ratelimitbysize-(.+)$/.exec(name) ?? [];
    if (rest !== undefined) (known ??= { ...headers })[`x-ratelimit-tokens-${rest}`] = headers[name] as string;
    if (rest !== undefined && known) delete known[name];
  }
  return known ?? headers;
}

/** `req-minute` are requests of a minute, `req-10-second` those of ten seconds. */
function named(limit: RateLimit): RateLimit {
  const [, count] = /^req(?:-(\d+))?$/.exec(limit.name) ?? [];
  if (!limit.name.startsWith('req')) return limit;
  return { ...limit, name: 'requests', ...(count !== undefined && { window: `${count}-${limit.window}` }) };
}
