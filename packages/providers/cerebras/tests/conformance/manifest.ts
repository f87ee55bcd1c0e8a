// Cerebras as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { CerebrasOperation } from '../../src/index.ts';

const model = 'gpt-oss-120b';
const { picture, ...chats } = openaiChats({ model, maxTokens: 'max_completion_tokens' });
const { complete, models, health, files, batch } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
/** Failures stand at the top of the body. */
const failure = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  body: { type: 'invalid_request_error', param: null, ...body },
});

export const manifest: ConformanceManifest<CerebrasOperation> = {
  chats: [
    ...Object.values(chats),
    { ...picture, request: { ...picture.request, model: 'gemma-4-31b' } },
    openaiThoughts({
      model,
      field: 'reasoning',
      sent: { reasoning_effort: 'high', reasoning_format: 'parsed' },
      echoed: true,
    }),
  ],
  operations: { complete, models, health, files, batch },
  errors: [
    ...openaiFailures,
    {
      name: '401 at the top of the body',
      reply: failure(401, { message: 'Wrong API Key', code: 'wrong_api_key' }),
      code: 'authentication',
    },
    {
      name: '404 at the top of the body',
      reply: failure(404, { message: 'Model x does not exist.', type: 'not_found_error', code: 'model_not_found' }),
      code: 'not-found',
    },
    {
      name: '400, too long, at the top of the body',
      reply: failure(400, { message: 'Please reduce the length.', code: 'context_length_exceeded' }),
      code: 'context-length',
    },
    {
      name: '429 of the minute',
      reply: failure(
        429,
        { message: 'Tokens per minute limit exceeded.', param: 'quota', code: 'token_quota_exceeded' },
        { 'retry-after': '20' },
      ),
      code: 'rate-limit',
      retryAfterMs: 20_000,
    },
    {
      name: '429 of a full queue',
      reply: failure(429, { message: 'High traffic.', type: 'too_many_requests_error', param: 'queue' }),
      code: 'overloaded',
    },
  ],
  streamErrors: [
    ...openaiStreamFailures,
    {
      name: 'with its status beside',
      event: `data: ${JSON.stringify({ error: { message: 'Busy.', type: 'x', code: null }, status_code: 503 })}\n\n`,
      code: 'overloaded',
    },
  ],
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    {
      feature: 'tools[0].parameters.strict',
      operation: 'chat',
      request: asking({
        tools: [
          { ...sampleTool, strict: true },
          { ...sampleTool, name: 'other' },
        ],
      }),
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
