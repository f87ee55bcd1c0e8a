// Azure as the conformance suite sees it.
import { user } from '@kit/core';
import { type ChatExchange, type ConformanceManifest, type ErrorReply, sseReply } from '@kit/testing';
import { anthropicChats, anthropicStreamEnding, anthropicStreamFailures } from '@kit/testing/anthropic-wire';
import {
  openaiAnswer,
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiUsage,
} from '@kit/testing/openai-wire';
import type { AzureOperation } from '../../src/index.ts';

const model = 'my-chat';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const safe = { filtered: false, severity: 'safe' };
const filtered = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

/** The first chunk has no choices and no model; a filter that runs beside the answer says something between the words. */
const filteredStream: ChatExchange = {
  name: 'what the filter says',
  request: { model, messages: [user('Hi')] },
  reply: openaiAnswer(
    {
      content: 'Hello there',
      model: 'gpt-4o-2024-08-06',
      beside: { prompt_filter_results: [{ prompt_index: 0, content_filter_results: filtered }] },
    },
    'stop',
  ).reply,
  stream: sseReply(
    {
      id: '',
      object: '',
      created: 0,
      model: '',
      choices: [],
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: filtered }],
    },
    chunk({ role: 'assistant', content: 'Hello ' }),
    {
      ...chunk({}),
      choices: [
        { index: 0, finish_reason: null, content_filter_offsets: { check_offset: 0, start_offset: 0, end_offset: 6 } },
      ],
    },
    chunk({ content: 'there' }),
    chunk({}, 'stop'),
    {
      id: 'chatcmpl-1',
      model: 'gpt-4o-2024-08-06',
      choices: [],
      usage: {
        prompt_tokens: 1_210,
        completion_tokens: 50,
        total_tokens: 1_260,
        prompt_tokens_details: { cached_tokens: 1_024 },
        completion_tokens_details: { reasoning_tokens: 32 },
      },
    },
    '[DONE]',
  ),
  result: {
    text: 'Hello there',
    finishReason: 'stop',
    usage: openaiUsage,
    meta: { requestedModel: model, model: 'gpt-4o-2024-08-06' },
  },
};

function chunk(delta: object, finish: string | null = null) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, delta, finish_reason: finish, content_filter_results: {} }],
    obfuscation: 'aB3x',
  };
}

const {
  complete,
  embed,
  rerank,
  image,
  speech,
  speechStream,
  transcribe,
  transcribeStream,
  models,
  health,
  files,
  batch,
} = openaiOperationExchanges;
const countTokens: ConformanceManifest<AzureOperation>['operations']['countTokens'] = [
  {
    name: 'of a question',
    request: asking({}),
    sent: { model },
    reply: { body: { object: 'response.input_tokens', input_tokens: 11 } },
    result: { inputTokens: 11 },
  },
];

const operations: ConformanceManifest<AzureOperation>['operations'] = {
  complete,
  embed,
  rerank,
  image,
  speech,
  speechStream,
  transcribe,
  transcribeStream,
  countTokens,
  models,
  health,
  files,
  batch,
};

const errors: readonly ErrorReply[] = [
  ...openaiFailures,
  {
    name: '400 of the filter',
    reply: openaiFailure(400, 'The response was filtered due to the prompt triggering content management policy.', {
      type: null,
      param: 'prompt',
      code: 'content_filter',
      status: 400,
      innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: filtered },
    }),
    code: 'content-filter',
  },
  {
    name: '401 of the gateway',
    reply: {
      status: 401,
      body: { statusCode: 401, message: 'Unauthorized. Access token is missing, invalid or expired.' },
    },
    code: 'authentication',
  },
  {
    name: '401 without a role',
    reply: {
      status: 401,
      body: { error: { code: 'PermissionDenied', message: 'The principal lacks the required data action.' } },
    },
    code: 'permission',
  },
  {
    name: '404 no deployment',
    reply: {
      status: 404,
      body: { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    },
    code: 'not-found',
  },
  {
    name: '404 no resource',
    reply: { status: 404, body: { error: { code: '404', message: 'Resource not found' } } },
    code: 'not-found',
  },
  { name: '424', reply: openaiFailure(424, 'A dependency failed.'), code: 'server' },
  {
    name: '429 with milliseconds',
    reply: {
      status: 429,
      headers: { 'retry-after-ms': '1500' },
      body: {
        error: { code: '429', message: 'Requests have exceeded the call rate limit. Please retry after 2 seconds.' },
      },
    },
    code: 'rate-limit',
    retryAfterMs: 1_500,
  },
  {
    name: '429 high demand',
    reply: {
      status: 429,
      body: { error: { code: '429', message: 'The system is currently experiencing high demand.' } },
    },
    code: 'overloaded',
  },
];

const shared = { operations, errors, requestIdHeader: 'apim-request-id' } as const;
const chatsOf = (maxTokens: string): readonly ChatExchange[] => [
  ...Object.values(openaiChats({ model, maxTokens })),
  filteredStream,
];

export const manifest: ConformanceManifest<AzureOperation> = {
  ...shared,
  chats: chatsOf('max_completion_tokens'),
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  basePath: '/openai/v1',
  cannot: [{ feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) }],
};

export const manifestOfDated: ConformanceManifest<AzureOperation> = {
  ...manifest,
  basePath: '/openai',
};

export const manifestOfResponses: ConformanceManifest<AzureOperation> = {
  ...shared,
  chats: Object.values(openaiResponses({ model })),
  streamErrors: openaiResponsesStreamFailures,
  basePath: '/openai/v1',
};

export const manifestOfMessages: ConformanceManifest<AzureOperation> = {
  ...shared,
  operations: {
    ...operations,
    countTokens: [
      {
        name: 'of a question',
        request: { model: 'claude-haiku-4-5', messages: [user('Hi')] },
        sent: { model: 'claude-haiku-4-5' },
        reply: { body: { input_tokens: 11 } },
        result: { inputTokens: 11 },
      },
    ],
  },
  chats: Object.values(anthropicChats({ model: 'claude-haiku-4-5' })),
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
  basePath: '/anthropic/v1',
};
