// The other operations of this wire, one exchange and more for each.
import { user } from '@kit/core';
import type { ConformanceManifest } from '../conformance/manifest.ts';
import { samplePicture, sseReply } from '../conformance/samples.ts';
import type { ExchangeResponse } from '../exchange.ts';

type SharedOperation =
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'moderate'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const encoded = Buffer.from(sound).toString('base64');
const vectors = [
  [0.5, -1],
  [0.25, 0.75],
];
const listed: ExchangeResponse = {
  body: { object: 'list', data: [{ id: 'acme/chat-8b', object: 'model', created: 1_794_960_000, owned_by: 'acme' }] },
};

const file = {
  id: 'file-1',
  object: 'file',
  bytes: 5,
  created_at: 1_794_960_000,
  filename: 'notes.txt',
  purpose: 'user_data',
  status: 'processed',
};
const batch = {
  id: 'batch_1',
  object: 'batch',
  endpoint: '/v1/chat/completions',
  input_file_id: 'file-1',
  completion_window: '24h',
  created_at: 1_794_960_000,
  request_counts: { total: 1, completed: 1, failed: 0 },
};
const row = (response: object | null, error: object | null, id: string) =>
  JSON.stringify({ id: `row-${id}`, custom_id: id, response, error });
const answered = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'acme/chat-8b',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};

/**
 * Exchanges for a manifest's `operations`: `const { embed, models, health } = openaiOperationExchanges`.
 */
export const openaiOperationExchanges = {
  complete: [
    {
      name: 'a prompt',
      request: { model: 'acme/chat-8b', prompt: 'Once upon', maxTokens: 5 },
      sent: { model: 'acme/chat-8b', prompt: 'Once upon', max_tokens: 5 },
      reply: {
        body: {
          id: 'cmpl-1',
          object: 'text_completion',
          model: 'acme/chat-8b',
          choices: [{ text: ' a time', index: 0, logprobs: null, finish_reason: 'length' }],
          usage: { prompt_tokens: 2, completion_tokens: 5, total_tokens: 7 },
        },
      },
      result: { text: ' a time', finishReason: 'length', usage: { inputTokens: 2, outputTokens: 5 } },
    },
  ],
  embed: [
    {
      name: 'two texts, out of order',
      request: { model: 'acme/embed', input: ['one', 'two'] },
      sent: { model: 'acme/embed', input: ['one', 'two'] },
      reply: {
        body: {
          object: 'list',
          model: 'acme/embed',
          data: [
            { object: 'embedding', index: 1, embedding: vectors[1] },
            { object: 'embedding', index: 0, embedding: vectors[0] },
          ],
          usage: { prompt_tokens: 2, total_tokens: 2 },
        },
      },
      result: { embeddings: vectors, usage: { inputTokens: 2 } },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: { model: 'acme/rerank', query: 'q', documents: ['a', 'b'], topN: 1, returnDocuments: true },
      sent: { model: 'acme/rerank', query: 'q', documents: ['a', 'b'], top_n: 1 },
      reply: {
        body: {
          id: 'rerank-1',
          model: 'acme/rerank',
          usage: { total_tokens: 7 },
          results: [{ index: 1, document: { text: 'b' }, relevance_score: 0.5 }],
        },
      },
      result: { results: [{ index: 1, score: 0.5, document: 'b' }], usage: { inputTokens: 7 } },
    },
  ],
  image: [
    {
      name: 'a picture',
      request: { model: 'acme/draw', prompt: 'A fox' },
      sent: { model: 'acme/draw', prompt: 'A fox' },
      reply: { body: { created: 1, data: [{ b64_json: samplePicture }] } },
      result: { images: [{ data: samplePicture }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'acme/speak', input: 'Hello', voice: 'anna', format: 'wav' },
      sent: { model: 'acme/speak', input: 'Hello', voice: 'anna', response_format: 'wav' },
      reply: { headers: { 'content-type': 'audio/wav' }, base64: encoded },
      result: { audio: { data: sound, mediaType: 'audio/wav' } },
    },
  ],
  speechStream: [
    {
      name: 'a sentence, as sound',
      request: { model: 'acme/speak', input: 'Hello', voice: 'anna', format: 'wav' },
      reply: { headers: { 'content-type': 'audio/wav' }, base64: encoded },
      result: { audio: { data: sound, mediaType: 'audio/wav' } },
    },
    {
      name: 'a sentence, as events',
      request: { model: 'acme/speak', input: 'Hello', voice: 'bert', format: 'wav' },
      reply: sseReply(
        { type: 'speech.audio.delta', audio: encoded.slice(0, 4) },
        { type: 'speech.audio.delta', audio: encoded.slice(4) },
        { type: 'speech.audio.done' },
      ),
      result: { audio: { data: sound, mediaType: 'audio/wav' } },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model: 'acme/listen', audio: sound, mediaType: 'audio/wav' },
      reply: { body: { text: 'Hello there.' } },
      result: { text: 'Hello there.' },
    },
  ],
  transcribeStream: [
    {
      name: 'a recording',
      request: { model: 'acme/listen', audio: sound, mediaType: 'audio/wav' },
      reply: sseReply(
        { type: 'transcript.text.delta', delta: 'Hello' },
        { type: 'transcript.text.delta', delta: ' there.' },
        { type: 'transcript.text.done', text: 'Hello there.' },
      ),
      result: { text: 'Hello there.' },
    },
  ],
  moderate: [
    {
      name: 'a text',
      request: { model: 'acme/guard', input: 'Hi' },
      sent: { model: 'acme/guard', input: 'Hi' },
      reply: {
        body: {
          id: 'modr-1',
          model: 'acme/guard',
          results: [{ flagged: true, categories: { violence: true }, category_scores: { violence: 0.9 } }],
        },
      },
      result: { results: [{ flagged: true, categories: { violence: true }, scores: { violence: 0.9 } }] },
    },
  ],
  models: [
    { name: 'all of them', request: {}, reply: listed, result: { models: [{ id: 'acme/chat-8b', ownedBy: 'acme' }] } },
  ],
  health: [{ name: 'the list of models', request: {}, reply: listed, result: { status: 'ok' } }],
  files: [
    {
      name: 'upload',
      request: {
        action: 'upload',
        data: new TextEncoder().encode('notes'),
        mediaType: 'text/plain',
        name: 'notes.txt',
        purpose: 'user_data',
      },
      reply: [{ request: { url: '/files' }, response: { body: file } }],
      result: {
        file: {
          id: 'file-1',
          name: 'notes.txt',
          bytes: 5,
          purpose: 'user_data',
          createdAt: 1_794_960_000_000,
          status: 'ready',
        },
      },
    },
    {
      name: 'a list of two pages',
      request: { action: 'list' },
      reply: [
        {
          request: { method: 'GET', url: '/files' },
          response: { body: { object: 'list', data: [file], has_more: true, last_id: 'file-1' } },
        },
        {
          request: { method: 'GET', url: '/files' },
          response: { body: { object: 'list', data: [{ ...file, id: 'file-2' }], has_more: false } },
        },
      ],
      result: { files: [{ id: 'file-1' }, { id: 'file-2' }] },
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
      name: 'delete',
      request: { action: 'delete', id: 'file-1' },
      reply: [
        {
          request: { method: 'DELETE', url: '/files/file-1' },
          response: { body: { id: 'file-1', object: 'file', deleted: true } },
        },
      ],
      result: { id: 'file-1', deleted: true },
    },
  ],
  batch: [
    {
      name: 'one that succeeds, and one that does not',
      request: {
        requests: [
          { id: 'a', request: { model: 'acme/chat-8b', messages: [user('Hi')] } },
          { id: 'b', request: { model: 'acme/chat-8b', messages: [user('Ho')] } },
        ],
      },
      reply: [
        { request: { url: '/files' }, response: { body: { ...file, purpose: 'batch' } } },
        { request: { url: '/batches' }, response: { body: { ...batch, status: 'validating' } } },
        {
          request: { method: 'GET', url: '/batches/batch_1' },
          response: { body: { ...batch, status: 'in_progress' } },
        },
        {
          request: { method: 'GET', url: '/batches/batch_1' },
          response: { body: { ...batch, status: 'completed', output_file_id: 'file-2', error_file_id: 'file-3' } },
        },
        {
          request: { method: 'GET', url: '/files/file-2/content' },
          response: {
            headers: { 'content-type': 'application/jsonl' },
            text: `${row({ status_code: 200, request_id: 'req_1', body: answered }, null, 'a')}\n`,
          },
        },
        {
          request: { method: 'GET', url: '/files/file-3/content' },
          response: {
            headers: { 'content-type': 'application/jsonl' },
            text: `${row({ status_code: 400, request_id: 'req_2', body: { error: { message: 'Too long.', code: 'context_length_exceeded' } } }, null, 'b')}\n`,
          },
        },
      ],
      result: { id: 'batch_1' },
      settled: [
        { id: 'a', response: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } } },
        { id: 'b', error: { code: 'context-length' } },
      ],
    },
  ],
} satisfies ConformanceManifest<SharedOperation>['operations'];
