// Anthropic's failures, by status, type and code.
import type { ErrorReply, StreamError } from '@kit/testing';

const told = (
  status: number,
  type: string,
  message: string,
  details?: object,
  headers: Readonly<Record<string, string>> = {},
) => ({
  status,
  headers,
  body: { type: 'error', error: { type, message, ...(details && { details }) }, request_id: 'req-conformance-1' },
});

export const failures: readonly ErrorReply[] = [
  {
    name: '401 authentication_error',
    reply: told(401, 'authentication_error', 'invalid x-api-key'),
    code: 'authentication',
  },
  {
    name: '400 invalid_request_error',
    reply: told(400, 'invalid_request_error', 'max_tokens: Field required'),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 prompt is too long',
    reply: told(400, 'invalid_request_error', 'prompt is too long: 1200000 tokens > 1000000 maximum'),
    code: 'context-length',
  },
  {
    name: '400 input and max_tokens',
    reply: told(
      400,
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 990000 + 20000 > 1000000',
    ),
    code: 'context-length',
  },
  {
    name: '400 credit balance',
    reply: told(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    code: 'billing',
  },
  {
    name: '400 organization_on_hold',
    reply: told(400, 'invalid_request_error', 'On hold.', { error_code: 'organization_on_hold' }),
    code: 'permission',
  },
  {
    name: '402 billing_error',
    reply: told(402, 'billing_error', 'Payment required.', { error_code: 'linked_organization_unpaid' }),
    code: 'billing',
  },
  {
    name: '403 permission_error',
    reply: told(403, 'permission_error', 'Your API key does not have permission.'),
    code: 'permission',
  },
  { name: '404 not_found_error', reply: told(404, 'not_found_error', 'model: claude-nothing'), code: 'not-found' },
  {
    name: '413 request_too_large',
    reply: told(413, 'request_too_large', 'Request exceeds the maximum size'),
    code: 'invalid-request',
  },
  {
    name: '429 rate_limit_error',
    reply: told(429, 'rate_limit_error', 'This request would exceed your rate limit.', undefined, {
      'retry-after': '7',
    }),
    code: 'rate-limit',
    retryAfterMs: 7_000,
  },
  {
    name: '429 a spend limit',
    reply: told(429, 'rate_limit_error', 'Limit reached.', { error_code: 'enforced_spend_limit_reached' }),
    code: 'quota',
  },
  {
    name: '429 ramp_limit_exceeded',
    reply: told(429, 'rate_limit_error', 'Too fast.', { error_code: 'ramp_limit_exceeded' }, { 'retry-after': '3' }),
    code: 'rate-limit',
    retryAfterMs: 3_000,
  },
  { name: '500 api_error', reply: told(500, 'api_error', 'Internal server error'), code: 'server' },
  { name: '504 timeout_error', reply: told(504, 'timeout_error', 'Timed out.'), code: 'server' },
  { name: '529 overloaded_error', reply: told(529, 'overloaded_error', 'Overloaded'), code: 'overloaded' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

const event = (type: string, message: string) =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req-conformance-1' })}\n\n`;

export const streamFailures: readonly StreamError[] = [
  { name: 'overloaded_error', event: event('overloaded_error', 'Overloaded'), code: 'overloaded' },
  { name: 'api_error', event: event('api_error', 'Internal server error'), code: 'server' },
  { name: 'rate_limit_error', event: event('rate_limit_error', 'Too many requests.'), code: 'rate-limit' },
];
