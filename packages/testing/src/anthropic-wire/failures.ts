// Failures as Anthropic tells them, and most of those that imitate it.
import type { ErrorReply, StreamError } from '../conformance/manifest.ts';
import type { ExchangeResponse } from '../exchange.ts';

/** `{ type: 'error', error: { type, message } }` with a status. */
export const anthropicFailure = (
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ExchangeResponse => ({ status, headers, body: { type: 'error', error: { type, message } } });

/** What every vendor of this wire has. */
export const anthropicFailures: readonly ErrorReply[] = [
  { name: '401', reply: anthropicFailure(401, 'authentication_error', 'invalid x-api-key'), code: 'authentication' },
  {
    name: '400',
    reply: anthropicFailure(400, 'invalid_request_error', 'max_tokens: Field required'),
    code: 'invalid-request',
    retry: 'never',
  },
  { name: '403', reply: anthropicFailure(403, 'permission_error', 'Not yours.'), code: 'permission' },
  { name: '404', reply: anthropicFailure(404, 'not_found_error', 'model: nothing'), code: 'not-found' },
  {
    name: '429 with a header',
    reply: anthropicFailure(429, 'rate_limit_error', 'Too many requests.', { 'retry-after': '7' }),
    code: 'rate-limit',
    retryAfterMs: 7_000,
  },
  { name: '500', reply: anthropicFailure(500, 'api_error', 'It broke.'), code: 'server' },
  { name: '529', reply: anthropicFailure(529, 'overloaded_error', 'Overloaded'), code: 'overloaded' },
];

const event = (type: string, message: string) =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, message } })}\n\n`;

/** Failures told inside of a stream. */
export const anthropicStreamFailures: readonly StreamError[] = [
  { name: 'overloaded_error', event: event('overloaded_error', 'Overloaded'), code: 'overloaded' },
  { name: 'api_error', event: event('api_error', 'It broke.'), code: 'server' },
];
