// Fireworks as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture, sampleTool } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { FireworksOperation } from '../../src/index.ts';

const model = 'accounts/fireworks/models/kimi-k2p6';
const { complete, embed, transcribe, models, health } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const flux = 'accounts/fireworks/models/flux-1-schnell-fp8';
const kontext = 'accounts/fireworks/models/flux-kontext-pro';
const account = '/v1/accounts/acme';
const job = { name: 'accounts/acme/batchInferenceJobs/job-1', outputDatasetId: 'accounts/acme/datasets/out-1' };
const answered = {
  id: 'chatcmpl-1',
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};

export const manifest: ConformanceManifest<FireworksOperation> = {
  chats: [
    ...Object.values(openaiChats({ model })),
    openaiThoughts({ model, field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: true }),
  ],
  operations: {
    complete,
    embed,
    rerank: [
      {
        name: 'two documents',
        request: {
          model: 'fireworks/qwen3-reranker-8b',
          query: 'q',
          documents: ['a', 'b'],
          topN: 1,
          returnDocuments: true,
        },
        sent: { model: 'fireworks/qwen3-reranker-8b', query: 'q', documents: ['a', 'b'], top_n: 1 },
        reply: { body: { data: [{ index: 1, relevance_score: 0.5 }], usage: { prompt_tokens: 7, total_tokens: 7 } } },
        result: { results: [{ index: 1, score: 0.5, document: 'b' }], usage: { inputTokens: 7 } },
      },
    ],
    image: [
      {
        name: 'a picture as it is',
        request: { model: flux, prompt: 'A fox', aspectRatio: '16:9' },
        sent: { prompt: 'A fox', aspect_ratio: '16:9' },
        reply: { headers: { 'content-type': 'image/png' }, base64: samplePicture },
        result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
      },
      {
        name: 'two pictures in JSON',
        request: { model: flux, prompt: 'A fox', n: 2 },
        sent: { samples: 2 },
        reply: { body: { base64: [samplePicture, samplePicture], finishReason: 'SUCCESS', seed: 3 } },
        result: {
          images: [
            { data: samplePicture, mediaType: 'image/png', seed: 3 },
            { data: samplePicture, mediaType: 'image/png', seed: 3 },
          ],
        },
      },
      {
        name: 'a picture that is changed',
        request: { model: kontext, prompt: 'At night', images: [{ url: 'https://example.com/a.png' }] },
        sent: { prompt: 'At night', input_image: 'https://example.com/a.png' },
        reply: [
          { request: { url: `/inference/v1/workflows/${kontext}` }, response: { body: { request_id: 'r-1' } } },
          {
            request: { url: `/inference/v1/workflows/${kontext}/get_result` },
            response: { body: { id: 'r-1', status: 'Pending', result: null } },
          },
          {
            request: { url: `/inference/v1/workflows/${kontext}/get_result` },
            response: { body: { id: 'r-1', status: 'Ready', result: { sample: 'https://example.com/b.png' } } },
          },
        ],
        result: { images: [{ url: 'https://example.com/b.png' }] },
      },
    ],
    transcribe,
    // Nothing is streamed by the vendor here: the transcript comes in one part.
    transcribeStream: transcribe,
    models,
    health,
    batch: [
      {
        name: 'one that succeeds, and one that does not',
        request: {
          requests: [
            { id: 'a', request: { model, messages: [user('Hi')] } },
            { id: 'b', request: { model, messages: [user('Ho')] } },
          ],
        },
        reply: [
          { request: { url: `${account}/datasets` }, response: { body: { name: 'accounts/acme/datasets/in-1' } } },
          { request: { url: `${account}/datasets/in-1:upload` }, response: { body: { id: 'in-1', object: 'file' } } },
          {
            request: { url: `${account}/batchInferenceJobs` },
            response: { body: { ...job, state: 'JOB_STATE_CREATING' } },
          },
          {
            request: { method: 'GET', url: `${account}/batchInferenceJobs/job-1` },
            response: { body: { ...job, state: 'JOB_STATE_RUNNING', jobProgress: { percent: 50 } } },
          },
          {
            request: { method: 'GET', url: `${account}/batchInferenceJobs/job-1` },
            response: { body: { ...job, state: 'JOB_STATE_COMPLETED' } },
          },
          {
            request: { method: 'GET', url: `${account}/batchInferenceJobs/job-1` },
            response: { body: { ...job, state: 'JOB_STATE_COMPLETED' } },
          },
          {
            request: { method: 'GET', url: `${account}/datasets/out-1:getDownloadEndpoint` },
            response: { body: { filenameToSignedUrls: { 'out.jsonl': '{{origin}}/signed/out.jsonl' } } },
          },
          {
            request: { method: 'GET', url: '/signed/out.jsonl' },
            response: {
              text: [
                { custom_id: 'a', response: answered },
                { custom_id: 'b', error: { message: 'Too long.', code: 'context_length_exceeded' } },
              ]
                .map((line) => JSON.stringify(line))
                .join('\n'),
            },
          },
        ],
        result: { id: 'job-1' },
        settled: [
          { id: 'a', response: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } } },
          { id: 'b', error: { code: 'context-length' } },
        ],
      },
    ],
  },
  errors: [
    ...openaiFailures,
    { name: '404 as a text', reply: { status: 404, body: { error: 'Model not found.' } }, code: 'not-found' },
    {
      name: '403 of a wrong key',
      reply: openaiFailure(403, 'Unauthorized: the API key is invalid.'),
      code: 'authentication',
    },
    {
      name: '412 of an account that is suspended',
      reply: openaiFailure(412, 'Account acme is suspended, possibly due to reaching the monthly spending limit.'),
      code: 'billing',
    },
    {
      name: '412 of an adapter that cannot be loaded',
      reply: openaiFailure(412, 'LoRA could not be loaded.'),
      code: 'permission',
    },
    { name: '408', reply: openaiFailure(408, 'Request timed out.'), code: 'timeout' },
    { name: '405', reply: openaiFailure(405, 'Method not allowed.'), code: 'unsupported' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'metadata', operation: 'chat', request: asking({ metadata: { team: 'a' } }) },
    { feature: 'output', operation: 'stream', request: asking({ tools: [sampleTool], output: { type: 'json' } }) },
    { feature: 'quality', operation: 'image', request: { model: flux, prompt: 'p', quality: 'high' } },
    { feature: 'size', operation: 'image', request: { model: flux, prompt: 'p', size: '1024x768' } },
    { feature: 'n', operation: 'image', request: { model: 'playground-v2', prompt: 'p', n: 2 } },
    {
      feature: 'images',
      operation: 'image',
      request: { model: flux, prompt: 'p', images: [{ url: 'https://example.com/a.png' }] },
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/inference/v1',
};
