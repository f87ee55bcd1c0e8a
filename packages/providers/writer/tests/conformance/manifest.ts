// Writer as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import {
  openaiAnswer,
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { WriterOperation } from '../../src/index.ts';

const model = 'palmyra-x5';
const { json: _, logprobs: __, ...chats } = openaiChats({ model });
const { complete } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const listed = { body: { models: [{ id: 'palmyra-x5', name: 'Palmyra X5' }] } };
const file = {
  id: 'file-1',
  name: 'notes.pdf',
  created_at: '2026-11-20T00:00:00Z',
  status: 'completed',
  graph_ids: [],
};
const failure = (status: number, description: string) => ({
  status,
  body: { tpe: 'fail', errors: [{ description, key: 'k', extras: null }], extras: null },
});
const graph = {
  graph_data: {
    status: 'finished',
    sources: [{ file_id: 'file-1', snippet: 'It is blue.' }],
    subqueries: null,
    references: { web: [{ url: 'https://sky.example/', title: 'Sky', text: 'Blue.', score: 0.9 }] },
  },
};

export const manifest: ConformanceManifest<WriterOperation> = {
  chats: [
    ...Object.values(chats),
    {
      name: 'an answer with sources',
      features: ['citations'],
      request: asking({ tools: [{ type: 'hosted', name: 'graph', options: { function: { graph_ids: ['g-1'] } } }] }),
      sent: { tools: [{ type: 'graph', function: { graph_ids: ['g-1'] } }] },
      ...openaiAnswer({ model, content: 'Blue.', more: graph }, 'stop'),
      result: { text: 'Blue.' },
    },
  ],
  operations: {
    complete,
    models: [
      { name: 'all of them', request: {}, reply: listed, result: { models: [{ id: model, name: 'Palmyra X5' }] } },
    ],
    health: [{ name: 'the list of models', request: {}, reply: listed, result: { status: 'ok' } }],
    files: [
      {
        name: 'upload',
        request: { action: 'upload', data: new Uint8Array([37, 80]), mediaType: 'application/pdf', name: 'notes.pdf' },
        reply: [{ request: { url: '/files' }, response: { body: file } }],
        result: { file: { id: 'file-1', name: 'notes.pdf', createdAt: Date.UTC(2026, 10, 20), status: 'ready' } },
      },
      {
        name: 'list',
        request: { action: 'list' },
        reply: [{ request: { method: 'GET', url: '/files' }, response: { body: { data: [file], has_more: false } } }],
        result: { files: [{ id: 'file-1' }] },
      },
      {
        name: 'content',
        request: { action: 'content', id: 'file-1' },
        reply: [
          {
            request: { method: 'GET', url: '/files/file-1/download' },
            response: { headers: { 'content-type': 'application/pdf' }, base64: 'JVA=' },
          },
        ],
        result: { data: new Uint8Array([37, 80]) },
      },
      {
        name: 'delete',
        request: { action: 'delete', id: 'file-1' },
        reply: [
          { request: { method: 'DELETE', url: '/files/file-1' }, response: { body: { id: 'file-1', deleted: true } } },
        ],
        result: { id: 'file-1', deleted: true },
      },
    ],
    parse: [
      {
        name: 'a PDF',
        request: { source: { fileId: 'file-1' }, format: 'text' },
        sent: { format: 'text' },
        reply: { body: { content: 'Notes.' } },
        result: { text: 'Notes.' },
      },
    ],
  },
  errors: [
    ...openaiFailures,
    { name: "401 in Writer's words", reply: failure(401, 'The key is unknown.'), code: 'authentication' },
    { name: "400 in Writer's words", reply: failure(400, 'temperature is out of range.'), code: 'invalid-request' },
    {
      name: "400 in Writer's words, too long",
      reply: failure(400, 'The prompt exceeds the maximum context length.'),
      code: 'context-length',
    },
    { name: "429 in Writer's words", reply: failure(429, 'Slow down.'), code: 'rate-limit' },
    { name: '404 of a gateway', reply: { status: 404, body: { detail: 'Not Found' } }, code: 'not-found' },
  ],
  streamErrors: openaiStreamFailures,
  // Recorded streams have no `[DONE]`: the body's end is the end. One that comes is understood.
  streamEnding: { marker: 'data: [DONE]\n\n', without: 'complete' },
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 5 }) },
    { feature: 'topK', operation: 'stream', request: asking({ topK: 5 }) },
    { feature: 'reasoning', operation: 'chat', request: asking({ reasoning: { effort: 'high' } }) },
    { feature: 'frequencyPenalty', operation: 'chat', request: asking({ frequencyPenalty: 1 }) },
    { feature: 'user', operation: 'chat', request: asking({ user: 'u-1' }) },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
