// Limits of trial keys: calls a minute, and calls a month. Production keys are told nothing.
import type { RateLimit, RateLimitState, WireHeaders } from '@kit/core';
import { numberOf } from '@kit/wire';

export function cohereRateLimits(headers: WireHeaders): RateLimitState | undefined {
  const minute = limitOf(headers, 'minute', 'x-trial-endpoint-call-limit', 'x-trial-endpoint-call-remaining');
  const month = limitOf(headers, 'month', 'x-endpoint-monthly-call-limit');
  const limits = [minute, month].filter((limit) => limit !== undefined);
  return limits.length > 0 ? { limits } : undefined;
}

function limitOf(headers: WireHeaders, window: string, most: string, left?: string): RateLimit | undefined {
  const limit = numberOf(headers[most]);
  const remaining = left === undefined ? undefined : numberOf(headers[left]);
  if (limit === undefined && remaining === undefined) return undefined;
  return {
    name: 'requests',
    window,
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { remaining }),
  };
}
