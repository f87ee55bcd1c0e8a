// Failures as OpenAI tells them, and most of those that imitate it.
import type { ErrorReply, StreamError } from '../conformance/manifest.ts';
import type { ExchangeResponse } from '../exchange.ts';

/** `{ error: { message, type, param, code } }` with a status. */
export const openaiFailure = (
  status: number,
  message: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
): ExchangeResponse => ({
  status,
  headers,
  body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...more } },
});

/** What every vendor of this wire has; its own words come beside them. */
export const openaiFailures: readonly ErrorReply[] = [
  {
    name: '401',
    reply: openaiFailure(401, 'Incorrect API key provided.', { code: 'invalid_api_key' }),
    code: 'authentication',
  },
  {
    name: '400',
    reply: openaiFailure(400, 'temperature must be non-negative.', { param: 'temperature' }),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400, too long',
    reply: openaiFailure(400, 'The prompt has 9000 tokens.', { code: 'context_length_exceeded' }),
    code: 'context-length',
  },
  {
    name: '422 of a validator',
    reply: {
      status: 422,
      body: { detail: [{ loc: ['body', 'n'], msg: 'Extra inputs are not permitted', type: 'extra' }] },
    },
    code: 'invalid-request',
  },
  { name: '402', reply: openaiFailure(402, 'Insufficient balance.'), code: 'billing' },
  { name: '403', reply: openaiFailure(403, 'Not yours.'), code: 'permission' },
  {
    name: '404 a model',
    reply: openaiFailure(404, 'The model `x` does not exist.', { code: 'model_not_found' }),
    code: 'not-found',
  },
  {
    name: '429 with a header',
    reply: openaiFailure(429, 'Rate limit reached.', { type: 'tokens' }, { 'retry-after': '6' }),
    code: 'rate-limit',
    retryAfterMs: 6_000,
  },
  { name: '500', reply: openaiFailure(500, 'It broke.', { type: 'server_error' }), code: 'server' },
  { name: '503', reply: openaiFailure(503, 'Too many people ask.'), code: 'overloaded' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

/** Failures told inside of a stream. */
export const openaiStreamFailures: readonly StreamError[] = [
  {
    name: "in OpenAI's words",
    event: event({ error: { message: 'It broke.', type: 'server_error', param: null, code: null } }),
    code: 'server',
  },
  { name: 'a text', event: event({ error: 'It broke.' }), code: 'server' },
  {
    name: 'with a name',
    event: `event: error\ndata: ${JSON.stringify({ error: { message: 'It broke.' } })}\n\n`,
    code: 'server',
  },
];
