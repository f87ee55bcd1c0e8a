// SEA-LION as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool } from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { SealionOperation } from '../../src/index.ts';

const model = 'aisingapore/Gemma-SEA-LION-v4-27B-IT';
const hybrid = 'aisingapore/Llama-SEA-LION-v3.5-70B-R';
const { complete, embed, models, health } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const manifest: ConformanceManifest<SealionOperation> = {
  chats: [
    ...Object.values(openaiChats({ model })),
    openaiThoughts({
      model: hybrid,
      field: 'reasoning_content',
      sent: { chat_template_kwargs: { thinking_mode: 'on' } },
      echoed: false,
    }),
  ],
  operations: {
    complete,
    embed,
    moderate: [
      {
        name: 'a text',
        request: { input: 'Hi' },
        sent: { model: 'aisingapore/SEA-Guard', messages: [{ role: 'user', content: 'Hi' }] },
        reply: openaiAnswer({ content: 'unsafe' }, 'stop').reply,
        result: { results: [{ flagged: true, categories: { unsafe: true } }], usage: { inputTokens: 1_210 } },
      },
    ],
    models,
    health,
  },
  errors: [
    ...openaiFailures,
    {
      name: '400 with its status as a text',
      reply: openaiFailure(400, 'temperature must be non-negative.', { type: null, code: '400' }),
      code: 'invalid-request',
    },
    {
      name: '401 with its status as a text',
      reply: openaiFailure(401, 'Authentication Error, Invalid proxy server token passed.', {
        type: 'auth_error',
        code: '401',
      }),
      code: 'authentication',
    },
    {
      name: '400 of a model that is not known',
      reply: openaiFailure(400, 'Invalid model name passed in model=x. Call `/v1/models` to view available models.', {
        code: '400',
      }),
      code: 'not-found',
    },
    {
      name: '429 with its status as a text',
      reply: openaiFailure(429, 'Rate limit exceeded.', { type: 'None', code: '429' }, { 'retry-after': '6' }),
      code: 'rate-limit',
      retryAfterMs: 6_000,
    },
    {
      name: '400 of a budget',
      reply: openaiFailure(400, 'Budget has been exceeded!', { type: 'budget_exceeded', code: '400' }),
      code: 'quota',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'user', operation: 'chat', request: asking({ user: 'u' }) },
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    { feature: 'toolChoice', operation: 'chat', request: asking({ tools: [sampleTool], toolChoice: 'required' }) },
  ],
  requestIdHeader: 'x-litellm-call-id',
  basePath: '/v1',
};
