// Deepgram's failures, in their three forms: with a code, with a category, and words alone.
import type { ErrorReply, ExchangeResponse } from '@kit/testing';

const coded = (status: number, code: string, words: string): ExchangeResponse => ({
  status,
  body: { err_code: code, err_msg: words, request_id: 'r' },
});

export const failures: readonly ErrorReply[] = [
  { name: '401 INVALID_AUTH', reply: coded(401, 'INVALID_AUTH', 'Invalid credentials.'), code: 'authentication' },
  {
    name: '400 a parameter',
    reply: {
      status: 400,
      body: {
        category: 'INVALID_QUERY_PARAMETER',
        message: 'Failed to deserialize.',
        details: 'tier',
        request_id: 'r',
      },
    },
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 REMOTE_CONTENT_ERROR',
    reply: coded(400, 'REMOTE_CONTENT_ERROR', 'The remote server returned 404.'),
    code: 'invalid-request',
  },
  {
    name: '402 ASR_PAYMENT_REQUIRED',
    reply: coded(402, 'ASR_PAYMENT_REQUIRED', 'Project does not have enough credits.'),
    code: 'billing',
  },
  {
    name: '403 a model of others',
    reply: coded(403, 'INSUFFICIENT_PERMISSIONS', 'Project does not have access to the requested model.'),
    code: 'permission',
  },
  { name: '404', reply: coded(404, 'NOT_FOUND', 'There is nothing here.'), code: 'not-found' },
  { name: '408', reply: coded(408, 'SLOW_UPLOAD', 'The upload took too long.'), code: 'timeout' },
  { name: '413', reply: coded(413, 'PAYLOAD_TOO_LARGE', 'Payload size exceeds limit.'), code: 'invalid-request' },
  {
    name: '429 TOO_MANY_REQUESTS',
    reply: coded(429, 'TOO_MANY_REQUESTS', 'Too many requests. Please try again later'),
    code: 'rate-limit',
    retry: 'same',
  },
  { name: '500', reply: coded(500, 'INTERNAL_SERVER_ERROR', 'Something broke.'), code: 'server' },
  { name: '503', reply: coded(503, 'SERVICE_UNAVAILABLE', 'Please try again later'), code: 'overloaded' },
  { name: '504 words alone', reply: { status: 504, text: 'upstream timed out' }, code: 'timeout' },
  {
    name: '502 a page of a proxy',
    reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
    code: 'server',
  },
];
