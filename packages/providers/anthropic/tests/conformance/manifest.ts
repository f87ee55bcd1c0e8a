// Anthropic as the conformance suite sees it.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import type { AnthropicOperationName } from '../../src/anthropic.ts';
import { chats } from './chats.ts';
import { failures, streamFailures } from './failures.ts';
import { message, model } from './wire.ts';

const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const row = {
  id: model,
  type: 'model',
  display_name: 'Claude Haiku 5.5',
  created_at: '2026-09-01T00:00:00Z',
  lifecycle: 'active',
  max_input_tokens: 1_000_000,
  max_tokens: 128_000,
};
const file = {
  id: 'file_1',
  type: 'file',
  filename: 'notes.txt',
  mime_type: 'text/plain',
  size_bytes: 5,
  created_at: '2026-09-01T00:00:00Z',
  downloadable: true,
};
const batch = {
  id: 'msgbatch_1',
  type: 'message_batch',
  created_at: '2026-09-01T00:00:00Z',
  expires_at: '2026-09-02T00:00:00Z',
  request_counts: { processing: 0, succeeded: 1, errored: 1, canceled: 0, expired: 0 },
};
const ended = {
  ...batch,
  processing_status: 'ended',
  ended_at: '2026-09-01T01:00:00Z',
  results_url: 'https://api.anthropic.com/v1/messages/batches/msgbatch_1/results',
};
const results = [
  { custom_id: 'a', result: { type: 'succeeded', message: message([{ type: 'text', text: 'Hello' }], 'end_turn') } },
  {
    custom_id: 'b',
    result: {
      type: 'errored',
      error: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 2 tokens > 1 maximum' },
      },
    },
  },
];

export const manifest: ConformanceManifest<AnthropicOperationName> = {
  chats,
  operations: {
    countTokens: [
      {
        name: 'of a question',
        request: asking({}),
        sent: { model, messages: [{ role: 'user', content: 'Hi' }] },
        reply: { body: { input_tokens: 11 } },
        result: { inputTokens: 11 },
      },
    ],
    models: [
      {
        name: 'two pages',
        request: {},
        reply: [
          { body: { data: [row], has_more: true, first_id: model, last_id: model } },
          {
            body: {
              data: [{ ...row, id: 'claude-opus-5-5' }],
              has_more: false,
              first_id: 'claude-opus-5-5',
              last_id: 'claude-opus-5-5',
            },
          },
        ],
        result: { models: [{ id: model, provider: 'anthropic', maxOutput: 128_000 }, { id: 'claude-opus-5-5' }] },
      },
    ],
    health: [
      {
        name: 'all is well',
        request: {},
        reply: { body: { data: [row], has_more: true, first_id: model, last_id: model } },
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
        reply: [{ request: { url: '/v1/files' }, response: { body: file } }],
        result: { file: { id: 'file_1', name: 'notes.txt', bytes: 5, mediaType: 'text/plain' } },
      },
      {
        name: 'list',
        request: { action: 'list' },
        reply: [
          {
            request: { method: 'GET', url: '/v1/files' },
            response: { body: { data: [file], has_more: false, first_id: 'file_1', last_id: 'file_1' } },
          },
        ],
        result: { files: [{ id: 'file_1' }] },
      },
      {
        name: 'get',
        request: { action: 'get', id: 'file_1' },
        reply: [{ request: { method: 'GET', url: '/v1/files/file_1' }, response: { body: file } }],
        result: { file: { id: 'file_1' } },
      },
      {
        name: 'content',
        request: { action: 'content', id: 'file_1' },
        reply: [
          {
            request: { method: 'GET', url: '/v1/files/file_1/content' },
            response: { headers: { 'content-type': 'text/plain' }, text: 'notes' },
          },
        ],
        result: { data: new TextEncoder().encode('notes') },
      },
      {
        name: 'delete',
        request: { action: 'delete', id: 'file_1' },
        reply: [
          {
            request: { method: 'DELETE', url: '/v1/files/file_1' },
            response: { body: { id: 'file_1', type: 'file_deleted' } },
          },
        ],
        result: { id: 'file_1', deleted: true },
      },
    ],
    batch: [
      {
        name: 'one that succeeds, and one that does not',
        request: {
          requests: [
            { id: 'a', request: asking({}) },
            { id: 'b', request: asking({}) },
          ],
        },
        sent: {
          requests: [
            { custom_id: 'a', params: { model } },
            { custom_id: 'b', params: { model } },
          ],
        },
        reply: [
          {
            request: { url: '/v1/messages/batches' },
            response: { body: { ...batch, processing_status: 'in_progress', ended_at: null, results_url: null } },
          },
          { request: { method: 'GET', url: '/v1/messages/batches/msgbatch_1' }, response: { body: ended } },
          {
            request: { method: 'GET', url: '/v1/messages/batches/msgbatch_1/results' },
            response: {
              headers: { 'content-type': 'application/x-jsonl' },
              text: results.map((line) => `${JSON.stringify(line)}\n`).join(''),
            },
          },
        ],
        result: { id: 'msgbatch_1' },
        settled: [
          { id: 'a', response: { text: 'Hello', usage: { inputTokens: 1_210, outputTokens: 50 } } },
          { id: 'b', error: { code: 'context-length' } },
        ],
      },
    ],
  },
  errors: failures,
  streamErrors: streamFailures,
  streamEnding: { marker: 'event: message_stop\ndata: {"type":"message_stop"}\n\n', without: 'cut' },
  cannot: [
    { feature: 'seed', operation: 'chat', request: asking({ seed: 1 }) },
    { feature: 'n', operation: 'chat', request: asking({ n: 2 }) },
    { feature: 'logprobs', operation: 'stream', request: asking({ logprobs: true }) },
    // Models of the fifth generation take no sampling parameters.
    { feature: 'temperature', operation: 'chat', request: asking({ temperature: 0.5 }) },
    { feature: 'presencePenalty', operation: 'chat', request: asking({ presencePenalty: 1 }) },
  ],
  requestIdHeader: 'request-id',
  basePath: '/v1',
};
