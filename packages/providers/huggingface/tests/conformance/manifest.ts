// Hugging Face as the conformance suite sees it: the router, and a dedicated endpoint.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture, sampleSchema } from '@kit/testing';
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
import type { DedicatedOperation, RouterOperation } from '../../src/index.ts';

const model = 'openai/gpt-oss-120b:fastest';
const chats = openaiChats({ model });
const { complete, embed, rerank, models, health } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const vectors = [
  [0.5, -1],
  [0.25, 0.75],
];
const tasks: ConformanceManifest<'huggingfaceTask'>['operations']['huggingfaceTask'] = [
  {
    name: 'a word that is missing',
    request: { model: 'google-bert/bert-base-uncased', inputs: '[MASK] world!', parameters: { top_k: 1 } },
    sent: { inputs: '[MASK] world!', parameters: { top_k: 1 } },
    reply: { body: [{ score: 0.9, token_str: 'hello' }] },
    result: { output: [{ score: 0.9, token_str: 'hello' }] },
  },
];

/** 402 is the month's allowance here, and a list may hold the words. */
const failures: ConformanceManifest<never>['errors'] = [
  ...openaiFailures.filter(({ name }) => name !== '402'),
  {
    name: '402 of the month',
    reply: openaiFailure(402, 'You have exceeded your monthly included credits for Inference Providers.'),
    code: 'quota',
  },
  {
    name: '400 of a model that nobody hosts',
    reply: openaiFailure(400, "The requested model 'x' is not supported by any provider you have enabled."),
    code: 'not-found',
  },
  {
    name: '400 of a model for something else',
    reply: openaiFailure(400, "'x' is not a chat model"),
    code: 'unsupported',
  },
  {
    name: '503 of a model that is being loaded',
    reply: { status: 503, body: { error: 'Model x is currently loading', estimated_time: 20.5 } },
    code: 'overloaded',
    retryAfterMs: 20_500,
  },
  {
    name: '400 with a list of words',
    reply: { status: 400, body: { error: ['inputs: missing'] } },
    code: 'invalid-request',
  },
  {
    name: '422 of Text Generation Inference',
    reply: { status: 422, body: { error: 'Template error: template not found', error_type: 'template_error' } },
    code: 'invalid-request',
  },
  {
    name: '429 of Text Embeddings Inference',
    reply: { status: 429, body: { error: 'Model is overloaded', error_type: 'Overloaded' } },
    code: 'overloaded',
  },
];

export const manifest: ConformanceManifest<RouterOperation> = {
  chats: [
    ...Object.values(chats),
    openaiThoughts({ model, field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: false }),
  ],
  operations: {
    embed: [
      {
        name: 'two texts',
        request: { model: 'intfloat/multilingual-e5-large', input: ['one', 'two'], truncate: 'start' },
        sent: { inputs: ['one', 'two'], truncate: true, truncation_direction: 'Left' },
        reply: { headers: { 'x-compute-time': '0.25' }, body: vectors },
        result: { embeddings: vectors, usage: { units: { computeSeconds: 0.25 } } },
      },
    ],
    rerank: [
      {
        name: 'how alike two texts are to the query',
        request: { model: 'sentence-transformers/all-MiniLM-L6-v2', query: 'q', documents: ['a', 'b'], topN: 1 },
        sent: { inputs: { source_sentence: 'q', sentences: ['a', 'b'] } },
        reply: { body: [0.1, 0.5] },
        result: { results: [{ index: 1, score: 0.5 }] },
      },
    ],
    image: [
      {
        name: 'a picture',
        request: { model: 'black-forest-labs/FLUX.1-dev', prompt: 'A fox', size: '1024x768', seed: 7, format: 'png' },
        sent: { inputs: 'A fox', parameters: { width: 1024, height: 768, seed: 7 } },
        reply: { headers: { 'content-type': 'image/png' }, base64: samplePicture },
        result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
      },
    ],
    transcribe: [
      {
        name: 'a recording',
        request: { model: 'openai/whisper-large-v3', audio: new Uint8Array([82, 73, 70, 70]), mediaType: 'audio/wav' },
        reply: { body: { text: 'Hello there.' } },
        result: { text: 'Hello there.' },
      },
      {
        name: 'a recording with its words',
        request: { model: 'openai/whisper-large-v3', audio: new Uint8Array([82]), timestamps: 'word' },
        sent: { inputs: 'Ug==', parameters: { return_timestamps: 'word' } },
        reply: { body: { text: 'Hello', chunks: [{ text: ' Hello', timestamp: [0, 0.5] }] } },
        result: { words: [{ text: 'Hello', startSeconds: 0, endSeconds: 0.5 }] },
      },
    ],
    models: [
      {
        name: 'who hosts what',
        request: {},
        reply: {
          body: {
            object: 'list',
            data: [
              {
                id: 'openai/gpt-oss-120b',
                owned_by: 'openai',
                architecture: { input_modalities: ['text'] },
                providers: [
                  { provider: 'groq', status: 'live', context_length: 131_072, supports_tools: true },
                  { provider: 'together', status: 'live', context_length: 65_536, supports_structured_output: true },
                ],
              },
            ],
          },
        },
        result: {
          models: [{ id: 'openai/gpt-oss-120b', contextWindow: 131_072, capabilities: ['tools', 'json-schema'] }],
        },
      },
    ],
    health,
    huggingfaceTask: tasks,
  },
  errors: failures,
  streamErrors: [
    ...openaiStreamFailures,
    {
      name: 'of Text Generation Inference',
      event: 'data:{"error":"`inputs` tokens + `max_new_tokens` must be <= 8192.","error_type":"validation"}\n\n',
      code: 'context-length',
    },
  ],
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'serviceTier', operation: 'stream', request: asking({ serviceTier: 'flex' }) },
    {
      feature: 'aspectRatio',
      operation: 'image',
      request: { model: 'acme/draw', prompt: 'A fox', aspectRatio: '1:1' },
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};

const { object: _, ...plainChats } = openaiChats({ model: 'tgi' });

export const dedicatedManifest: ConformanceManifest<DedicatedOperation> = {
  chats: [
    ...Object.values(plainChats),
    {
      name: 'an object by its schema',
      features: ['json-schema'],
      request: asking({ output: { type: 'json-schema', name: 'place', schema: sampleSchema } }),
      sent: { response_format: { type: 'json_schema', value: { name: 'place', schema: sampleSchema } } },
      ...openaiAnswer({ content: '{"city":"Rome"}' }, 'stop'),
      result: { text: '{"city":"Rome"}' },
    },
  ],
  operations: {
    complete,
    embed,
    rerank,
    countTokens: [
      {
        name: 'a conversation',
        request: { messages: [user('Hello there'), user('Bye')] },
        sent: { inputs: 'Hello there\nBye' },
        reply: {
          body: [
            { id: 1, text: 'Hello', start: 0, stop: 5 },
            { id: 2, text: ' there', start: 5, stop: 11 },
          ],
        },
        result: { inputTokens: 2 },
      },
    ],
    models,
    health: [{ name: 'an empty reply', request: {}, reply: { text: '' }, result: { status: 'ok' } }, ...health],
    huggingfaceTask: tasks,
  },
  errors: failures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'tools', operation: 'countTokens', request: asking({ tools: [{ name: 'clock' }] }) },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
