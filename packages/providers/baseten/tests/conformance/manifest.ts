// Baseten as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { BasetenOperation } from '../../src/index.ts';

const model = 'zai-org/GLM-5.2';
const { complete, embed, models, health } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

const errors: ConformanceManifest<BasetenOperation>['errors'] = [
  ...openaiFailures.filter(({ name }) => name !== '402'),
  { name: '402', reply: { status: 402, body: { error: 'Out of credits.' } }, code: 'quota' },
  { name: '404 as a text', reply: { status: 404, body: { error: 'Model not found' } }, code: 'not-found' },
  { name: '404 in an object', reply: openaiFailure(404, 'Model not found'), code: 'not-found' },
  { name: '408', reply: { status: 408, body: { error: 'Timed out.' } }, code: 'timeout' },
  { name: '504', reply: { status: 504, body: { error: 'Timed out.' } }, code: 'timeout' },
  { name: '413', reply: { status: 413, body: { error: 'Payload is beyond the limit.' } }, code: 'invalid-request' },
  { name: '530', reply: { status: 530, body: { error: 'Workload plane.' } }, code: 'overloaded' },
];

const queueAt = (place: string) => ({
  name: 'the queue of an environment',
  request: {},
  reply: [
    {
      request: { method: 'GET', url: `${place}/async_queue_status` },
      response: { body: { model_id: 'abcd1234', num_queued_requests: 3, num_in_progress_requests: 1 } },
    },
  ],
});

/** What lies behind the routes of an environment, wherever that is. */
const predictions = (place: string, host: string) => {
  const seen = {
    request_id: 'run-1',
    model_id: 'abcd1234',
    deployment_id: 'd1',
    webhook_status: 'NO_WEBHOOK_PROVIDED',
  };
  return {
    basetenPredict: [
      {
        name: 'bytes',
        request: { input: { text: 'Hi' } },
        reply: [
          {
            request: { url: `${place}/predict` },
            response: { headers: { 'content-type': 'audio/wav' }, base64: 'UklGRg==' },
          },
        ],
        result: { data: new Uint8Array([82, 73, 70, 70]), mediaType: 'audio/wav' },
      },
      {
        name: 'an object',
        request: { input: { prompt: 'Hi' } },
        sent: { prompt: 'Hi' },
        reply: [{ request: { url: `${place}/predict` }, response: { body: { answer: 'Hello' } } }],
        result: { output: { answer: 'Hello' }, mediaType: 'application/json' },
      },
    ],
    basetenPredictStream: [
      {
        name: 'a text',
        request: { input: { prompt: 'Hi', stream: true } },
        sent: { prompt: 'Hi', stream: true },
        reply: [
          {
            request: { url: `${place}/predict` },
            response: { headers: { 'content-type': 'text/plain' }, text: 'Hello there' },
          },
        ],
        result: { text: 'Hello there', mediaType: 'text/plain' },
      },
    ],
    basetenAsync: [
      {
        name: 'a run that is queued',
        request: { input: { prompt: 'Hi' }, priority: 1, retry: { maxAttempts: 2 } },
        sent: { model_input: { prompt: 'Hi' }, priority: 1, inference_retry_config: { max_attempts: 2 } },
        reply: [
          { request: { url: `${place}/async_predict` }, response: { body: { request_id: 'run-1' } } },
          {
            request: { method: 'GET', url: `${host}/async_request/run-1` },
            response: { body: { ...seen, status: 'IN_PROGRESS' } },
          },
          {
            request: { method: 'GET', url: `${host}/async_request/run-1` },
            response: { body: { ...seen, status: 'SUCCEEDED' } },
          },
        ],
        result: { id: 'run-1' },
        settled: {
          id: 'run-1',
          status: 'SUCCEEDED',
          webhookStatus: 'NO_WEBHOOK_PROVIDED',
          modelId: 'abcd1234',
          deploymentId: 'd1',
        },
      },
    ],
    basetenQueue: [{ ...queueAt(place), result: { queued: 3, running: 1 } }],
  } satisfies Partial<ConformanceManifest<BasetenOperation>['operations']>;
};

const wake = (url: string) => [
  {
    name: 'a deployment',
    request: {},
    reply: [{ request: { url }, response: { status: 202, headers: { 'content-type': 'text/plain' }, text: '' } }],
    result: {},
  },
];

const rerank = (url: string) => [
  {
    name: 'two documents',
    request: { model: 'bge', query: 'q', documents: ['a', 'b'], topN: 1, returnDocuments: true },
    sent: { query: 'q', texts: ['a', 'b'] },
    reply: [
      {
        request: { url },
        response: {
          body: [
            { index: 1, score: 0.9 },
            { index: 0, score: 0.1 },
          ],
        },
      },
    ],
    result: { results: [{ index: 1, score: 0.9, document: 'b' }] },
  },
];

const chats = [
  ...Object.values(openaiChats({ model })),
  openaiThoughts({ model, field: 'reasoning_content', sent: { reasoning_effort: 'high' }, echoed: true }),
];

export const modelAPIsManifest: ConformanceManifest<BasetenOperation> = {
  chats,
  // An address of the caller's own may have everything.
  operations: {
    complete,
    embed,
    rerank: rerank('/v1/sync/rerank'),
    models,
    health,
    ...predictions('/v1', '/v1'),
    basetenWake: wake('/v1/wake'),
  },
  errors,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [{ feature: 'metadata', operation: 'chat', request: asking({ metadata: { team: 'a' } }) }],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};

const place = '/environments/production';

export const deploymentManifest: ConformanceManifest<BasetenOperation> = {
  chats,
  operations: {
    complete,
    embed,
    rerank: rerank(`${place}/sync/rerank`),
    models,
    health: [{ ...queueAt(place), result: { status: 'ok' } }],
    ...predictions(place, ''),
    basetenWake: wake('/production/wake'),
  },
  errors,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [{ feature: 'inputType', operation: 'embed', request: { input: ['a'], inputType: 'query' } }],
  requestIdHeader: 'x-baseten-request-id',
  basePath: `${place}/sync/v1`,
};
