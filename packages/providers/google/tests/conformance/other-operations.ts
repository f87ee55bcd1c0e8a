// Every operation of Google's beside chat.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import type { GoogleOperation } from '../../src/index.ts';
import { model } from './wire.ts';

const file = {
  name: 'files/abc',
  displayName: 'notes.txt',
  mimeType: 'text/plain',
  sizeBytes: '5',
  createTime: '2026-11-01T00:00:00Z',
  state: 'ACTIVE',
  uri: 'https://generativelanguage.googleapis.com/v1beta/files/abc',
};
const samples = new Uint8Array([1, 0, 2, 0]);
const hello = {
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
  modelVersion: model,
  responseId: 'r-1',
};
const batch = (state: string, more: object = {}) => ({
  name: 'batches/b1',
  metadata: {
    '@type': 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch',
    state,
    createTime: '2026-11-01T00:00:00Z',
  },
  ...more,
});
const video = { name: 'models/veo-3.1-generate-preview/operations/op1' };

export const otherOperations: ConformanceManifest<GoogleOperation>['operations'] = {
  embed: [
    {
      name: 'one text',
      request: { model: 'gemini-embedding-001', input: 'one', inputType: 'query', dimensions: 768 },
      sent: { content: { parts: [{ text: 'one' }] }, taskType: 'RETRIEVAL_QUERY', outputDimensionality: 768 },
      reply: { body: { embedding: { values: [1.2, -1.6] } } },
      // A shortened vector is no unit vector any more: it is made one again.
      result: { embeddings: [[0.6, -0.8]] },
    },
    {
      name: 'two texts',
      request: { model: 'gemini-embedding-001', input: ['one', 'two'] },
      sent: {
        requests: [
          { model: 'models/gemini-embedding-001', content: { parts: [{ text: 'one' }] } },
          { content: { parts: [{ text: 'two' }] } },
        ],
      },
      reply: { body: { embeddings: [{ values: [0.6, 0.8] }, { values: [0.8, 0.6] }] } },
      result: {
        embeddings: [
          [0.6, 0.8],
          [0.8, 0.6],
        ],
      },
    },
  ],
  image: [
    {
      name: 'a picture of a chat model',
      request: { model: 'gemini-3.1-flash-image-preview', prompt: 'A red square', aspectRatio: '1:1' },
      sent: {
        contents: [{ role: 'user', parts: [{ text: 'A red square' }] }],
        generationConfig: { imageConfig: { aspectRatio: '1:1' } },
      },
      reply: {
        body: {
          ...hello,
          candidates: [
            {
              index: 0,
              content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: samplePicture } }] },
              finishReason: 'STOP',
            },
          ],
        },
      },
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }], usage: { inputTokens: 3, outputTokens: 1 } },
    },
    {
      name: 'two of Imagen',
      request: { model: 'imagen-4.0-generate-001', prompt: 'A red square', n: 2 },
      sent: { instances: [{ prompt: 'A red square' }], parameters: { sampleCount: 2 } },
      reply: {
        body: {
          predictions: [
            { bytesBase64Encoded: samplePicture, mimeType: 'image/png' },
            { bytesBase64Encoded: samplePicture, mimeType: 'image/png' },
          ],
        },
      },
      result: { images: [{ data: samplePicture }, { data: samplePicture }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'gemini-3.1-flash-tts-preview', input: 'Hello', voice: 'Kore' },
      sent: {
        generationConfig: {
          responseModalities: ['AUDIO'],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
        },
      },
      reply: {
        body: {
          ...hello,
          candidates: [
            {
              index: 0,
              content: {
                role: 'model',
                parts: [
                  { inlineData: { mimeType: 'audio/L16;rate=24000', data: Buffer.from(samples).toString('base64') } },
                ],
              },
              finishReason: 'STOP',
            },
          ],
        },
      },
      // Raw samples get a head that players understand.
      result: { audio: { mediaType: 'audio/wav', sampleRate: 24_000 } },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model, audio: samples, mediaType: 'audio/wav' },
      sent: { contents: [{ role: 'user' }] },
      reply: { body: hello },
      result: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model, messages: [user('Hi')] },
      reply: { body: { totalTokens: 11 } },
      result: { inputTokens: 11 },
    },
  ],
  models: [
    {
      name: 'two pages',
      request: {},
      reply: [
        {
          body: {
            models: [
              {
                name: `models/${model}`,
                displayName: 'Gemini',
                inputTokenLimit: 1_048_576,
                outputTokenLimit: 65_536,
                supportedGenerationMethods: ['generateContent'],
                thinking: true,
              },
            ],
            nextPageToken: 'next',
          },
        },
        { body: { models: [{ name: 'models/gemini-embedding-001', supportedGenerationMethods: ['embedContent'] }] } },
      ],
      result: { models: [{ id: model, provider: 'google', maxOutput: 65_536 }, { id: 'gemini-embedding-001' }] },
    },
  ],
  health: [
    {
      name: 'all is well',
      request: {},
      reply: { body: { models: [{ name: `models/${model}` }] } },
      result: { status: 'ok' },
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
      reply: [
        {
          request: { url: '/upload/v1beta/files' },
          response: { headers: { 'x-goog-upload-url': '{{origin}}/upload/v1beta/files/session' }, body: {} },
        },
        { request: { url: '/upload/v1beta/files/session' }, response: { body: { file } } },
      ],
      result: { file: { id: 'files/abc', name: 'notes.txt', bytes: 5, mediaType: 'text/plain', status: 'ready' } },
    },
    {
      name: 'list',
      request: { action: 'list' },
      reply: [{ request: { method: 'GET', url: '/v1beta/files' }, response: { body: { files: [file] } } }],
      result: { files: [{ id: 'files/abc' }] },
    },
    {
      name: 'get',
      request: { action: 'get', id: 'files/abc' },
      reply: [{ request: { method: 'GET', url: '/v1beta/files/abc' }, response: { body: file } }],
      result: { file: { id: 'files/abc' } },
    },
    {
      name: 'content',
      request: { action: 'content', id: 'files/abc' },
      reply: [
        {
          request: { method: 'GET', url: '/download/v1beta/files/abc:download' },
          response: { headers: { 'content-type': 'text/plain' }, text: 'notes' },
        },
      ],
      result: { data: new TextEncoder().encode('notes') },
    },
    {
      name: 'delete',
      request: { action: 'delete', id: 'files/abc' },
      reply: [{ request: { method: 'DELETE', url: '/v1beta/files/abc' }, response: { body: {} } }],
      result: { id: 'files/abc', deleted: true },
    },
  ],
  batch: [
    {
      name: 'one that succeeds, and one that does not',
      request: {
        model,
        requests: [
          { id: 'a', request: { messages: [user('Hi')] } },
          { id: 'b', request: { messages: [user('Ho')] } },
        ],
      },
      reply: [
        {
          request: { url: `/v1beta/models/${model}:batchGenerateContent` },
          response: { body: batch('BATCH_STATE_PENDING') },
        },
        { request: { method: 'GET', url: '/v1beta/batches/b1' }, response: { body: batch('BATCH_STATE_RUNNING') } },
        {
          request: { method: 'GET', url: '/v1beta/batches/b1' },
          response: {
            body: batch('BATCH_STATE_SUCCEEDED', {
              done: true,
              response: {
                inlinedResponses: {
                  inlinedResponses: [
                    { metadata: { key: 'a' }, response: hello },
                    {
                      metadata: { key: 'b' },
                      error: {
                        code: 3,
                        message: 'The input token count (2) exceeds the maximum number of tokens allowed (1).',
                      },
                    },
                  ],
                },
              },
            }),
          },
        },
      ],
      result: { id: 'batches/b1' },
      settled: [
        { id: 'a', response: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } } },
        { id: 'b', error: { code: 'context-length' } },
      ],
    },
  ],
  video: [
    {
      name: 'a cat',
      request: { model: 'veo-3.1-generate-preview', prompt: 'A cat on a bicycle', aspectRatio: '16:9' },
      sent: { instances: [{ prompt: 'A cat on a bicycle' }], parameters: { aspectRatio: '16:9' } },
      reply: [
        { request: { url: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning' }, response: { body: video } },
        { request: { method: 'GET', url: `/v1beta/${video.name}` }, response: { body: { ...video, done: false } } },
        {
          request: { method: 'GET', url: `/v1beta/${video.name}` },
          response: {
            body: {
              ...video,
              done: true,
              response: {
                generateVideoResponse: { generatedSamples: [{ video: { uri: 'https://videos.example/1' } }] },
              },
            },
          },
        },
      ],
      result: { id: video.name },
      settled: { videos: [{ url: 'https://videos.example/1', mediaType: 'video/mp4' }] },
    },
  ],
};
