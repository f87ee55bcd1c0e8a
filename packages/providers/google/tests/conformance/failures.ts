// Google's failures, by status and reason.
import type { ErrorReply, StreamError } from '@kit/testing';

const told = (code: number, status: string, message: string, details: readonly object[] = []) => ({
  status: code,
  body: { error: { code, message, status, details } },
});
const info = (reason: string) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
});
const retry = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId, quotaMetric: 'generate_content_requests' }],
});

export const failures: readonly ErrorReply[] = [
  {
    name: '400 API_KEY_INVALID',
    reply: told(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [info('API_KEY_INVALID')]),
    code: 'authentication',
  },
  {
    name: '400 INVALID_ARGUMENT',
    reply: told(400, 'INVALID_ARGUMENT', 'Invalid value at contents.'),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 in a list',
    reply: { status: 400, body: [told(400, 'INVALID_ARGUMENT', 'Invalid value at contents.').body] },
    code: 'invalid-request',
  },
  {
    name: '400 too many tokens',
    reply: told(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    code: 'context-length',
  },
  {
    name: '400 FAILED_PRECONDITION',
    reply: told(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    code: 'permission',
  },
  {
    name: '401 UNAUTHENTICATED',
    reply: told(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    code: 'authentication',
  },
  {
    name: '402 prepaid credits',
    reply: told(402, 'RESOURCE_EXHAUSTED', 'Your prepaid credits are depleted.'),
    code: 'quota',
  },
  {
    name: '403 PERMISSION_DENIED',
    reply: told(403, 'PERMISSION_DENIED', 'The caller does not have permission.'),
    code: 'permission',
  },
  { name: '404 NOT_FOUND', reply: told(404, 'NOT_FOUND', 'models/gemini-nothing is not found.'), code: 'not-found' },
  {
    name: '429 per minute',
    reply: told(
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota, please check your plan and billing details.',
      [quota('GenerateRequestsPerMinutePerProjectPerModel'), retry('34.07s')],
    ),
    code: 'rate-limit',
    retryAfterMs: 34_070,
  },
  {
    name: '429 per day',
    reply: told(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
      quota('GenerateRequestsPerDayPerProjectPerModel'),
    ]),
    code: 'quota',
  },
  { name: '500 INTERNAL', reply: told(500, 'INTERNAL', 'An internal error has occurred.'), code: 'server' },
  {
    name: '503 UNAVAILABLE',
    reply: told(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    code: 'overloaded',
  },
  {
    name: '504 DEADLINE_EXCEEDED',
    reply: told(504, 'DEADLINE_EXCEEDED', 'The request did not finish in time.'),
    code: 'timeout',
  },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];

const event = (code: number, status: string, message: string) =>
  `data: ${JSON.stringify(told(code, status, message).body)}\r\n\r\n`;

export const streamFailures: readonly StreamError[] = [
  { name: 'UNAVAILABLE', event: event(503, 'UNAVAILABLE', 'The model is overloaded.'), code: 'overloaded' },
  { name: 'INTERNAL', event: event(500, 'INTERNAL', 'An internal error has occurred.'), code: 'server' },
  {
    name: 'RESOURCE_EXHAUSTED',
    event: event(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted.'),
    code: 'rate-limit',
  },
];
