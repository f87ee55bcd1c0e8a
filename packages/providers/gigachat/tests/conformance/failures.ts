// GigaChat's failures: status and message, also as an event of a stream.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';

const told = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): ExchangeResponse => ({
  status,
  headers,
  body: { status, message },
});

export const failures: readonly ErrorReply[] = [
  {
    name: '400',
    reply: told(400, 'Invalid request'),
    code: 'invalid-request',
    retry: 'never',
  },
  { name: '401', reply: told(401, 'Token has expired'), code: 'authentication' },
  { name: '402', reply: told(402, 'Payment Required'), code: 'billing' },
  { name: '403', reply: told(403, 'Permission denied'), code: 'permission' },
  { name: '404', reply: told(404, 'No such model'), code: 'not-found' },
  { name: '413', reply: told(413, 'Payload too large'), code: 'invalid-request' },
  {
    name: '422 too long',
    reply: told(422, 'Invalid params: number of tokens exceeds the context length'),
    code: 'context-length',
  },
  {
    name: '422 an order of messages',
    reply: told(422, 'Invalid params: system message must be the first message'),
    code: 'invalid-request',
  },
  {
    name: '429',
    reply: told(429, 'Too Many Requests', { 'retry-after': '2' }),
    code: 'rate-limit',
    retryAfterMs: 2_000,
  },
  { name: '500', reply: told(500, 'Internal Server Error'), code: 'server' },
  { name: '503', reply: told(503, 'Service Unavailable'), code: 'overloaded' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

const event = (status: number, message: string) => `data: ${JSON.stringify({ status, message })}\n\n`;

export const streamFailures: readonly StreamError[] = [
  { name: 'too fast', event: event(429, 'Too Many Requests'), code: 'rate-limit' },
  { name: 'an accident', event: event(500, 'Internal Server Error'), code: 'server' },
];
