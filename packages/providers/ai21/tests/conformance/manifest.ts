// AI21 as the conformance suite sees it.
import { image, user } from '@kit/core';
import { type ChatExchange, type ConformanceManifest, samplePicture, sampleSchema } from '@kit/testing';
import {
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { Ai21Operation } from '../../src/index.ts';

const model = 'jamba-large';
const { plainText, toolCalls, stoppedToolCall, json, limit } = openaiChats({ model });
const { models } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
/** Answers with tools are asked for whole, and handed out as a stream of one piece. */
const whole = (chat: ChatExchange): ChatExchange => ({ ...chat, stream: chat.reply });
const picture = image({ data: samplePicture, mediaType: 'image/png' });
const file = { fileId: 'f-1', name: 'notes.txt', fileType: 'text/plain', sizeBytes: 5, status: 'UPLOADED' };
const listed = { method: 'GET', url: '/library/files' };
const one = { url: '/library/files/f-1' };
const known = { id: 'f-1', name: 'notes.txt', mediaType: 'text/plain', bytes: 5, status: 'ready' } as const;

export const manifest: ConformanceManifest<Ai21Operation> = {
  chats: [plainText, whole(toolCalls), whole(stoppedToolCall), json, limit],
  operations: {
    models,
    health: [{ name: 'the library', request: {}, reply: { body: [] }, result: { status: 'ok' } }],
    files: [
      {
        name: 'upload',
        request: {
          action: 'upload',
          data: new TextEncoder().encode('notes'),
          mediaType: 'text/plain',
          name: 'notes.txt',
        },
        reply: [{ request: { url: '/library/files' }, response: { body: { fileId: 'f-1' } } }],
        result: { file: { id: 'f-1', name: 'notes.txt' } },
      },
      {
        name: 'a list',
        request: { action: 'list' },
        reply: [{ request: listed, response: { body: [file, { ...file, fileId: 'f-2', status: 'PROCESSING' }] } }],
        result: { files: [known, { ...known, id: 'f-2', status: 'processing' }] },
      },
      {
        name: 'get',
        request: { action: 'get', id: 'f-1' },
        reply: [{ request: { method: 'GET', ...one }, response: { body: file } }],
        result: { file: known },
      },
      {
        name: 'delete',
        request: { action: 'delete', id: 'f-1' },
        reply: [{ request: { method: 'DELETE', ...one }, response: { body: {} } }],
        result: { id: 'f-1', deleted: true },
      },
    ],
  },
  errors: [
    ...openaiFailures,
    {
      name: '401 in a detail',
      reply: { status: 401, body: { detail: 'Forbidden: Bad or missing API token.' } },
      code: 'authentication',
    },
    { name: '424', reply: { status: 424, body: { detail: 'The model failed.' } }, code: 'server' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'topK', operation: 'chat', request: asking({ topK: 5 }) },
    { feature: 'seed', operation: 'stream', request: asking({ seed: 5 }) },
    { feature: 'n', operation: 'stream', request: asking({ n: 2 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2, temperature: 0 }) },
    { feature: 'reasoning', operation: 'chat', request: asking({ reasoning: { effort: 'high' } }) },
    {
      feature: 'output.schema',
      operation: 'chat',
      request: asking({ output: { type: 'json-schema', schema: sampleSchema } }),
    },
    {
      feature: 'messages[0].content[0]',
      operation: 'chat',
      request: { model, messages: [user([picture, { type: 'text', text: 'What?' }])] },
    },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/studio/v1',
};
