// What is left: the limits that everybody has, and those of the priority tier, whose headers are named otherwise.
import type { RateLimitState, WireHeaders } from '@kit/core';
import type { RateLimitReader } from '@kit/http';

const priority = 'anthropic-priority-';

/** `anthropic-priority-input-tokens-remaining` is the limit `priority-input-tokens`. */
export function rateLimits(headers: WireHeaders, nowMs: number, read: RateLimitReader): RateLimitState | undefined {
  let spelled: Record<string, string> | undefined;
  for (const name in headers) {
    if (!name.startsWith(priority)) continue;
    spelled ??= { ...headers };
    spelled[`anthropic-ratelimit-${name.slice('anthropic-'.length)}`] = headers[name] as string;
  }
  return read(spelled ?? headers, nowMs);
}
