// Rate-limit headers in the spellings that are in use.
import type { RateLimit, RateLimitState, WireHeaders } from '@kit/core';
import { numberOf, parseDuration, parseTimestamp } from '@kit/wire';
import { retryAfterMs } from './failure/retry-hints.ts';

type Kind = 'limit' | 'remaining' | 'reset' | 'used';
interface Growing {
  name: string;
  window?: string;
  limit?: number;
  remaining?: number;
  used?: number;
  resetAt?: number;
}

const prefixes = ['anthropic-ratelimit-', 'x-ratelimit-', 'ratelimit-', 'x-rate-limit-', 'x-ratelimit'] as const;
const kinds: Readonly<Record<string, Kind>> = { limit: 'limit', remaining: 'remaining', reset: 'reset', used: 'used' };
const windows: Readonly<Record<string, string>> = {
  second: 'second',
  minute: 'minute',
  hour: 'hour',
  day: 'day',
  month: 'month',
  '1s': 'second',
  '1m': 'minute',
  '1h': 'hour',
  '1d': 'day',
  min: 'minute',
  daily: 'day',
  monthly: 'month',
};

/**
 * What the headers say is left. Reads `anthropic-ratelimit-<name>-<kind>` (RFC 3339 resets), `x-ratelimit-<kind>-<name>`
 * (OpenAI: durations such as `6m0s`), plain `ratelimit-<kind>` and `x-ratelimit-<kind>`, with a window before or after the
 * name (`-tokens-minute`, `-requests-day`), credits alike. Resets as durations, seconds, dates, epoch seconds or
 * milliseconds. Undefined where no such header is.
 */
export function readRateLimits(headers: WireHeaders, nowMs: number): RateLimitState | undefined {
  let found: Map<string, Growing> | undefined;
  for (const header in headers) {
    // One cheap look at names that are none: this runs with every reply.
    if (!header.includes('rate')) continue;
    const field = fieldOf(header);
    if (!field) continue;
    found ??= new Map();
    addField(found, field, headers[header] as string, nowMs);
  }
  const limits = found ? finished(found) : [];
  if (limits.length === 0) return undefined;
  const waitMs = retryAfterMs({ headers, body: undefined }, nowMs);
  return { limits, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
}

interface Field {
  readonly kind: Kind;
  readonly name: string;
  readonly window: string | undefined;
}

function fieldOf(header: string): Field | undefined {
  const prefix = prefixes.find((start) => header.startsWith(start));
  if (prefix === undefined) return undefined;
  let kind: Kind | undefined;
  let window: string | undefined;
  const name: string[] = [];
  for (const word of header.slice(prefix.length).split('-')) {
    if (kind === undefined && kinds[word]) kind = kinds[word];
    else if (window === undefined && windows[word]) window = windows[word];
    else if (word !== '' && word !== 'after') name.push(word);
  }
  return kind && { kind, name: name.join('-') || 'requests', window };
}

function addField(found: Map<string, Growing>, { kind, name, window }: Field, value: string, nowMs: number): void {
  const key = `${name} ${window ?? ''}`;
  let limit = found.get(key);
  if (!limit) found.set(key, (limit = { name, ...(window !== undefined && { window }) }));
  if (kind === 'reset') {
    const resetAt = resetTime(value, nowMs);
    if (resetAt !== undefined) limit.resetAt = resetAt;
    return;
  }
  // RFC drafts append a policy: `100, 100;w=60`.
  const number = numberOf(value.split(/[,;]/, 1)[0]);
  if (number !== undefined && number >= 0) limit[kind] = number;
}

function finished(found: Map<string, Growing>): RateLimit[] {
  const limits: RateLimit[] = [];
  for (const { used, ...limit } of found.values()) {
    const { limit: most, remaining } = limit;
    if (remaining === undefined && used !== undefined && most !== undefined) limit.remaining = Math.max(0, most - used);
    if (limit.limit !== undefined || limit.remaining !== undefined || limit.resetAt !== undefined) limits.push(limit);
  }
  return limits;
}

/** Bare numbers above this are points in time, below it seconds to go: about a decade. */
const LONGEST_SECONDS = 300_000_000;

/** Epoch milliseconds of a reset, told as a point in time or as a time to go. */
export function resetTime(value: string, nowMs: number): number | undefined {
  const number = numberOf(value);
  if (number !== undefined)
    return number > LONGEST_SECONDS ? parseTimestamp(number) : Math.round(nowMs + Math.max(0, number) * 1000);
  const durationMs = parseDuration(value);
  return durationMs === undefined ? parseTimestamp(value) : Math.round(nowMs + durationMs);
}
