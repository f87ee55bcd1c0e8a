// Jina as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest, ErrorReply } from '@kit/testing';
import { openaiStreamEnding } from '@kit/testing/openai-wire';
import type { JinaOperation } from '../../src/index.ts';
import { chats } from './chats.ts';
import { operations } from './operations.ts';

const model = 'jina-embeddings-v4';
const two = { model, input: ['one', 'two'] };
const search = { model: 'jina-deepsearch-v1', messages: [user('Hi')] };

const failures: readonly ErrorReply[] = [
  { name: '401', reply: { status: 401, body: { detail: 'Invalid API key' } }, code: 'authentication' },
  {
    name: '402 without a balance',
    reply: {
      status: 402,
      body: {
        data: null,
        code: 402,
        name: 'InsufficientBalanceError',
        status: 40203,
        message: 'Account balance not enough to run this query, please recharge.',
        readableMessage: 'InsufficientBalanceError: Account balance not enough to run this query, please recharge.',
      },
    },
    code: 'billing',
  },
  { name: '403', reply: { status: 403, body: { detail: 'Forbidden' } }, code: 'permission' },
  {
    name: '422 of a validator',
    reply: { status: 422, body: { detail: [{ loc: ['body', 'task'], msg: 'Input should be a task', type: 'enum' }] } },
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '422 of an input that is too long',
    reply: { status: 422, body: { detail: 'Input text exceeds the maximum token length of 8192.' } },
    code: 'context-length',
  },
  {
    name: '429',
    reply: { status: 429, headers: { 'retry-after': '6' }, body: { detail: 'Rate limit reached' } },
    code: 'rate-limit',
    retryAfterMs: 6_000,
  },
  {
    name: '451 of a domain that is not read',
    reply: {
      status: 451,
      body: { data: null, code: 451, status: 45102, name: 'SecurityCompromiseError', message: 'Blocked' },
    },
    code: 'permission',
  },
  {
    name: '500',
    reply: { status: 500, body: { error: { message: 'It broke.', type: 'server_error' } } },
    code: 'server',
  },
  {
    name: '524 of the gateway before a search that is not streamed',
    reply: { status: 524, headers: { 'content-type': 'text/html' }, text: '<html>A timeout occurred</html>' },
    code: 'timeout',
  },
];

export const manifest: ConformanceManifest<JinaOperation> = {
  chats,
  operations,
  errors: failures,
  streamErrors: [
    {
      name: 'as a piece of its own kind',
      event: `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'It broke.', type: 'error' }, finish_reason: 'error' }] })}\n\n`,
      code: 'server',
    },
    { name: 'a text', event: `data: ${JSON.stringify({ error: 'It broke.' })}\n\n`, code: 'server' },
  ],
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'maxTokens', operation: 'chat', request: { ...search, maxTokens: 5 } },
    { feature: 'seed', operation: 'stream', request: { ...search, seed: 5 } },
    { feature: 'truncate', operation: 'embed', request: { ...two, truncate: 'start' } },
    { feature: 'user', operation: 'embed', request: { ...two, user: 'u1' } },
    { feature: 'encoding', operation: 'embed', request: { ...two, encoding: 'int8' } },
    { feature: 'pages', operation: 'parse', request: { source: { url: 'https://example.com' }, pages: [0] } },
  ],
};
