// Every operation of Replicate's beside chat: predictions of other models, lists and files.
import type { ConformanceManifest } from '@kit/testing';
import type { ReplicateOperation } from '../../src/index.ts';
import { prediction, succeeded } from './wire.ts';

const flux = 'black-forest-labs/flux-schnell';
const link = (name: string) => `https://replicate.delivery/${name}`;
const file = {
  id: 'file-1',
  name: 'notes.txt',
  content_type: 'text/plain',
  size: 5,
  created_at: '2026-11-01T10:00:00.000Z',
  expires_at: '2026-11-02T10:00:00.000Z',
  urls: { get: 'https://api.replicate.com/v1/files/file-1' },
};

export const otherOperations: ConformanceManifest<ReplicateOperation>['operations'] = {
  embed: [
    {
      name: 'two texts, as JSON in a text',
      request: { model: 'nateraw/bge-large-en-v1.5', input: ['one', 'two'] },
      sent: { input: { texts: '["one","two"]' } },
      reply: succeeded('p-embed', [
        [0.5, -1],
        [0.25, 0.75],
      ]),
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
      },
    },
  ],
  image: [
    {
      name: 'two pictures',
      request: { model: flux, prompt: 'A fox', n: 2, aspectRatio: '1:1' },
      sent: { input: { prompt: 'A fox', num_outputs: 2, aspect_ratio: '1:1' } },
      reply: succeeded('p-image', [link('0.webp'), link('1.webp')], { metrics: { image_count: 2 } }),
      result: {
        images: [{ url: link('0.webp') }, { url: link('1.webp') }],
        usage: { units: { images: 2 } },
      },
    },
    {
      name: 'one of a version, which is looked at until it is done',
      request: { model: 'acme/fox:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa', prompt: 'A fox' },
      sent: { version: 'acme/fox:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa' },
      reply: [
        { request: { url: '/v1/predictions' }, response: prediction('p-fox') },
        { request: { method: 'GET', url: '/predictions/p-fox' }, response: succeeded('p-fox', link('fox.png')) },
      ],
      result: { images: [{ url: link('fox.png'), mediaType: 'image/png' }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'minimax/speech-02-hd', input: 'Hello', voice: 'Wise_Woman' },
      sent: { input: { text: 'Hello', voice_id: 'Wise_Woman' } },
      reply: succeeded('p-speech', link('hello.mp3'), { metrics: { character_input_count: 5 } }),
      result: {
        audio: { url: link('hello.mp3'), mediaType: 'audio/mpeg' },
        usage: { units: { characters: 5 } },
      },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model: 'openai/whisper', audio: { url: 'https://example.com/a.wav' }, language: 'en' },
      sent: { input: { audio: 'https://example.com/a.wav', language: 'en' } },
      reply: succeeded('p-whisper', {
        transcription: ' Hello there.',
        detected_language: 'english',
        segments: [{ start: 0, end: 1.5, text: ' Hello there.' }],
      }),
      result: {
        text: 'Hello there.',
        language: 'english',
        segments: [{ text: ' Hello there.', startSeconds: 0, endSeconds: 1.5 }],
      },
    },
  ],
  video: [
    {
      name: 'a cat',
      request: { model: 'google/veo-3', prompt: 'A cat', durationSeconds: 5 },
      sent: { input: { prompt: 'A cat', duration: 5 } },
      reply: [
        { request: { url: '/models/google/veo-3/predictions' }, response: prediction('p-video') },
        {
          request: { method: 'GET', url: '/predictions/p-video' },
          response: prediction('p-video', { status: 'processing' }),
        },
        { request: { method: 'GET', url: '/predictions/p-video' }, response: succeeded('p-video', link('cat.mp4')) },
      ],
      result: { id: 'p-video' },
      settled: { videos: [{ url: link('cat.mp4'), mediaType: 'video/mp4' }] },
    },
  ],
  models: [
    {
      name: 'the official ones',
      request: {},
      reply: { body: { slug: 'official', models: [{ owner: 'openai', name: 'gpt-5', description: 'A model.' }] } },
      result: { models: [{ id: 'openai/gpt-5', provider: 'replicate', name: 'gpt-5' }] },
    },
    {
      name: 'all, in two pages',
      request: { vendor: { replicate: { all: true } } },
      reply: [
        { body: { next: '{{origin}}/v1/models?cursor=two', results: [{ owner: 'acme', name: 'one' }] } },
        { body: { next: null, results: [{ owner: 'acme', name: 'two' }] } },
      ],
      result: { models: [{ id: 'acme/one' }, { id: 'acme/two' }] },
    },
  ],
  files: [
    {
      name: 'upload',
      request: {
        action: 'upload',
        data: new TextEncoder().encode('notes'),
        mediaType: 'text/plain',
        name: 'notes.txt',
      },
      reply: [{ request: { url: '/files' }, response: { status: 201, body: file } }],
      result: { file: { id: 'file-1', name: 'notes.txt', bytes: 5, mediaType: 'text/plain', status: 'ready' } },
    },
    {
      name: 'list',
      request: { action: 'list' },
      reply: [{ request: { method: 'GET', url: '/files' }, response: { body: { next: null, results: [file] } } }],
      result: { files: [{ id: 'file-1' }] },
    },
    {
      name: 'get',
      request: { action: 'get', id: 'file-1' },
      reply: [{ request: { method: 'GET', url: '/files/file-1' }, response: { body: file } }],
      result: { file: { id: 'file-1' } },
    },
    {
      name: 'delete',
      request: { action: 'delete', id: 'file-1' },
      reply: [{ request: { method: 'DELETE', url: '/files/file-1' }, response: { status: 204 } }],
      result: { id: 'file-1', deleted: true },
    },
  ],
  health: [
    {
      name: 'the account',
      request: {},
      reply: { body: { type: 'user', username: 'acme' } },
      result: { status: 'ok' },
    },
  ],
  replicatePredict: [
    {
      name: 'any model with its own input',
      request: { model: 'acme/anything', input: { odd: true } },
      sent: { input: { odd: true } },
      reply: [
        { request: { url: '/models/acme/anything/predictions' }, response: prediction('p-any') },
        { request: { method: 'GET', url: '/predictions/p-any' }, response: succeeded('p-any', { answer: 42 }) },
      ],
      result: { id: 'p-any' },
      settled: { id: 'p-any', status: 'succeeded', output: { answer: 42 } },
    },
  ],
};
