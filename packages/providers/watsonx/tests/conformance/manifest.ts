// watsonx as the conformance suite sees it.
import { user } from '@kit/core';
import {
  type ChatExchange,
  type ConformanceManifest,
  type ErrorReply,
  type Exchange,
  type ExchangeResponse,
  type StreamError,
  sampleTool,
} from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { WatsonxOperation } from '../../src/index.ts';

const model = 'openai/gpt-oss-120b';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const { complete, embed, image, models, transcribe, files, batch } = openaiOperationExchanges;

/** Good for long: tokens are bought once for each provider. */
const identity: Exchange = {
  request: { url: '/identity/token' },
  response: { body: { access_token: '{{credential}}', token_type: 'Bearer', expires_in: 3600 } },
};

/** The same answers as OpenAI's, with `model_id`; streams have names, and no marker at their end. */
const translated = ({ body, text, ...reply }: ExchangeResponse): ExchangeResponse => ({
  ...reply,
  ...(body !== undefined && { body: JSON.parse(withModelId(JSON.stringify(body))) }),
  ...(text !== undefined && {
    text: `${withModelId(text).replace('data: [DONE]\n\n', '').replaceAll('data: ', 'event: message\ndata: ')}event: close\ndata: {}\n\n`,
  }),
});
const withModelId = (text: string) => text.replaceAll(`"model":"${model}"`, `"model_id":"${model}"`);

const chatOf = (exchange: ChatExchange): ChatExchange => {
  const { sent, reply, stream } = exchange;
  return {
    ...exchange,
    ...(sent !== undefined && { sent: JSON.parse(withModelId(JSON.stringify(sent))) }),
    reply: translated(reply as ExchangeResponse),
    stream: translated(stream as ExchangeResponse),
  };
};

const thoughts: ChatExchange = {
  name: 'thoughts',
  features: ['reasoning'],
  request: { model, messages: [user('Think.')], reasoning: { effort: 'high' } },
  sent: { model_id: model, project_id: 'project-1', include_reasoning: true, reasoning_effort: 'high' },
  ...openaiAnswer({ model, thoughts: { reasoning_content: 'One and one.' }, content: 'It is two.' }, 'stop'),
  result: { text: 'It is two.', reasoning: 'One and one.' },
};

const chosen: ChatExchange = {
  name: 'a choice among functions',
  request: { model, messages: [user('What time is it?')], tools: [sampleTool], toolChoice: 'required' },
  sent: { tool_choice_option: 'required' },
  ...openaiAnswer({ model, content: 'Late.' }, 'stop'),
  result: { text: 'Late.' },
};

const specs = {
  body: {
    total_count: 1,
    resources: [
      {
        model_id: model,
        label: 'gpt-oss-120b',
        provider: 'OpenAI',
        functions: [{ id: 'text_chat' }],
        model_limits: { max_sequence_length: 131_072, max_output_tokens: 16_384 },
        lifecycle: [{ id: 'available', start_date: '2025-08-05' }],
      },
    ],
  },
};

const operations: ConformanceManifest<WatsonxOperation>['operations'] = {
  image,
  transcribe,
  files,
  batch,
  complete: [
    {
      name: 'a prompt',
      request: { model: 'ibm/granite-3-8b-base', prompt: 'Once upon', maxTokens: 5 },
      sent: { model_id: 'ibm/granite-3-8b-base', input: 'Once upon', parameters: { max_new_tokens: 5 } },
      reply: {
        body: {
          model_id: 'ibm/granite-3-8b-base',
          results: [
            { generated_text: ' a time', generated_token_count: 5, input_token_count: 2, stop_reason: 'max_tokens' },
          ],
        },
      },
      result: { text: ' a time', finishReason: 'length', usage: { inputTokens: 2, outputTokens: 5 } },
    },
  ],
  embed: [
    {
      name: 'two texts',
      request: { model: 'ibm/granite-embedding-278m-multilingual', input: ['one', 'two'] },
      sent: { model_id: 'ibm/granite-embedding-278m-multilingual', inputs: ['one', 'two'], project_id: 'project-1' },
      reply: { body: { results: [{ embedding: [0.5, -1] }, { embedding: [0.25, 0.75] }], input_token_count: 4 } },
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
        usage: { inputTokens: 4 },
      },
    },
  ],
  rerank: [
    {
      name: 'scores without bounds',
      request: { model: 'cross-encoder/ms-marco-minilm-l-12-v2', query: 'q', documents: ['a', 'b'], topN: 2 },
      sent: { query: 'q', inputs: [{ text: 'a' }, { text: 'b' }], parameters: { return_options: { top_n: 2 } } },
      reply: {
        body: {
          results: [
            { index: 1, score: 0.27 },
            { index: 0, score: -2.58 },
          ],
          input_token_count: 9,
        },
      },
      result: {
        results: [
          { index: 1, score: 0.27 },
          { index: 0, score: -2.58 },
        ],
        usage: { inputTokens: 9 },
      },
    },
  ],
  moderate: [
    {
      name: 'a text',
      request: { input: 'You idiot.' },
      sent: { input: 'You idiot.', detectors: { hap: {}, pii: {} } },
      reply: { body: { detections: [{ start: 0, end: 9, detection_type: 'hap', detection: 'has_HAP', score: 0.98 }] } },
      result: { results: [{ flagged: true, categories: { has_HAP: true }, scores: { has_HAP: 0.98 } }] },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: asking({}),
      sent: { model_id: model, input: 'Hi', project_id: 'project-1' },
      reply: { body: { model_id: model, result: { token_count: 3 } } },
      result: { inputTokens: 3 },
    },
  ],
  models: [
    {
      name: 'a page',
      request: {},
      reply: specs,
      result: { models: [{ id: model, provider: 'watsonx', kind: 'chat', contextWindow: 131_072, maxOutput: 16_384 }] },
    },
  ],
  health: [{ name: 'the first model', request: {}, reply: specs, result: { status: 'ok' } }],
};

const told = (status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  body: {
    errors: [{ code, message, more_info: 'https://cloud.ibm.com/apidocs' }],
    trace: 'trace-1',
    status_code: status,
  },
});

const errors: readonly ErrorReply[] = [
  ...openaiFailures,
  { name: '400', reply: told(400, 'json_type_error', 'Json type error.'), code: 'invalid-request', retry: 'never' },
  {
    name: '400 too long',
    reply: told(
      400,
      'invalid_input_argument',
      'the number of input tokens 9000 cannot exceed the total tokens limit: exceeds the maximum sequence length',
    ),
    code: 'context-length',
  },
  { name: '404 model', reply: told(404, 'model_not_supported', "Model 'x' is not supported."), code: 'not-found' },
  { name: '401', reply: told(401, 'authentication_token_expired', 'Token expired.'), code: 'authentication' },
  { name: '403', reply: told(403, 'authorization_rejected', 'Not yours.'), code: 'permission' },
  { name: '403 of the quota', reply: told(403, 'token_quota_reached', 'Used up.'), code: 'quota' },
  { name: '429', reply: told(429, 'consumption_limit_reached', 'Too fast.'), code: 'rate-limit' },
  { name: '503', reply: told(503, 'downstream_request_failed', 'Downstream.'), code: 'overloaded' },
];

const namedFailure: StreamError = {
  name: 'with errors',
  event: `event: error\ndata: ${JSON.stringify({ errors: [{ code: 'downstream_request_failed', message: 'It broke.' }], status_code: 503 })}\n\n`,
  code: 'overloaded',
};

const shared = { operations, errors, requestIdHeader: 'x-global-transaction-id', beside: [identity] } as const;

export const manifest: ConformanceManifest<WatsonxOperation> = {
  ...shared,
  chats: [...Object.values(openaiChats({ model })), thoughts, chosen].map(chatOf),
  streamErrors: [namedFailure],
  streamEnding: { marker: 'event: close\ndata: {}\n\n', without: 'complete' },
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'user', operation: 'stream', request: asking({ user: 'u1' }) },
    { feature: 'metadata', operation: 'chat', request: asking({ metadata: { a: 'b' } }) },
  ],
  basePath: '/ml/v1',
};

export const manifestOfGateway: ConformanceManifest<WatsonxOperation> = {
  ...shared,
  operations: { ...operations, complete, embed, models },
  chats: Object.values(openaiChats({ model })),
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  basePath: '/ml/gateway/v1',
};
