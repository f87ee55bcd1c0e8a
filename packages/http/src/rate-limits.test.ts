import { describe, expect, it } from 'vitest';
import { readRateLimits, resetTime } from './rate-limits.ts';

const nowMs = Date.UTC(2026, 10, 1);

describe('rate-limit headers', () => {
  it('as Anthropic sends them', () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': '2026-11-01T00:00:05Z',
      'anthropic-ratelimit-input-tokens-limit': '2000000',
      'anthropic-ratelimit-input-tokens-remaining': '1999000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-01T00:00:00Z',
      'retry-after': '12',
      'content-type': 'application/json',
    };
    expect(readRateLimits(headers, nowMs)).toEqual({
      limits: [
        { name: 'requests', limit: 4_000, remaining: 3_999, resetAt: nowMs + 5_000 },
        { name: 'input-tokens', limit: 2_000_000, remaining: 1_999_000, resetAt: nowMs },
      ],
      retryAfterMs: 12_000,
    });
  });

  it('as OpenAI sends them', () => {
    const headers = {
      'x-ratelimit-limit-requests': '10000',
      'x-ratelimit-remaining-requests': '9999',
      'x-ratelimit-reset-requests': '6ms',
      'x-ratelimit-limit-tokens': '200000',
      'x-ratelimit-remaining-tokens': '199000',
      'x-ratelimit-reset-tokens': '6m0s',
    };
    expect(readRateLimits(headers, nowMs)?.limits).toEqual([
      { name: 'requests', limit: 10_000, remaining: 9_999, resetAt: nowMs + 6 },
      { name: 'tokens', limit: 200_000, remaining: 199_000, resetAt: nowMs + 360_000 },
    ]);
  });

  it('with a window after the name', () => {
    const headers = {
      'x-ratelimit-limit-tokens-minute': '60000',
      'x-ratelimit-remaining-tokens-minute': '59000',
      'x-ratelimit-reset-tokens-minute': '33.7',
      'x-ratelimit-limit-requests-day': '14400',
      'x-ratelimit-remaining-requests-day': '14399',
      'x-ratelimit-reset-requests-day': '33000',
    };
    expect(readRateLimits(headers, nowMs)?.limits).toEqual([
      { name: 'tokens', window: 'minute', limit: 60_000, remaining: 59_000, resetAt: nowMs + 33_700 },
      { name: 'requests', window: 'day', limit: 14_400, remaining: 14_399, resetAt: nowMs + 33_000_000 },
    ]);
  });

  it('plain ones, with a policy, with a point in time, with what was used instead of what is left', () => {
    expect(
      readRateLimits(
        { 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '50', 'ratelimit-reset': '30' },
        nowMs,
      )?.limits,
    ).toEqual([{ name: 'requests', limit: 100, remaining: 50, resetAt: nowMs + 30_000 }]);
    expect(
      readRateLimits({ 'x-ratelimit-limit': '100', 'x-ratelimit-reset': String(nowMs + 5) }, nowMs)?.limits,
    ).toEqual([{ name: 'requests', limit: 100, resetAt: nowMs + 5 }]);
    expect(
      readRateLimits({ 'x-ratelimit-limit-credits': '100', 'x-ratelimit-used-credits': '120' }, nowMs)?.limits,
    ).toEqual([{ name: 'credits', limit: 100, remaining: 0 }]);
  });

  it('are none where there are none, or none that say anything', () => {
    expect(readRateLimits({ 'content-type': 'x', generated: '1', 'x-rate': '1' }, nowMs)).toBeUndefined();
    expect(
      readRateLimits(
        { 'x-ratelimit-limit': 'unlimited', 'x-ratelimit-reset': 'never', 'x-ratelimit-policy': '1' },
        nowMs,
      ),
    ).toBeUndefined();
    expect(readRateLimits({ 'x-ratelimit-remaining': '-1' }, nowMs)).toBeUndefined();
  });
});

describe('a reset', () => {
  it.each([
    ['30', nowMs + 30_000],
    ['0.5', nowMs + 500],
    ['-3', nowMs],
    ['1h2m3.5s', nowMs + 3_723_500],
    ['17ms', nowMs + 17],
    [String(nowMs / 1000 + 7), nowMs + 7_000],
    [String(nowMs + 7), nowMs + 7],
    ['2026-11-01T00:01:00Z', nowMs + 60_000],
    ['Sun, 01 Nov 2026 00:00:30 GMT', nowMs + 30_000],
    ['soon', undefined],
  ])('%j', (value, expected) => expect(resetTime(value, nowMs)).toBe(expected));
});
