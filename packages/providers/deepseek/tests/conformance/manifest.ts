// DeepSeek as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  anthropicChats,
  anthropicFailures,
  anthropicStreamEnding,
  anthropicStreamFailures,
} from '@kit/testing/anthropic-wire';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { DeepseekOperation } from '../../src/index.ts';

const model = 'deepseek-v4-flash';
const vision = 'deepseek-v4-flash-vision-exp';
const { complete, models, health, files } = openaiOperationExchanges;
const { plainText, toolCalls, stoppedToolCall, json, logprobs, refusal, limit } = openaiChats({ model });
const { picture } = openaiChats({ model: vision });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

const operations: ConformanceManifest<DeepseekOperation>['operations'] = {
  complete,
  models,
  health,
  files,
  balance: [
    {
      name: 'in two currencies',
      request: {},
      reply: {
        body: {
          is_available: true,
          balance_infos: [
            { currency: 'CNY', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' },
            { currency: 'USD', total_balance: '0.50', granted_balance: '0.50', topped_up_balance: '0.00' },
          ],
        },
      },
      result: {
        available: true,
        balances: [
          { currency: 'CNY', total: 110, granted: 10, paid: 100 },
          { currency: 'USD', total: 0.5, granted: 0.5, paid: 0 },
        ],
      },
    },
  ],
};

export const manifest: ConformanceManifest<DeepseekOperation> = {
  chats: [
    {
      ...plainText,
      // Sampling has no effect while the model thinks.
      request: { ...plainText.request, reasoning: { effort: 'none' } },
      sent: { ...plainText.sent, thinking: { type: 'disabled' } },
    },
    toolCalls,
    stoppedToolCall,
    picture,
    json,
    logprobs,
    refusal,
    limit,
    openaiThoughts({
      model,
      field: 'reasoning_content',
      sent: { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
      echoed: true,
    }),
  ],
  operations,
  errors: [
    ...openaiFailures,
    {
      name: '401 in its own words',
      reply: openaiFailure(401, 'Authentication Fails, Your api key: ****-key is invalid', {
        type: 'authentication_error',
        code: 'invalid_request_error',
      }),
      code: 'authentication',
    },
    {
      name: '400 of a prompt that is too long',
      reply: openaiFailure(
        400,
        "This model's maximum context length is 1048565 tokens. However, you requested 1250025 tokens.",
        { code: 'invalid_request_error' },
      ),
      code: 'context-length',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 1 }) },
    { feature: 'seed', operation: 'stream', request: asking({ seed: 5 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'ann@example.com' }) },
    {
      feature: 'output.schema',
      operation: 'chat',
      request: asking({ output: { type: 'json-schema', schema: { type: 'object' } } }),
    },
  ],
  requestIdHeader: 'x-ds-trace-id',
};

export const messagesManifest: ConformanceManifest<DeepseekOperation> = {
  chats: Object.values(anthropicChats({ model })),
  operations,
  errors: anthropicFailures,
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'x-ds-trace-id',
};

/** Whether schemas hold over this wire is not told. */
const { object: _, ...responsesChats } = openaiResponses({ model });
export const responsesManifest: ConformanceManifest<DeepseekOperation> = {
  chats: Object.values(responsesChats),
  operations,
  errors: openaiFailures,
  streamErrors: openaiResponsesStreamFailures,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'x-ds-trace-id',
};
