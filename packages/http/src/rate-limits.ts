// Rate-limit headers in the spellings that are in use.
import type { RateLimit, RateLimitState, WireHeaders } from '@kit/core';
import { numberOf, parseDuration, parseTimestamp } from '@kit/wire';
import { retryAfterHeaderMs } from './failure/retry-hints.ts';

type Kind = 'limit' | 'remaining' | 'reset' | 'used';

/** What a header's name says. */
interface Field {
  readonly kind: Kind;
  readonly name: string;
  readonly window: string | undefined;
}

/** A limit whose headers are being read. */
interface Growing {
  readonly told: { -readonly [F in keyof RateLimit]: RateLimit[F] };
  used: number | undefined;
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

/** Header names that a reader remembers: a server has few, unless it makes them up. */
const MOST_NAMES = 200;

/**
 * What the headers say is left. Reads `anthropic-ratelimit-<name>-<kind>` (RFC 3339 resets), `x-ratelimit-<kind>-<name>`
 * (OpenAI: durations such as `6m0s`), plain `ratelimit-<kind>` and `x-ratelimit-<kind>`, with a window before or after the
 * name (`-tokens-minute`, `-requests-day`), credits alike. Resets as durations, seconds, dates, epoch seconds or
 * milliseconds. Undefined where no such header is.
 */
export function readRateLimits(headers: WireHeaders, nowMs: number): RateLimitState | undefined {
  return rateLimitReader()(headers, nowMs);
}

/** What the headers of a reply say is left. */
export type RateLimitReader = (headers: WireHeaders, nowMs: number) => RateLimitState | undefined;

/** `readRateLimits` for many replies of one server: their headers have the same names, which are taken apart once. */
export function rateLimitReader(): RateLimitReader {
  const fields = new Map<string, Field | undefined>();
  const known = (header: string): Field | undefined => {
    const field = fields.get(header);
    if (field !== undefined || fields.has(header)) return field;
    const read = fieldOf(header);
    if (fields.size < MOST_NAMES) fields.set(header, read);
    return read;
  };
  return (headers, nowMs) => {
    let found: Growing[] | undefined;
    for (const header in headers) {
      const field = known(header);
      if (field) addField((found ??= []), field, headers[header] as string, nowMs);
    }
    const limits = found ? finished(found) : [];
    if (limits.length === 0) return undefined;
    const retryAfterMs = retryAfterHeaderMs(headers, nowMs);
    return retryAfterMs === undefined ? { limits } : { limits, retryAfterMs };
  };
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

function addField(found: Growing[], { kind, name, window }: Field, value: string, nowMs: number): void {
  let limit = found.find(({ told }) => told.name === name && told.window === window);
  if (!limit) found.push((limit = { told: window === undefined ? { name } : { name, window }, used: undefined }));
  if (kind === 'reset') {
    const resetAt = resetTime(value, nowMs);
    if (resetAt !== undefined) limit.told.resetAt = resetAt;
    return;
  }
  // RFC drafts append a policy: `100, 100;w=60`.
  const number = numberOf(value) ?? numberOf(value.split(/[,;]/, 1)[0]);
  if (number === undefined || number < 0) return;
  if (kind === 'used') limit.used = number;
  else limit.told[kind] = number;
}

function finished(found: readonly Growing[]): RateLimit[] {
  const limits: RateLimit[] = [];
  for (const { told, used } of found) {
    const { limit } = told;
    if (told.remaining === undefined && used !== undefined && limit !== undefined)
      told.remaining = Math.max(0, limit - used);
    if (limit !== undefined || told.remaining !== undefined || told.resetAt !== undefined) limits.push(told);
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
