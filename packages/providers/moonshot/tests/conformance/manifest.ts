// Moonshot as the conformance suite sees it.
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
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { MoonshotOperation } from '../../src/index.ts';

const model = 'kimi-k3';
const { models, health, files, batch } = openaiOperationExchanges;
const { plainText, logprobs: _, ...chats } = openaiChats({ model, maxTokens: 'max_completion_tokens' });
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const told = (status: number, type: string, message: string) => ({ status, body: { error: { type, message } } });

const operations: ConformanceManifest<MoonshotOperation>['operations'] = {
  countTokens: [
    {
      name: 'of a question',
      request: asking({}),
      sent: { model, messages: [{ role: 'user', content: 'Hi' }] },
      reply: { body: { data: { total_tokens: 9 } } },
      result: { inputTokens: 9 },
    },
  ],
  models,
  health,
  files,
  batch,
  balance: [
    {
      name: 'of vouchers and cash',
      request: {},
      reply: {
        body: {
          code: 0,
          data: { available_balance: 49.58, voucher_balance: 46.58, cash_balance: 3 },
          scode: '0x0',
          status: true,
        },
      },
      result: { available: true, balances: [{ total: 49.58, granted: 46.58, paid: 3 }] },
    },
  ],
};

export const manifest: ConformanceManifest<MoonshotOperation> = {
  chats: [
    {
      ...plainText,
      // The platform fixes the temperature.
      request: { model, messages: [user('Hi')], maxTokens: 200 },
      sent: { model, messages: [{ role: 'user', content: 'Hi' }], max_completion_tokens: 200 },
    },
    ...Object.values(chats),
    openaiThoughts({ model, field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: true }),
  ],
  operations,
  errors: [
    ...openaiFailures,
    {
      name: '401 in its own words',
      reply: told(401, 'invalid_authentication_error', 'Invalid Authentication'),
      code: 'authentication',
    },
    {
      name: '429 of an empty purse',
      reply: told(429, 'exceeded_current_quota_error', 'Your account is not active'),
      code: 'quota',
    },
    {
      name: '429 of a crowd',
      reply: told(429, 'engine_overloaded_error', 'The engine is currently overloaded'),
      code: 'overloaded',
    },
    {
      name: '429 of a limit',
      reply: told(
        429,
        'rate_limit_reached_error',
        'Organization Rate limit exceeded, please try again after 1 seconds',
      ),
      code: 'rate-limit',
    },
    {
      name: '400 of a prompt that is too long',
      reply: told(400, 'invalid_request_error', 'Invalid request: Your request exceeded model token limit: 262144'),
      code: 'context-length',
    },
    {
      name: '400 of a filter',
      reply: told(400, 'content_filter', 'The request was rejected because it was considered high risk'),
      code: 'content-filter',
    },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 0.5 }) },
    { feature: 'seed', operation: 'stream', request: asking({ seed: 5 }) },
    { feature: 'logprobs', operation: 'chat', request: asking({ logprobs: 2 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'reasoning.effort', operation: 'chat', request: asking({ reasoning: { effort: 'none' } }) },
  ],
  requestIdHeader: 'msh-request-id',
};

export const messagesManifest: ConformanceManifest<MoonshotOperation> = {
  chats: Object.values(anthropicChats({ model })),
  operations,
  errors: anthropicFailures,
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  cannot: [{ feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) }],
  requestIdHeader: 'msh-request-id',
};
