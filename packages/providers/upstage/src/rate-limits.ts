// Upstage's rate-limit headers have its name in them.
import type { RateLimitState, WireHeaders } from '@kit/core';
import type { RateLimitReader } from '@kit/http';

const own = 'x-upstage-ratelimit-';

export function rateLimits(headers: WireHeaders, nowMs: number, read: RateLimitReader): RateLimitState | undefined {
  const spelled: Record<string, string> = {};
  for (const name in headers)
    spelled[name.startsWith(own) ? `x-ratelimit-${name.slice(own.length)}` : name] = headers[name] as string;
  return read(spelled, nowMs);
}
