// Replicate's failures: problem+json for requests, words in a prediction, events of a stream.
import type { ErrorReply, ExchangeResponse, StreamError } from '@kit/testing';
import { event, prediction } from './wire.ts';

const told = (status: number, detail: string, headers: Readonly<Record<string, string>> = {}): ExchangeResponse => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: { title: 'A problem', detail, status },
});

/** A request that went well, and a prediction that did not. */
const lost = (error: string): ExchangeResponse => ({
  ...prediction('p-lost', { status: 'failed', error }),
  status: 200,
});

export const failures: readonly ErrorReply[] = [
  {
    name: '401',
    reply: told(401, 'You did not pass a valid authentication token'),
    code: 'authentication',
  },
  {
    name: '422 an input',
    reply: told(422, '- input.prompt: prompt is required'),
    code: 'invalid-request',
    retry: 'never',
  },
  { name: '402', reply: told(402, 'You have insufficient credit to run this model.'), code: 'billing' },
  { name: '403', reply: told(403, 'You do not have permission to run this model.'), code: 'permission' },
  {
    name: '429, and when it is over',
    reply: told(429, 'Request was throttled. Your rate limit resets in ~30s.'),
    code: 'rate-limit',
    retryAfterMs: 30_000,
  },
  {
    name: '429 with a header',
    reply: told(429, 'Request was throttled.', { 'retry-after': '7' }),
    code: 'rate-limit',
    retryAfterMs: 7_000,
  },
  { name: '500', reply: told(500, 'An internal error occurred.'), code: 'server' },
  { name: '503', reply: told(503, 'Service unavailable.'), code: 'overloaded' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

/** Told by a prediction instead of by a status: for operations that wait for it. */
export const lostPredictions = {
  flagged: lost('The input or output was flagged as sensitive. Please try again with different inputs. (E005)'),
  outOfMemory: lost('CUDA out of memory. Tried to allocate 2.00 GiB'),
};

export const streamFailures: readonly StreamError[] = [
  { name: 'words', event: event('error', 'CUDA out of memory'), code: 'server' },
  {
    name: 'what was flagged',
    event: event('error', '{"detail":"The input or output was flagged as sensitive. (E005)"}'),
    code: 'content-filter',
  },
  { name: 'an end for a reason', event: event('done', '{"reason":"error"}'), code: 'server' },
  { name: 'an end by cancelling', event: event('done', '{"reason":"canceled"}'), code: 'aborted' },
];
