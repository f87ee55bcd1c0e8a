// Bedrock as the conformance suite sees it: Converse, and what stands beside it.
import { user } from '@kit/core';
import type { ChatExchange, ConformanceManifest } from '@kit/testing';
import type { BedrockOperationName } from '../../src/index.ts';
import { eventStream, message, said } from '../event-messages.ts';
import { answer, claude, failed } from '../served.ts';

const messages = [user('Hi')];
const ask = (more: object = {}) => ({ model: claude, messages, ...more });
const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const metadata = message('metadata', { usage, metrics: { latencyMs: 7 } });
const delta = (contentBlockIndex: number, what: object) =>
  message('contentBlockDelta', { contentBlockIndex, delta: what });
const stop = (contentBlockIndex: number) => message('contentBlockStop', { contentBlockIndex });

const plain: ChatExchange = {
  name: 'plain text',
  request: ask(),
  sent: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
  reply: answer([{ text: 'Hello there, Grüße' }]),
  stream: eventStream(...said('Hello ', 'there, ', 'Grüße')),
  result: {
    text: 'Hello there, Grüße',
    finishReason: 'stop',
    rawFinishReason: 'end_turn',
    usage: { inputTokens: 10, outputTokens: 5 },
  },
};

const call = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } as const;

const tools: ChatExchange = {
  name: 'thoughts and tools',
  features: ['tools', 'parallel-tools', 'reasoning'],
  request: ask({ tools: [call], reasoning: { budgetTokens: 2000 } }),
  sent: {
    toolConfig: { tools: [{ toolSpec: { name: 'weather' } }] },
    additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2000 } },
  },
  reply: answer(
    [
      { reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'c2lnbmF0dXJl' } } },
      { toolUse: { toolUseId: 't1', name: 'weather', input: { city: 'Graz' } } },
      { toolUse: { toolUseId: 't2', name: 'weather', input: { city: 'Linz' } } },
    ],
    { stopReason: 'tool_use' },
  ),
  stream: eventStream(
    message('messageStart', { role: 'assistant' }),
    delta(0, { reasoningContent: { text: 'Let me ' } }),
    delta(0, { reasoningContent: { text: 'see.' } }),
    delta(0, { reasoningContent: { signature: 'c2lnbmF0dXJl' } }),
    stop(0),
    message('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't1', name: 'weather' } } }),
    delta(1, { toolUse: { input: '{"city":' } }),
    delta(1, { toolUse: { input: '"Graz"}' } }),
    stop(1),
    message('contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't2', name: 'weather' } } }),
    delta(2, { toolUse: { input: '{"city":"Linz"}' } }),
    stop(2),
    message('messageStop', { stopReason: 'tool_use' }),
    metadata,
  ),
  result: { finishReason: 'tool-calls', reasoning: 'Let me see.' },
  echoed: ['c2lnbmF0dXJl'],
};

const refusal: ChatExchange = {
  name: 'a guardrail',
  features: ['refusal'],
  request: ask(),
  reply: answer([{ text: 'Sorry, I cannot.' }], { stopReason: 'guardrail_intervened' }),
  stream: eventStream(
    message('messageStart', { role: 'assistant' }),
    delta(0, { text: 'Sorry, I cannot.' }),
    stop(0),
    message('messageStop', { stopReason: 'guardrail_intervened' }),
    metadata,
  ),
  result: { finishReason: 'content-filter' },
};

const lastWord = 'the last message has usage and latency alone: without it the answer is whole, with a warning';
const binary = 'the suite cuts text between events; see event-stream.test.ts for the binary ones';

export const manifest: ConformanceManifest<BedrockOperationName> = {
  chats: [plain, tools, refusal],
  operations: {
    embed: [
      {
        name: 'Titan',
        request: { model: 'amazon.titan-embed-text-v2:0', input: 'a', dimensions: 256 },
        sent: { inputText: 'a', dimensions: 256 },
        reply: { body: { embedding: [1, 2], inputTextTokenCount: 3 } },
        result: { embeddings: [[1, 2]], usage: { inputTokens: 3 } },
      },
    ],
    rerank: [
      {
        name: 'with a bearer key',
        request: { model: 'cohere.rerank-v3-5:0', query: 'q', documents: ['a', 'b'], topN: 1 },
        sent: { query: 'q', documents: ['a', 'b'], top_n: 1 },
        reply: { body: { results: [{ index: 1, relevance_score: 0.5 }] } },
        result: { results: [{ index: 1, score: 0.5 }] },
      },
    ],
    image: [
      {
        name: 'Nova Canvas',
        request: { model: 'amazon.nova-canvas-v1:0', prompt: 'A fox' },
        sent: { taskType: 'TEXT_IMAGE' },
        reply: { body: { images: ['AQID'] } },
        result: { images: [{ data: 'AQID', mediaType: 'image/png' }] },
      },
    ],
    moderate: [
      {
        name: 'a guardrail',
        request: { model: 'gr1:1', input: 'Hi' },
        sent: { source: 'INPUT' },
        reply: { body: { action: 'NONE', assessments: [] } },
        result: { results: [{ flagged: false, categories: {} }] },
      },
    ],
    countTokens: [
      {
        name: 'Claude',
        request: ask(),
        sent: { input: { converse: { messages: [{ role: 'user' }] } } },
        reply: { body: { inputTokens: 8 } },
        result: { inputTokens: 8 },
      },
    ],
    models: [
      {
        name: 'models and profiles',
        request: {},
        reply: [
          {
            request: { method: 'GET', url: '/foundation-models' },
            response: { body: { modelSummaries: [{ modelId: claude }] } },
          },
          {
            request: { method: 'GET', url: '/inference-profiles' },
            response: { body: { inferenceProfileSummaries: [] } },
          },
        ],
        result: { models: [{ id: claude }] },
      },
    ],
    health: [{ name: 'a short list', request: {}, reply: { body: { modelSummaries: [] } }, result: { status: 'ok' } }],
  },
  errors: [
    {
      name: 'throttled',
      reply: failed(429, 'ThrottlingException', 'Too many requests'),
      code: 'rate-limit',
      retry: 'same',
    },
    { name: 'no access', reply: failed(403, 'AccessDeniedException', 'not you'), code: 'permission' },
    {
      name: 'a bad key',
      reply: failed(403, 'UnrecognizedClientException', 'The token is invalid.'),
      code: 'authentication',
    },
    {
      name: 'too long',
      reply: failed(400, 'ValidationException', 'Input is too long.'),
      code: 'context-length',
      retry: 'other-provider',
    },
    { name: 'not ready', reply: failed(429, 'ModelNotReadyException', 'not yet'), code: 'overloaded' },
    { name: 'an accident', reply: failed(500, 'InternalServerException', 'oops'), code: 'server' },
  ],
  cannot: [
    { feature: 'seed', operation: 'chat', request: ask({ seed: 1 }) },
    { feature: 'n', operation: 'stream', request: ask({ n: 2 }) },
  ],
  requestIdHeader: 'x-amzn-requestid',
  numbered: (index) => {
    const mark = `<${index}>`;
    return {
      operation: index % 2 === 0 ? 'chat' : 'stream',
      request: ask({ messages: [user(`question ${mark}`)] }),
      asks: (body) => body.includes(mark),
      reply: index % 2 === 0 ? answer([{ text: mark }]) : eventStream(...said(mark)),
      result: { text: mark },
    };
  },
  exceptions: {
    ...Object.fromEntries(
      [plain, tools, refusal].map(({ name }) => [`stream: ${name}: cut anywhere, it fails or is whole`, lastWord]),
    ),
    ...Object.fromEntries(
      [
        'the promise settles at the first content',
        'an abort between parts closes the socket',
        'leaving the loop closes the socket',
      ].map((name) => [`stream: ${name}`, binary]),
    ),
  },
};
