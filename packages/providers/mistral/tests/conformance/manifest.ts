// Mistral as the conformance suite sees it.
import { user } from '@kit/core';
import { type ChatExchange, type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { MistralOperation } from '../../src/index.ts';
import { operations } from './operations.ts';
import { thoughts } from './thoughts.ts';

const model = 'mistral-large-latest';
const { logprobs: _, ...chats } = openaiChats({ model });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

/** Ids of calls have nine letters and digits. */
const withIds = (chat: ChatExchange): ChatExchange =>
  JSON.parse(JSON.stringify(chat).replaceAll('call_1', 'FI5qQGzDE').replaceAll('call_2', 'Ah0BFgzqX'));

export const manifest: ConformanceManifest<MistralOperation> = {
  chats: [...Object.values(chats).map(withIds), thoughts],
  operations,
  errors: [
    ...openaiFailures,
    { name: '401 of the gateway', reply: { status: 401, body: { detail: 'Invalid API Key' } }, code: 'authentication' },
    {
      name: '422 whose message is an object',
      reply: {
        status: 422,
        body: {
          object: 'error',
          message: {
            detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }],
          },
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      },
      code: 'invalid-request',
      retry: 'never',
    },
    {
      name: '400 of a model that is not there',
      reply: {
        status: 400,
        body: { object: 'error', message: 'Invalid model: x', type: 'invalid_model', code: '1500' },
      },
      code: 'not-found',
    },
    {
      name: '403 of a guardrail',
      reply: {
        status: 403,
        body: { object: 'error', message: 'Blocked by a guardrail.', type: 'guardrail', code: null },
      },
      code: 'content-filter',
    },
    {
      name: '429 of the requests',
      reply: openaiFailure(429, 'Requests rate limit exceeded', { code: '1300' }),
      code: 'rate-limit',
    },
  ],
  streamErrors: [
    ...openaiStreamFailures,
    {
      name: "in Mistral's words",
      event: `data: ${JSON.stringify({ object: 'error', message: 'It broke.', type: 'internal_error' })}\n\n`,
      code: 'server',
    },
  ],
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'user', operation: 'stream', request: asking({ user: 'ann' }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 2 }) },
    {
      feature: 'reasoning.effort',
      operation: 'chat',
      request: asking({ reasoning: { effort: 'high' }, tools: [sampleTool] }),
    },
    {
      feature: 'speed',
      operation: 'speech',
      request: { model: 'voxtral-mini-tts-2603', input: 'Hi', voice: 'v', speed: 2 },
    },
  ],
  requestIdHeader: 'mistral-correlation-id',
  basePath: '/v1',
};
