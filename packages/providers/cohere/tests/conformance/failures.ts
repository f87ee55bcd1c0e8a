// Cohere's failures: words, and a type at times, without an object around them.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';
import { messageEnd } from './wire.ts';

const told = (status: number, message: string, more: object = {}): ExchangeResponse => ({
  status,
  body: { id: 'r-1', message, ...more },
});

export const failures: readonly ErrorReply[] = [
  { name: '401', reply: told(401, 'Incorrect API key provided.'), code: 'authentication' },
  {
    name: '400 a field',
    reply: told(400, 'invalid request: temperature must be a number.'),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 TOO_MANY_TOKENS',
    reply: told(400, 'too many tokens: total number of tokens exceeds the limit.', { error_type: 'TOO_MANY_TOKENS' }),
    code: 'context-length',
  },
  { name: '400 a model that is not there', reply: told(400, "model 'nothing' not found"), code: 'not-found' },
  { name: '402', reply: told(402, 'Please add a payment method.'), code: 'billing' },
  { name: '403', reply: told(403, 'You may not use this model.'), code: 'permission' },
  {
    name: '404 a model that was removed',
    reply: told(404, "model 'command' was removed on September 15, 2025."),
    code: 'not-found',
  },
  { name: '422', reply: told(422, 'unknown field: parameter n is not a valid field'), code: 'invalid-request' },
  { name: '429', reply: told(429, 'Too many requests.'), code: 'rate-limit', retry: 'same' },
  {
    name: '429 of a trial key',
    reply: told(429, 'You are using a Trial key, which is limited to 1000 API calls / month.'),
    code: 'rate-limit',
    retry: 'other-provider',
  },
  { name: '498', reply: told(498, 'invalid token'), code: 'authentication' },
  { name: '498 what was blocked', reply: told(498, 'Blocked by the safety mode.'), code: 'content-filter' },
  { name: '500', reply: told(500, 'internal server error'), code: 'server' },
  { name: '503', reply: told(503, 'service unavailable'), code: 'overloaded' },
  { name: '504', reply: told(504, 'timed out'), code: 'timeout' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

export const streamFailures: readonly StreamError[] = [
  {
    name: 'a generation that failed',
    event: messageEnd({
      finish_reason: 'ERROR',
      error: 'your request resulted in an invalid tool generation',
      error_type: 'INVALID_TOOL_GENERATION',
    }),
    code: 'server',
    endsAnswer: true,
  },
  {
    name: 'too many tokens',
    event: messageEnd({ finish_reason: 'ERROR', error: 'too many tokens', error_type: 'TOO_MANY_TOKENS' }),
    code: 'context-length',
    endsAnswer: true,
  },
  { name: 'words alone', event: 'data: {"message":"internal server error"}\n\n', code: 'server' },
];
