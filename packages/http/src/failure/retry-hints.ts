// What a vendor says about trying again: how long to wait, and whether it makes sense.
import type { FailureEvidence, RetryAdvice, WireHeaders } from '@kit/core';
import { arrayOf, parseDuration, parseTimestamp, recordOf } from '@kit/wire';

/** Milliseconds to wait, from headers first, then from the body. */
export function retryAfterMs(
  { headers, body }: Pick<FailureEvidence, 'headers' | 'body'>,
  nowMs: number,
): number | undefined {
  return retryAfterHeaderMs(headers, nowMs) ?? fromBody(body);
}

/** `x-should-retry` (OpenAI, Anthropic and others) overrules what the status suggests. */
export function retryAdvice(headers: WireHeaders): RetryAdvice | undefined {
  const word = headers['x-should-retry'];
  if (word === 'true') return 'same';
  return word === 'false' ? 'never' : undefined;
}

/** Milliseconds to wait, as the headers alone say it. */
export function retryAfterHeaderMs(headers: WireHeaders, nowMs: number): number | undefined {
  const { 'retry-after-ms': exact, 'retry-after': after } = headers;
  const milliseconds = exact === undefined ? undefined : parseDuration(exact, { bareUnit: 'ms' });
  if (milliseconds !== undefined) return milliseconds;
  if (after === undefined) return undefined;
  const duration = parseDuration(after);
  if (duration !== undefined) return duration;
  const date = parseTimestamp(after);
  return date === undefined ? undefined : Math.max(0, date - nowMs);
}

function fromBody(body: unknown): number | undefined {
  const error = errorOf(body);
  // google.rpc.RetryInfo: { "@type": "…RetryInfo", "retryDelay": "34.07s" }
  for (const detail of arrayOf(error?.details)) {
    const delay = parseDuration(recordOf(detail)?.retryDelay);
    if (delay !== undefined) return delay;
  }
  for (const record of [error, recordOf(body)]) {
    const milliseconds = parseDuration(record?.retry_after_ms, { bareUnit: 'ms' });
    if (milliseconds !== undefined) return milliseconds;
    const seconds = parseDuration(record?.retry_after ?? record?.retryAfter);
    if (seconds !== undefined) return seconds;
  }
  // "Please try again in 6m0s." (OpenAI, Groq)
  const message = error?.message;
  if (typeof message !== 'string') return undefined;
  const words = /(?:try again|retry) in ((?:\d+(?:\.\d+)?\s?(?:ms|[dhms]))+)/.exec(message.slice(0, 2_000));
  return parseDuration(words?.[1]);
}

function errorOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const first = Array.isArray(body) ? body[0] : body;
  return recordOf(recordOf(first)?.error) ?? recordOf(first);
}
