// Every operation of GigaChat's beside chat.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import type { GigachatOperation } from '../../src/index.ts';
import { answer, answerOfV2, model } from './wire.ts';

type Operations = ConformanceManifest<GigachatOperation>['operations'];

const listed = {
  body: {
    object: 'list',
    data: [
      { id: model, object: 'model', owned_by: 'salutedevices', type: 'chat' },
      { id: 'Embeddings', object: 'model', owned_by: 'salutedevices', type: 'embedder' },
    ],
  },
};
const file = {
  id: 'file-1',
  object: 'file',
  bytes: 5,
  created_at: 1_794_960_000,
  filename: 'notes.txt',
  purpose: 'general',
  access_policy: 'private',
};
const batch = (status: string, more: object = {}) => ({
  id: 'batch-1',
  method: 'chat_completions',
  request_counts: { total: 2, completed: 1, failed: 1 },
  status,
  created_at: 1_794_960_000,
  ...more,
});
const done = {
  request: { method: 'GET', url: '/batches' },
  response: { body: [batch('completed', { output_file_id: 'file-2' })] },
};
const rows = [
  { id: 'a', result: answer({ text: 'Hello' }, 'stop').reply.body },
  { id: 'b', error: { status: 422, message: 'Invalid params' } },
];
const picture = { headers: { 'content-type': 'image/jpg' }, base64: 'AQID' };
const drawn = '<img src="file-7" fuse="true"/> A fox.';

export const otherOperations: Operations = {
  embed: [
    {
      name: 'two texts, each with its usage',
      request: { model: 'Embeddings', input: ['one', 'two'] },
      sent: { model: 'Embeddings', input: ['one', 'two'] },
      reply: {
        body: {
          object: 'list',
          data: [
            { object: 'embedding', embedding: [0.5, -1], index: 0, usage: { prompt_tokens: 2 } },
            { object: 'embedding', embedding: [0.25, 0.75], index: 1, usage: { prompt_tokens: 3 } },
          ],
          model: 'Embeddings',
        },
      },
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
        usage: { inputTokens: 5 },
      },
    },
  ],
  image: [
    {
      name: 'a picture, drawn in a chat and fetched',
      request: { model, prompt: 'A fox', style: 'You are Wassily Kandinsky.' },
      sent: { messages: [{ role: 'system' }, { role: 'user', content: 'A fox' }], function_call: 'auto' },
      reply: [
        { request: { url: '/api/v1/chat/completions' }, response: answer({ text: drawn }, 'stop').reply },
        { request: { method: 'GET', url: '/api/v1/files/file-7/content' }, response: picture },
      ],
      result: { images: [{ data: 'AQID', mediaType: 'image/jpg' }], usage: { inputTokens: 17, units: { images: 1 } } },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model, messages: [user('Hi')] },
      sent: { model, input: ['Hi'] },
      reply: { body: [{ object: 'tokens', tokens: 3, characters: 2 }] },
      result: { inputTokens: 3 },
    },
  ],
  models: [
    {
      name: 'all of them',
      request: {},
      reply: listed,
      result: {
        models: [
          { id: model, provider: 'gigachat', kind: 'chat' },
          { id: 'Embeddings', kind: 'embedding' },
        ],
      },
    },
  ],
  health: [{ name: 'all is well', request: {}, reply: listed, result: { status: 'ok' } }],
  files: [
    {
      name: 'upload',
      request: {
        action: 'upload',
        data: new TextEncoder().encode('notes'),
        mediaType: 'text/plain',
        name: 'notes.txt',
      },
      reply: [{ request: { url: '/files' }, response: { body: file } }],
      result: { file: { id: 'file-1', name: 'notes.txt', bytes: 5, purpose: 'general', status: 'ready' } },
    },
    {
      name: 'list',
      request: { action: 'list' },
      reply: [{ request: { method: 'GET', url: '/files' }, response: { body: { data: [file] } } }],
      result: { files: [{ id: 'file-1' }] },
    },
    {
      name: 'get',
      request: { action: 'get', id: 'file-1' },
      reply: [{ request: { method: 'GET', url: '/files/file-1' }, response: { body: file } }],
      result: { file: { id: 'file-1' } },
    },
    {
      name: 'content',
      request: { action: 'content', id: 'file-1' },
      reply: [
        {
          request: { method: 'GET', url: '/files/file-1/content' },
          response: { headers: { 'content-type': 'text/plain' }, text: 'notes' },
        },
      ],
      result: { data: new TextEncoder().encode('notes') },
    },
    {
      name: 'delete, which is a POST here',
      request: { action: 'delete', id: 'file-1' },
      reply: [{ request: { url: '/files/file-1/delete' }, response: { body: { id: 'file-1', deleted: true } } }],
      result: { id: 'file-1', deleted: true },
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
        { request: { url: '/batches' }, response: { body: batch('created') } },
        { request: { method: 'GET', url: '/batches' }, response: { body: [batch('in_progress')] } },
        done,
        {
          request: { method: 'GET', url: '/files/file-2/content' },
          response: {
            headers: { 'content-type': 'application/octet-stream' },
            text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
          },
        },
      ],
      result: { id: 'batch-1' },
      settled: [
        { id: 'a', response: { text: 'Hello', usage: { inputTokens: 17, outputTokens: 3 } } },
        { id: 'b', error: { code: 'invalid-request' } },
      ],
    },
  ],
};

/** Pictures are drawn by a tool of its own there; all else lives with the first contract. */
export const otherOperationsOfV2: Operations = {
  ...otherOperations,
  image: [
    {
      name: 'a picture, drawn in a chat and fetched',
      request: { model, prompt: 'A fox' },
      sent: { tools: [{ image_generate: {} }], tool_config: { mode: 'forced', tool_name: 'image_generate' } },
      reply: [
        {
          request: { url: '/api/v2/chat/completions' },
          response: answerOfV2(
            [{ files: [{ id: 'file-7', mime: 'image/jpeg', target: 'image' }] }, { text: 'A fox.' }],
            'stop',
          ).reply,
        },
        { request: { method: 'GET', url: '/api/v1/files/file-7/content' }, response: picture },
      ],
      result: { images: [{ data: 'AQID' }], usage: { inputTokens: 17, units: { images: 1 } } },
    },
  ],
};
