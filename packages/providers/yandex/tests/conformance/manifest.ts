// Yandex AI Studio as the conformance suite sees it: OpenAI's wire, and its own.
import { user } from '@kit/core';
import { type ConformanceManifest, type ExchangeResponse, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailures,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { YandexOperation } from '../../src/index.ts';

const model = 'gpt://f-1/gemma-3-27b-it/latest';
const chats = openaiChats({ model });
const asking = (more: object) => ({ model: 'yandexgpt', messages: [user('Hi')], ...more });
const listed = {
  body: { object: 'list', data: [{ id: 'gpt://f-1/yandexgpt/latest', owned_by: 'Yandex', created: 0 }] },
};

const shared: Omit<ConformanceManifest<YandexOperation>['operations'], 'embed'> = {
  countTokens: [
    {
      name: 'a conversation',
      request: { model: 'yandexgpt', messages: [user('Hi')] },
      sent: { modelUri: 'gpt://f-1/yandexgpt/latest', messages: [{ role: 'user', text: 'Hi' }] },
      reply: {
        body: {
          tokens: [
            { id: '1', text: '<s>', special: true },
            { id: '2', text: 'Hi' },
          ],
        },
      },
      result: { inputTokens: 2 },
    },
  ],
  image: [
    {
      name: 'a picture that is waited for',
      request: { model: 'yandex-art', prompt: 'A fox', aspectRatio: '16:9', seed: 17 },
      sent: {
        modelUri: 'art://f-1/yandex-art/latest',
        messages: [{ text: 'A fox', weight: '1' }],
        generationOptions: { mimeType: 'image/jpeg', seed: '17', aspectRatio: { widthRatio: '16', heightRatio: '9' } },
      },
      reply: [
        {
          request: { url: '/foundationModels/v1/imageGenerationAsync' },
          response: { body: { id: 'op-1', done: false } },
        },
        {
          request: { method: 'GET', url: '/operations/op-1' },
          response: { body: { id: 'op-1', done: true, response: { image: samplePicture } } },
        },
      ],
      result: { images: [{ data: samplePicture, mediaType: 'image/jpeg' }] },
    },
  ],
  models: [
    {
      name: 'those of the folder',
      request: {},
      reply: listed,
      result: { models: [{ id: 'gpt://f-1/yandexgpt/latest' }] },
    },
  ],
  health: [{ name: 'the list of models', request: {}, reply: listed, result: { status: 'ok' } }],
};

const grpc = (httpCode: number, grpcCode: number, message: string): ExchangeResponse => ({
  status: httpCode,
  body: { error: { grpcCode, httpCode, message, httpStatus: 'Bad', details: [] } },
});

const failures: ConformanceManifest<YandexOperation>['errors'] = [
  ...openaiFailures,
  { name: 'grpc 16', reply: grpc(401, 16, 'Unknown api key'), code: 'authentication' },
  { name: 'grpc 7', reply: grpc(403, 7, 'Permission denied'), code: 'permission' },
  { name: 'grpc 5', reply: grpc(404, 5, 'Model not found'), code: 'not-found' },
  { name: 'grpc 3', reply: grpc(400, 3, 'Specified folder ID does not match'), code: 'invalid-request' },
  { name: 'grpc 8', reply: grpc(429, 8, 'ai.textGenerationCompletionSessionsCount.count quota'), code: 'rate-limit' },
  { name: 'grpc 14', reply: grpc(503, 14, 'Unavailable'), code: 'overloaded' },
  { name: 'grpc 4', reply: grpc(504, 4, 'Deadline exceeded'), code: 'timeout' },
  { name: 'grpc 13', reply: grpc(500, 13, 'Internal'), code: 'server' },
  {
    name: 'of the gateway',
    reply: { status: 401, body: { code: 16, message: 'The token is invalid', details: [] } },
    code: 'authentication',
  },
];

export const manifest: ConformanceManifest<YandexOperation> = {
  chats: [
    ...Object.values(chats),
    openaiThoughts({
      model: 'gpt://f-1/gpt-oss-120b/latest',
      field: 'reasoning_content',
      sent: { reasoning_effort: 'high' },
      echoed: false,
    }),
  ],
  operations: {
    ...shared,
    embed: [
      {
        name: 'one text',
        request: { model: 'text-search-doc', input: 'one' },
        sent: { model: 'emb://f-1/text-search-doc/latest', input: ['one'] },
        reply: { body: { data: [{ index: 0, embedding: [0.5, -1] }], usage: { prompt_tokens: 1, total_tokens: 1 } } },
        result: { embeddings: [[0.5, -1]], usage: { inputTokens: 1 } },
      },
    ],
  },
  errors: failures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'stop', operation: 'stream', request: asking({ stop: 'x' }) },
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'truncate', operation: 'embed', request: { model: 'text-search-doc', input: 'a', truncate: 'end' } },
    {
      feature: 'negativePrompt',
      operation: 'image',
      request: { model: 'yandex-art', prompt: 'A', negativePrompt: 'b' },
    },
  ],
  requestIdHeader: 'x-request-id',
};

const usage = (completionTokens: number, reasoningTokens = 0) => ({
  inputTextTokens: '20',
  completionTokens: String(completionTokens),
  totalTokens: String(20 + completionTokens),
  completionTokensDetails: { reasoningTokens: String(reasoningTokens) },
});
const line = (message: object, word: string, tokens = 1) => ({
  result: {
    alternatives: [{ message: { role: 'assistant', ...message }, status: `ALTERNATIVE_STATUS_${word}` }],
    usage: usage(tokens),
    modelVersion: '09.02.2025',
  },
});
/** The same answer, whole and in lines with the whole text so far. */
const answer = (message: { readonly text?: string; readonly toolCallList?: object }, word: string, tokens = 9) => {
  const { text } = message;
  const half = text && { text: text.slice(0, text.length >> 1) };
  const lines = [...(half ? [line(half, 'PARTIAL')] : []), line(message, word, tokens)];
  return {
    reply: { body: line(message, word, tokens) },
    stream: {
      headers: { 'content-type': 'application/x-ndjson' },
      text: lines.map((one) => `${JSON.stringify(one)}\n`).join(''),
    },
  };
};
const calls = (...zones: string[]) => ({
  toolCallList: { toolCalls: zones.map((zone) => ({ functionCall: { name: 'clock', arguments: { zone } } })) },
});

export const nativeManifest: ConformanceManifest<YandexOperation> = {
  chats: [
    {
      name: 'plain text',
      request: asking({ maxTokens: 200, temperature: 0.5 }),
      sent: {
        modelUri: 'gpt://f-1/yandexgpt/latest',
        completionOptions: { maxTokens: '200', temperature: 0.5 },
        messages: [{ role: 'user', text: 'Hi' }],
      },
      ...answer({ text: 'Hello there' }, 'FINAL'),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        rawFinishReason: 'ALTERNATIVE_STATUS_FINAL',
        usage: { inputTokens: 20, outputTokens: 9, outputDetails: { text: 9, reasoning: 0 } },
        meta: { requestedModel: 'yandexgpt' },
      },
    },
    {
      name: 'parallel tool calls',
      features: ['tools', 'parallel-tools'],
      request: asking({ tools: [sampleTool], toolChoice: 'auto' }),
      sent: {
        tools: [{ function: { name: 'clock', parameters: sampleTool.parameters } }],
        toolChoice: { mode: 'AUTO' },
      },
      ...answer(calls('Rome', 'Oslo'), 'TOOL_CALLS'),
      result: { text: '', finishReason: 'tool-calls', rawFinishReason: 'ALTERNATIVE_STATUS_TOOL_CALLS' },
    },
    {
      name: 'an object by its schema',
      features: ['json-schema'],
      request: asking({ output: { type: 'json-schema', name: 'place', schema: sampleSchema } }),
      sent: { jsonSchema: { schema: sampleSchema } },
      ...answer({ text: '{"city":"Rome"}' }, 'FINAL'),
      result: { text: '{"city":"Rome"}' },
    },
    {
      name: 'any JSON',
      features: ['json'],
      request: asking({ output: { type: 'json' } }),
      sent: { jsonObject: true },
      ...answer({ text: '{"city":"Rome"}' }, 'FINAL'),
      result: { text: '{"city":"Rome"}' },
    },
    {
      name: 'hidden thoughts',
      request: asking({ reasoning: { effort: 'high' } }),
      sent: { completionOptions: { reasoningOptions: { mode: 'ENABLED_HIDDEN' } } },
      ...answer({ text: 'Two.' }, 'FINAL'),
      result: { text: 'Two.', reasoning: '' },
    },
    {
      name: 'the limit',
      request: asking({ maxTokens: 5 }),
      ...answer({ text: '1, 2, 3' }, 'TRUNCATED_FINAL'),
      result: { text: '1, 2, 3', finishReason: 'length' },
    },
    {
      name: 'a refusal',
      features: ['refusal'],
      request: asking({ messages: [user('Something bad')] }),
      ...answer({ text: 'I cannot discuss this.' }, 'CONTENT_FILTER'),
      result: { finishReason: 'content-filter', rawFinishReason: 'ALTERNATIVE_STATUS_CONTENT_FILTER' },
    },
  ],
  operations: {
    ...shared,
    embed: [
      {
        name: 'one text',
        request: { model: 'text-search-query', input: 'one', inputType: 'query', dimensions: 256 },
        sent: { modelUri: 'emb://f-1/text-search-query/latest', text: 'one', dim: '256' },
        reply: { body: { embedding: [0.5, -1], numTokens: '3', modelVersion: 'x' } },
        result: { embeddings: [[0.5, -1]], usage: { inputTokens: 3 } },
      },
    ],
  },
  errors: failures,
  streamErrors: [
    {
      name: 'an object in the middle',
      event: `${JSON.stringify({ error: { grpcCode: 14, httpCode: 503, message: 'Unavailable', details: [] } })}\n`,
      code: 'overloaded',
    },
  ],
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 1.5 }) },
    { feature: 'topP', operation: 'stream', request: asking({ topP: 0.5 }) },
    { feature: 'tools[0]', operation: 'chat', request: asking({ tools: [{ type: 'hosted', name: 'search' }] }) },
  ],
  requestIdHeader: 'x-request-id',
};
