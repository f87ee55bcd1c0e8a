// xAI's other operations, as its reference writes them.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import { openaiAnswer, openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { XaiOperation } from '../../src/index.ts';

const { models, files } = openaiOperationExchanges;
const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const wav = { headers: { 'content-type': 'audio/wav' }, base64: Buffer.from(sound).toString('base64') };
const words = [
  { text: 'Hello', start: 0, end: 0.5, speaker: 0 },
  { text: 'there.', start: 0.5, end: 1, confidence: 0.9 },
];
const transcript = { body: { text: 'Hello there.', language: 'en', duration: 3, words } };
const recording = { audio: sound, mediaType: 'audio/wav' };
const video = { model: 'grok-imagine-video', prompt: 'A fox' };
const looked = { method: 'GET', url: '/videos/vid-1' };
const deferred = { method: 'GET', url: '/chat/deferred-completion/req-1' };
const batch = { batch_id: 'batch_1', name: 'b', create_time: '2026-08-10', expire_time: '2026-09-09' };
const counts = (pending: number, success: number, error: number) => ({
  ...batch,
  state: { num_requests: 2, num_pending: pending, num_success: success, num_error: error, num_cancelled: 0 },
});
const { reply } = openaiAnswer({ content: 'Hello', model: 'grok-4.6' }, 'stop');

const speech: ConformanceManifest<XaiOperation>['operations']['speech'] = [
  {
    name: 'a sentence',
    request: { input: 'Hello', voice: 'ara', format: 'wav', sampleRate: 24_000, speed: 1.2 },
    sent: {
      text: 'Hello',
      voice_id: 'ara',
      language: 'auto',
      output_format: { codec: 'wav', sample_rate: 24_000 },
      speed: 1.2,
    },
    reply: wav,
    result: { audio: { data: sound, mediaType: 'audio/wav' } },
  },
];
const transcribe: ConformanceManifest<XaiOperation>['operations']['transcribe'] = [
  {
    name: 'a recording',
    request: recording,
    reply: transcript,
    result: { text: 'Hello there.', language: 'en', durationSeconds: 3, usage: { units: { audioSeconds: 3 } } },
  },
];

export const operations: ConformanceManifest<XaiOperation>['operations'] = {
  image: [
    {
      name: 'a picture by its link',
      request: { model: 'grok-imagine-image', prompt: 'A fox', aspectRatio: '16:9', n: 1 },
      sent: { model: 'grok-imagine-image', prompt: 'A fox', aspect_ratio: '16:9', n: 1 },
      reply: {
        body: {
          data: [{ url: 'https://imgen.x.ai/a.jpeg', mime_type: 'image/jpeg' }],
          usage: { cost_in_usd_ticks: 200_000_000 },
        },
      },
      result: {
        images: [{ url: 'https://imgen.x.ai/a.jpeg', mediaType: 'image/jpeg' }],
        cost: { amount: 0.02, currency: 'USD', source: 'vendor', includesLostAttempts: false },
      },
    },
    {
      name: 'a picture that is changed',
      request: {
        model: 'grok-imagine-image',
        prompt: 'Green',
        images: [{ data: samplePicture, mediaType: 'image/png' }],
      },
      sent: { image: { type: 'image_url', url: `data:image/png;base64,${samplePicture}` } },
      reply: { body: { data: [{ b64_json: samplePicture }] } },
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
    },
  ],
  video: [
    {
      name: 'one that is ready in the end',
      request: { ...video, durationSeconds: 5, aspectRatio: '16:9', resolution: '720p' },
      sent: { ...video, duration: 5, aspect_ratio: '16:9', resolution: '720p' },
      reply: [
        { request: { url: '/videos/generations' }, response: { body: { request_id: 'vid-1' } } },
        { request: looked, response: { status: 202, body: { status: 'pending', progress: 18 } } },
        {
          request: looked,
          response: {
            body: { status: 'done', video: { url: 'https://vidgen.x.ai/a.mp4', duration: 5 }, progress: 100 },
          },
        },
        {
          request: looked,
          response: {
            body: { status: 'done', video: { url: 'https://vidgen.x.ai/a.mp4', duration: 5 }, progress: 100 },
          },
        },
      ],
      result: { id: 'vid-1' },
      settled: { videos: [{ url: 'https://vidgen.x.ai/a.mp4', mediaType: 'video/mp4', durationSeconds: 5 }] },
    },
  ],
  speech,
  // Nothing tells the pieces apart: the sound is handed out as it comes.
  speechStream: speech,
  transcribe,
  // Nothing is streamed over HTTP: the transcript comes in one part.
  transcribeStream: transcribe,
  countTokens: [
    {
      name: 'two messages',
      request: { model: 'grok-4.6', messages: [{ role: 'system', content: 'Be kind.' }, user('Hi')] },
      sent: { model: 'grok-4.6', text: 'Be kind.\nHi' },
      reply: { body: { token_ids: [{ token_id: 1, string_token: 'Be', token_bytes: [66] }, { token_id: 2 }] } },
      result: { inputTokens: 2, estimated: true },
    },
  ],
  models,
  health: [
    {
      name: 'the key',
      request: {},
      reply: { body: { redacted_api_key: 'xai-…', acls: ['api-key:model:*'], api_key_blocked: false } },
      result: { status: 'ok' },
    },
  ],
  files: files.filter(({ name }) => !name.includes('two pages')),
  batch: [
    {
      name: 'one that succeeds, and one that does not',
      request: {
        model: 'grok-4.6',
        requests: [
          { id: 'a', request: { messages: [user('Hi')] } },
          { id: 'b', request: { messages: [user('Ho')] } },
        ],
      },
      reply: [
        { request: { url: '/batches' }, response: { body: batch } },
        { request: { url: '/batches/batch_1/requests' }, response: { body: {} } },
        { request: { method: 'GET', url: '/batches/batch_1' }, response: { body: counts(2, 0, 0) } },
        { request: { method: 'GET', url: '/batches/batch_1' }, response: { body: counts(0, 1, 1) } },
        {
          request: { method: 'GET', url: '/batches/batch_1/results' },
          response: {
            body: {
              results: [
                { batch_request_id: 'a', batch_result: { response: { chat_get_completion: reply.body } } },
                { batch_request_id: 'b', batch_result: { error: 'The model grok-0 does not exist' } },
              ],
            },
          },
        },
      ],
      result: { id: 'batch_1' },
      settled: [
        { id: 'a', response: { text: 'Hello' } },
        { id: 'b', error: { code: 'not-found' } },
      ],
    },
  ],
  xaiDeferred: [
    {
      name: 'an answer that is not there yet',
      request: { model: 'grok-4.6', messages: [user('Hi')] },
      sent: { model: 'grok-4.6', deferred: true },
      reply: [
        { request: { url: '/chat/completions' }, response: { body: { request_id: 'req-1' } } },
        { request: deferred, response: { status: 202 } },
        { request: deferred, response: reply },
      ],
      result: { id: 'req-1' },
      settled: { text: 'Hello', finishReason: 'stop' },
    },
  ],
};
