// HyperCLOVA X as the conformance suite sees it: its own wire, and OpenAI's.
import { image, user } from '@kit/core';
import { type ConformanceManifest, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { ClovaOperation } from '../../src/index.ts';

const { models, health } = openaiOperationExchanges;
const model = 'HCX-005';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const ok = (result: object) => ({ body: { status: { code: '20000', message: 'OK' }, result } });

const operations: ConformanceManifest<'embed' | 'countTokens' | 'models' | 'health'>['operations'] = {
  embed: [
    {
      name: 'one text',
      request: { model: 'bge-m3', input: 'one' },
      sent: { text: 'one' },
      reply: ok({ embedding: [0.5, -1], inputTokens: 3 }),
      result: { embeddings: [[0.5, -1]], usage: { inputTokens: 3 } },
    },
  ],
  countTokens: [
    {
      name: 'a conversation',
      request: asking({}),
      sent: { messages: [{ role: 'user', content: 'Hi' }] },
      reply: ok({ messages: [{ role: 'user', content: 'Hi', count: 4 }] }),
      result: { inputTokens: 4 },
    },
  ],
  models,
  health,
};

const failure = (status: number, code: string, message: string) => ({
  status,
  body: { status: { code, message }, result: null },
});

const failures: ConformanceManifest<ClovaOperation>['errors'] = [
  ...openaiFailures,
  { name: '40001', reply: failure(400, '40001', 'Invalid parameter: temperature'), code: 'invalid-request' },
  { name: '40003', reply: failure(400, '40003', 'Text too long'), code: 'context-length' },
  { name: '40006', reply: failure(400, '40006', 'Inappropriate content'), code: 'content-filter' },
  { name: '40100', reply: failure(401, '40100', 'Unauthorized'), code: 'authentication' },
  { name: '40300', reply: failure(403, '40300', 'Forbidden'), code: 'permission' },
  { name: '40400', reply: failure(404, '40400', 'Model not found'), code: 'not-found' },
  { name: '40800', reply: failure(408, '40800', 'Request timeout'), code: 'timeout' },
  { name: '42901', reply: failure(429, '42901', 'Too many requests - token rate exceeded'), code: 'rate-limit' },
  { name: '50000', reply: failure(500, '50000', 'Internal Server Error'), code: 'server' },
  { name: '50300', reply: failure(503, '50300', 'Busy'), code: 'overloaded' },
  {
    name: 'of the gateway',
    reply: {
      status: 401,
      body: { error: { errorCode: '200', message: 'Authentication Failed', details: 'Invalid key' } },
    },
    code: 'authentication',
  },
];

const usage = (thinking?: number) => ({
  promptTokens: 20,
  completionTokens: 9,
  totalTokens: 29,
  ...(thinking !== undefined && { completionTokensDetails: { thinkingTokens: thinking } }),
});

interface Said {
  readonly content?: string;
  readonly thinkingContent?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly zone: string }[];
}

const halves = (text: string) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
const event = (name: string, data: object) => `id:e-1\nevent:${name}\ndata:${JSON.stringify(data)}\n\n`;

/** The same answer, whole and in events. */
function answer({ content = '', thinkingContent, toolCalls = [] }: Said, finishReason: string) {
  const about = { created: 1_744_218_663, seed: 7 };
  const message = {
    role: 'assistant',
    content,
    ...(thinkingContent && { thinkingContent }),
    ...(toolCalls.length > 0 && {
      toolCalls: toolCalls.map(({ id, zone }) => ({
        id,
        type: 'function',
        function: { name: 'clock', arguments: { zone } },
      })),
    }),
  };
  const result = { message, finishReason, ...about, usage: usage(thinkingContent ? 4 : undefined) };
  const token = (piece: object) =>
    event('token', { message: { role: 'assistant', ...piece }, finishReason: null, ...about, usage: null });
  const pieces = [
    ...(thinkingContent ? halves(thinkingContent).map((piece) => token({ thinkingContent: piece })) : []),
    ...(content ? halves(content).map((piece) => token({ content: piece })) : []),
    ...toolCalls.flatMap(({ id, zone }) => [
      token({ content: '', toolCalls: [{ id, type: 'function', function: { name: 'clock' } }] }),
      ...halves(`{"zone":"${zone}"}`).map((partialJson) =>
        token({ content: '', toolCalls: [{ type: 'function', function: { partialJson } }] }),
      ),
    ]),
  ];
  return {
    reply: ok(result),
    stream: {
      headers: { 'content-type': 'text/event-stream' },
      text: [...pieces, event('result', result), event('signal', { data: '[DONE]' })].join(''),
    },
  };
}

export const manifest: ConformanceManifest<ClovaOperation> = {
  chats: [
    {
      name: 'plain text',
      request: asking({ maxTokens: 200, temperature: 0.5, topK: 5, stop: 'END' }),
      sent: { messages: [{ role: 'user', content: 'Hi' }], maxTokens: 200, temperature: 0.5, topK: 5, stop: ['END'] },
      ...answer({ content: 'Hello there' }, 'stop'),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        usage: { inputTokens: 20, outputTokens: 9 },
        meta: { requestedModel: model, vendor: { seed: 7 } },
      },
    },
    {
      name: 'parallel tool calls',
      features: ['tools', 'parallel-tools'],
      request: asking({ tools: [sampleTool], maxTokens: 2_000 }),
      sent: { tools: [{ type: 'function', function: { ...sampleTool } }], maxTokens: 2_000 },
      ...answer(
        {
          toolCalls: [
            { id: 'call_1', zone: 'Rome' },
            { id: 'call_2', zone: 'Oslo' },
          ],
        },
        'tool_calls',
      ),
      result: { text: '', finishReason: 'tool-calls', rawFinishReason: 'tool_calls' },
      echoed: ['call_1', 'call_2'],
    },
    {
      name: 'thoughts',
      features: ['reasoning'],
      request: asking({ model: 'HCX-007', reasoning: { effort: 'high' }, maxTokens: 500 }),
      sent: { thinking: { effort: 'high' }, maxCompletionTokens: 500 },
      ...answer({ thinkingContent: 'One and one.', content: 'Two.' }, 'stop'),
      result: { text: 'Two.', reasoning: 'One and one.', usage: { outputDetails: { text: 5, reasoning: 4 } } },
    },
    {
      name: 'a picture',
      features: ['vision'],
      request: asking({
        messages: [
          user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
        ],
      }),
      sent: {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image_url', dataUri: { data: `data:image/png;base64,${samplePicture}` } },
              { type: 'text', text: 'What colour?' },
            ],
          },
        ],
      },
      ...answer({ content: 'Red' }, 'stop'),
      result: { text: 'Red' },
    },
    {
      name: 'an object by its schema',
      features: ['json-schema'],
      request: asking({ model: 'HCX-007', output: { type: 'json-schema', name: 'place', schema: sampleSchema } }),
      sent: { responseFormat: { type: 'json', schema: sampleSchema }, thinking: { effort: 'none' } },
      ...answer({ content: '{"city":"Rome"}' }, 'stop'),
      result: { text: '{"city":"Rome"}' },
    },
    {
      name: 'the limit',
      request: asking({ maxTokens: 5 }),
      ...answer({ content: '1, 2, 3' }, 'length'),
      result: { text: '1, 2, 3', finishReason: 'length' },
    },
  ],
  operations,
  errors: failures,
  streamErrors: [
    { name: 'an event', event: event('error', { status: { code: '50000', message: 'It broke.' } }), code: 'server' },
    {
      name: 'a filter',
      event: event('error', { status: { code: '40006', message: 'Inappropriate' } }),
      code: 'content-filter',
    },
  ],
  streamEnding: { marker: event('signal', { data: '[DONE]' }), without: 'complete' },
  cannot: [
    { feature: 'frequencyPenalty', operation: 'chat', request: asking({ frequencyPenalty: 1 }) },
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 1.5 }) },
    { feature: 'toolChoice', operation: 'chat', request: asking({ tools: [sampleTool], toolChoice: 'required' }) },
    { feature: 'reasoning', operation: 'stream', request: asking({ reasoning: { effort: 'high' } }) },
    { feature: 'output', operation: 'chat', request: asking({ output: { type: 'json' } }) },
    { feature: 'inputType', operation: 'embed', request: { model: 'bge-m3', input: 'a', inputType: 'query' } },
  ],
  requestIdHeader: 'x-ncp-clovastudio-request-id',
};

const { logprobs: _, json: __, object: ___, ...chats } = openaiChats({ model });

export const openaiManifest: ConformanceManifest<ClovaOperation> = {
  chats: [
    ...Object.values(chats),
    {
      name: 'thoughts',
      features: ['reasoning'],
      request: asking({ model: 'HCX-007', reasoning: { effort: 'low' }, maxTokens: 500 }),
      sent: { reasoning_effort: 'low', max_completion_tokens: 500 },
      ...openaiAnswer({ model: 'HCX-007', thoughts: { thinking_content: 'One and one.' }, content: 'Two.' }, 'stop'),
      result: { text: 'Two.', reasoning: 'One and one.' },
    },
  ],
  operations,
  errors: failures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'stream', request: asking({ logprobs: true }) },
  ],
  requestIdHeader: 'x-ncp-clovastudio-request-id',
};
