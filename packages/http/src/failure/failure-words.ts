// The vocabulary that vendors share when they say why they refuse: words that mean more than their status.
import type { ErrorCode } from '@kit/core';

type Word = readonly [code: ErrorCode, pattern: RegExp];

const contextLength: Word = [
  'context-length',
  /context_length|context length|context window|maximum context|prompt is too long|prompt too long|input is too long|too_many_(?:prompt_)?tokens|too many tokens|exceeds? (?:the )?(?:max|maximum|model)[^.]{0,40}(?:token|context|length)|input length and .?max_tokens|maximum prompt length|token count[^.]{0,30}exceed|total length of all messages is too long|reduce the length|too large for model|string_above_max_length|max(?:imum)? (?:input|prompt)[^.]{0,20}(?:length|tokens)/i,
];
const authentication: Word = [
  'authentication',
  /api[ _-]?key (?:not valid|is invalid|invalid)|invalid[ _-]?(?:api[ _-]?key|auth|credential)|api_key_invalid|incorrect api key|unauthenticated|unrecognizedclient|expiredtoken|invalidsignature/i,
];
const contentFilter: Word = [
  'content-filter',
  /content_filter|content_policy|content management policy|moderation_blocked|safety_violation|responsibleai|violat(?:es|ing) (?:our|google|the|usage)[^.]{0,40}polic/i,
];
const billing: Word = [
  'billing',
  /insufficient.{0,10}(?:balance|credit|fund)|credit balance|billing_(?:hard_limit|not_active)|payment (?:is )?required|prepay|account (?:is )?(?:not active|suspended)[^.]{0,40}billing/i,
];
const quota: Word = [
  'quota',
  /insufficient_quota|exceeded your (?:current|monthly)[^.]{0,30}quota|quota exceeded|exceeded.{0,20}quota|spend(?:ing)? (?:cap|limit)|free tier/i,
];
const notFound: Word = [
  'not-found',
  /model_not_found|no such model|unknown model|model[^.]{0,80}(?:not found|does not exist|not exist)|not_found_error|resourcenotfound|model identifier is invalid|decommissioned/i,
];
const overloaded: Word = ['overloaded', /overloaded|over capacity|high load|server_is_overloaded|at capacity/i];
const rateLimit: Word = ['rate-limit', /rate[ _-]?limit|too many requests|throttl|resource_exhausted/i];
const unsupported: Word = ['unsupported', /unsupported_|not_supported|no endpoints found that support/i];

/** Which words are listened to at which status, the strongest first. */
const listens: Readonly<Record<number, readonly Word[]>> = {
  400: [contextLength, authentication, contentFilter, billing, quota, notFound, overloaded, rateLimit, unsupported],
  401: [billing],
  403: [billing, contentFilter],
  404: [],
  413: [contextLength, rateLimit],
  422: [contextLength, contentFilter, notFound],
  429: [billing, quota, overloaded],
  500: [overloaded, contextLength],
};
const told: readonly Word[] = [
  contextLength,
  quota,
  billing,
  contentFilter,
  authentication,
  notFound,
  overloaded,
  rateLimit,
];

/** The code that the words give, at a status or (without one) inside a successful reply. */
export function codeFromWords(words: string, status?: number): ErrorCode | undefined {
  const known = status === undefined ? told : (listens[status] ?? []);
  return known.find(([, pattern]) => pattern.test(words))?.[0];
}
