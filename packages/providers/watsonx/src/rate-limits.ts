// What is left: `x-requests-limit-rate`, `-remaining`, `-burst`, in requests of a second.
import type { RateLimitState, WireHeaders } from '@kit/core';
import type { RateLimitReader } from '@kit/http';
import { numberOf } from '@kit/wire';

export function rateLimits(headers: WireHeaders, nowMs: number, read: RateLimitReader): RateLimitState | undefined {
  const limit = numberOf(headers['x-requests-limit-rate']);
  const remaining = numberOf(headers['x-requests-limit-remaining']);
  if (limit === undefined && remaining === undefined) return read(headers, nowMs);
  return {
    limits: [
      {
        name: 'requests',
        window: 'second',
        ...(limit !== undefined && { limit }),
        ...(remaining !== undefined && { remaining }),
      },
    ],
  };
}
