// Runpod as the conformance suite sees it: the OpenAI-like face of an endpoint, and chats as jobs.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { RunpodOperation } from '../../src/index.ts';

const model = 'openai/gpt-oss-120b';
const { logprobs: _, ...chats } = openaiChats({ model });
const { complete, embed, rerank, models } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });

export const job = (more: object) => ({
  id: 'job-1',
  status: 'COMPLETED',
  delayTime: 10,
  executionTime: 1_500,
  ...more,
});
const queued = { id: 'job-1', status: 'IN_QUEUE' };
const done = (output: unknown) => ({ body: job({ output }) });
const counted = { usage: { units: { computeSeconds: 1.5 } } };
const path = (place: string) => `/ep-1/${place}`;
const get = (place: string, body: unknown) => ({ request: { method: 'GET', url: path(place) }, response: { body } });
const post = (place: string, body: unknown) => ({ request: { url: path(place) }, response: { body } });

type Others = Omit<ConformanceManifest<RunpodOperation>['operations'], 'chat' | 'stream'>;

const operations: Others = {
  complete,
  embed,
  rerank,
  models,
  image: [
    {
      name: 'a picture, by its link',
      request: { prompt: 'A fox', size: '1024x1024', seed: 7 },
      sent: { input: { prompt: 'A fox', size: '1024*1024', seed: 7 } },
      reply: done({ image_url: 'https://image.example/a.png', cost: 0.02 }),
      result: {
        images: [{ url: 'https://image.example/a.png' }],
        cost: { amount: 0.02, source: 'vendor' },
        ...counted,
      },
    },
    {
      name: 'a picture that is waited for',
      request: { prompt: 'A hare' },
      reply: [
        post('runsync', queued),
        get('status/job-1', queued),
        get('status/job-1', job({ output: { images: ['aGk='] } })),
      ],
      result: { images: [{ data: 'aGk=' }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'chatterbox-turbo', input: 'Hello', voice: 'lucy', format: 'wav' },
      sent: { input: { prompt: 'Hello', voice: 'lucy', format: 'wav' } },
      reply: done({ audio_url: 'https://audio.example/a.wav' }),
      result: { audio: { url: 'https://audio.example/a.wav' }, ...counted },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { audio: new Uint8Array([82, 73]), mediaType: 'audio/wav', language: 'en' },
      sent: { input: { audio_base64: 'Ukk=', language: 'en' } },
      reply: done({ result: 'Hello there.' }),
      result: { text: 'Hello there.' },
    },
  ],
  video: [
    {
      name: 'a video',
      request: { prompt: 'A fox runs', durationSeconds: 5, resolution: '720p' },
      sent: { input: { prompt: 'A fox runs', duration: 5, resolution: '720p' } },
      reply: [
        post('run', queued),
        get('status/job-1', { id: 'job-1', status: 'IN_PROGRESS' }),
        get('status/job-1', job({ output: { video_url: 'https://video.example/a.mp4' } })),
        get('status/job-1', job({ output: { video_url: 'https://video.example/a.mp4' } })),
      ],
      result: { id: 'ep-1/job-1' },
      settled: { videos: [{ url: 'https://video.example/a.mp4' }] },
    },
  ],
  health: [
    {
      name: 'queue and workers',
      request: {},
      reply: { body: { jobs: { inQueue: 2, inProgress: 1 }, workers: { ready: 1, idle: 1, throttled: 1 } } },
      result: { status: 'ok', detail: '2 jobs in the queue, 1 in progress; 2 workers ready, 0 starting, 1 throttled' },
    },
  ],
  runpodRun: [
    {
      name: 'any input',
      request: { input: { x: 1 }, policy: { ttl: 60_000 } },
      sent: { input: { x: 1 }, policy: { ttl: 60_000 } },
      reply: [
        post('run', queued),
        get('status/job-1', job({ output: { y: 2 } })),
        get('status/job-1', job({ output: { y: 2 } })),
      ],
      result: { id: 'ep-1/job-1' },
      settled: { id: 'job-1', status: 'COMPLETED', output: { y: 2 }, executionMs: 1_500 },
    },
  ],
  runpodStream: [
    {
      name: 'what a worker yields',
      request: { input: { count: 2 } },
      sent: { input: { count: 2 } },
      reply: [
        post('run', queued),
        get('stream/job-1', { status: 'IN_PROGRESS', stream: [{ output: 'one' }] }),
        get('stream/job-1', { status: 'COMPLETED', stream: [{ output: 'two' }] }),
        get('stream/job-1', { status: 'COMPLETED', stream: [] }),
        get('status/job-1', job({ output: ['one', 'two'] })),
        get('status/job-1', job({ output: ['one', 'two'] })),
      ],
      result: { outputs: ['one', 'two'], ...counted },
    },
  ],
};

const failures: ConformanceManifest<RunpodOperation>['errors'] = [
  ...openaiFailures,
  {
    name: '404 of a job that is gone',
    reply: { status: 404, body: { error: 'request does not exist' } },
    code: 'not-found',
  },
  {
    name: '400 of the queue',
    reply: { status: 400, body: { status: 400, title: 'Bad Request', detail: 'input: missing' } },
    code: 'invalid-request',
  },
  { name: '429 as text', reply: { status: 429, text: 'too many requests' }, code: 'rate-limit' },
  {
    name: 'an object of vLLM',
    reply: {
      status: 400,
      body: { object: 'error', message: "This model's maximum context length is 4096 tokens.", code: 400 },
    },
    code: 'context-length',
  },
];

export const manifest: ConformanceManifest<RunpodOperation> = {
  chats: Object.values(chats),
  operations,
  errors: failures,
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'serviceTier', operation: 'chat', request: asking({ serviceTier: 'flex' }) },
    { feature: 'n', operation: 'image', request: { prompt: 'A fox', n: 2 } },
    { feature: 'diarize', operation: 'transcribe', request: { audio: new Uint8Array([1]), diarize: true } },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v2',
};

const said = { choices: [{ tokens: ['Hello there'] }], usage: { input: 12, output: 3 } };

export const jobManifest: ConformanceManifest<RunpodOperation> = {
  chats: [
    {
      name: 'plain text',
      request: asking({ maxTokens: 200, temperature: 0.5 }),
      sent: {
        input: { messages: [{ role: 'user', content: 'Hi' }], sampling_params: { max_tokens: 200, temperature: 0.5 } },
      },
      reply: { body: job({ output: [said] }) },
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        usage: { inputTokens: 12, outputTokens: 3 },
        meta: { requestedModel: model, responseId: 'job-1' },
      },
    },
  ],
  operations,
  errors: failures,
  requestIdHeader: 'x-request-id',
  basePath: '/v2',
  outOfReach: { stream: 'asked for again and again, each time with a JSON: there is no body that streams' },
};
