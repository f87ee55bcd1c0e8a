// Vertex as the conformance suite sees it: one manifest for each wire.
import { user } from '@kit/core';
import { type ChatExchange, type ConformanceManifest, type ErrorReply, samplePicture } from '@kit/testing';
import {
  anthropicChats,
  anthropicFailures,
  anthropicStreamEnding,
  anthropicStreamFailures,
} from '@kit/testing/anthropic-wire';
import { openaiChats, openaiStreamEnding, openaiStreamFailures } from '@kit/testing/openai-wire';
import type { VertexOperation } from '../../src/index.ts';
import { gemini, geminiAnswer, geminiChats, geminiFailures, geminiStreamFailures } from './gemini.ts';

const vectors = [
  [0.5, -1],
  [0.25, 0.75],
];
const prediction = (values: readonly number[]) => ({
  embeddings: { values, statistics: { token_count: 2, truncated: false } },
});
const sound = new Uint8Array([1, 0, 2, 0]);
const base64 = Buffer.from(sound).toString('base64');
const operation = 'projects/project-1/locations/us-central1/publishers/google/models/veo-3.1/operations/abc';
const listed = {
  body: { publisherModels: [{ name: `publishers/google/models/${gemini}`, displayName: 'Gemini 3.8 Flash' }] },
};

const operations: ConformanceManifest<VertexOperation>['operations'] = {
  complete: [
    {
      name: 'the middle of a text',
      request: { model: 'codestral-2501', prompt: 'def f(', suffix: 'return x', maxTokens: 9 },
      sent: { model: 'codestral-2501', prompt: 'def f(', suffix: 'return x', max_tokens: 9 },
      reply: {
        body: {
          id: 'cmpl-1',
          model: 'codestral-2501',
          choices: [{ index: 0, text: 'x):', finish_reason: 'stop' }],
          usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 },
        },
      },
      result: { text: 'x):', finishReason: 'stop', usage: { inputTokens: 4, outputTokens: 2 } },
    },
  ],
  embed: [
    {
      name: 'two texts at once',
      request: { model: 'text-embedding-005', input: ['one', 'two'], inputType: 'document' },
      sent: { instances: [{ content: 'one', task_type: 'RETRIEVAL_DOCUMENT' }, { content: 'two' }] },
      reply: { body: { predictions: vectors.map(prediction), metadata: { billableCharacterCount: 6 } } },
      result: { embeddings: vectors, usage: { inputTokens: 4, units: { characters: 6 } } },
    },
    {
      name: 'a text of the newer model',
      request: { model: 'gemini-embedding-2', input: 'one', dimensions: 2 },
      sent: { content: { parts: [{ text: 'one' }] }, embedContentConfig: { outputDimensionality: 2 } },
      reply: { body: { embedding: { values: [0.6, 0.8] }, usageMetadata: { promptTokenCount: 2 } } },
      result: { embeddings: [[0.6, 0.8]] },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: { model: 'semantic-ranker-default-004', query: 'q', documents: ['a', 'b'], topN: 2 },
      sent: {
        query: 'q',
        records: [
          { id: '0', content: 'a' },
          { id: '1', content: 'b' },
        ],
        topN: 2,
      },
      reply: {
        body: {
          records: [
            { id: '1', score: 0.9 },
            { id: '0', score: 0.1 },
          ],
        },
      },
      result: {
        results: [
          { index: 1, score: 0.9 },
          { index: 0, score: 0.1 },
        ],
      },
    },
  ],
  image: [
    {
      name: 'one of Imagen',
      request: { model: 'imagen-4.0-generate-001', prompt: 'A fox', n: 1 },
      sent: { instances: [{ prompt: 'A fox' }], parameters: { sampleCount: 1 } },
      reply: { body: { predictions: [{ bytesBase64Encoded: samplePicture, mimeType: 'image/png' }] } },
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
    },
    {
      name: 'one of Gemini',
      request: { model: 'gemini-2.5-flash-image', prompt: 'A fox' },
      reply: geminiAnswer([{ text: 'Here.' }, { inlineData: { mimeType: 'image/png', data: samplePicture } }], 'STOP')
        .reply,
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
    },
  ],
  video: [
    {
      name: 'a fox',
      request: { model: 'veo-3.1', prompt: 'A fox' },
      sent: { instances: [{ prompt: 'A fox' }] },
      reply: [
        {
          request: { url: '/publishers/google/models/veo-3.1:predictLongRunning' },
          response: { body: { name: operation } },
        },
        {
          request: { url: '/publishers/google/models/veo-3.1:fetchPredictOperation' },
          response: { body: { name: operation } },
        },
        {
          request: { url: '/publishers/google/models/veo-3.1:fetchPredictOperation' },
          response: {
            body: {
              name: operation,
              done: true,
              response: { videos: [{ gcsUri: 'gs://b/v.mp4', mimeType: 'video/mp4' }] },
            },
          },
        },
      ],
      result: { id: operation },
      settled: { videos: [{ url: 'gs://b/v.mp4', mediaType: 'video/mp4' }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'gemini-2.5-flash-tts', input: 'Hello', voice: 'Kore' },
      reply: geminiAnswer([{ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: base64 } }], 'STOP').reply,
      result: {},
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model: gemini, audio: sound, mediaType: 'audio/wav' },
      reply: geminiAnswer([{ text: 'Hello there.' }], 'STOP').reply,
      result: { text: 'Hello there.' },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model: gemini, messages: [user('Hi')] },
      sent: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
      reply: { body: { totalTokens: 2, totalBillableCharacters: 2 } },
      result: { inputTokens: 2 },
    },
  ],
  models: [
    {
      name: 'two pages',
      request: {},
      reply: [
        { body: { ...listed.body, nextPageToken: 'more' } },
        { body: { publisherModels: [{ name: 'publishers/google/models/imagen-4.0-generate-001' }] } },
      ],
      result: {
        models: [
          { id: gemini, provider: 'vertex' },
          { id: 'imagen-4.0-generate-001', kind: 'image' },
        ],
      },
    },
  ],
  health: [{ name: 'the first model', request: {}, reply: listed, result: { status: 'ok' } }],
};

const shared = { operations, basePath: '/v1/projects/project-1/locations/us-central1' } as const;

export const manifest: ConformanceManifest<VertexOperation> = {
  ...shared,
  chats: geminiChats,
  errors: geminiFailures,
  streamErrors: geminiStreamFailures,
  cannot: [{ feature: 'user', operation: 'chat', request: { model: gemini, messages: [user('Hi')], user: 'u1' } }],
};

const claude = 'claude-haiku-4-5';

/** The model is in the path alone. */
const withoutModel = (exchange: ChatExchange): ChatExchange => {
  if (!exchange.sent) return exchange;
  const { model: _, ...sent } = exchange.sent as { readonly model?: string };
  return { ...exchange, sent };
};

export const manifestOfClaude: ConformanceManifest<VertexOperation> = {
  ...shared,
  chats: Object.values(anthropicChats({ model: claude })).map(withoutModel),
  errors: [...anthropicFailures, ...geminiFailures] as readonly ErrorReply[],
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
};

const withoutEchoes = ({ echoed: _, ...exchange }: ChatExchange): ChatExchange => exchange;
const { logprobs: __, ...mistralChats } = openaiChats({
  model: 'mistral-medium-3',
  finish: { length: 'model_length' },
});

export const manifestOfMistral: ConformanceManifest<VertexOperation> = {
  ...shared,
  // Ids of calls are nine letters and digits: others come back as such.
  chats: Object.values(mistralChats).map(withoutEchoes),
  errors: geminiFailures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
};

export const manifestOfOpenModels: ConformanceManifest<VertexOperation> = {
  ...shared,
  chats: Object.values(openaiChats({ model: 'meta/llama-4-maverick-17b-128e-instruct-maas' })),
  errors: geminiFailures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
};

export const manifestOfExpress: ConformanceManifest<VertexOperation> = {
  ...manifest,
  basePath: '/v1',
  operations: { ...operations, complete: [] },
  outOfReach: { complete: 'partners need a project' },
};
