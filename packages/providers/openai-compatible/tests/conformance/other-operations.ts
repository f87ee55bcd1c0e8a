// Operations beside chat, as servers imitate or invent them: each manifest takes those of its server.
import { user } from '@kit/core';
import { type ConformanceManifest, type ExchangeResponse, samplePicture, sseReply } from '@kit/testing';
import type { UnknownServerOperation } from '../../src/openai-compatible.ts';
import { model } from './wire.ts';

type Operations = ConformanceManifest<UnknownServerOperation>['operations'];
type Own<K extends 'countTokens'> = ConformanceManifest<K>['operations'];

const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const encoded = Buffer.from(sound).toString('base64');
const vectors = [
  [0.5, -1],
  [0.25, 0.75],
];
const listed: ExchangeResponse = {
  body: { object: 'list', data: [{ id: model, object: 'model', created: 1_794_960_000, owned_by: 'acme' }] },
};

export const operations = {
  complete: [
    {
      name: 'a prompt',
      request: { model, prompt: 'Once upon', maxTokens: 5 },
      sent: { model, prompt: 'Once upon', max_tokens: 5 },
      reply: {
        body: {
          id: 'cmpl-1',
          object: 'text_completion',
          model,
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
  models: [{ name: 'all of them', request: {}, reply: listed, result: { models: [{ id: model, ownedBy: 'acme' }] } }],
  health: [{ name: 'the list of models', request: {}, reply: listed, result: { status: 'ok' } }],
} satisfies Operations;

/** vLLM answers at its root with nothing at all, and counts what its template makes of a conversation. */
export const healthAtRoot = [
  {
    name: 'at the root',
    request: {},
    reply: [{ request: { method: 'GET', url: '/health' }, response: {} }],
    result: { status: 'ok' },
  },
] satisfies Operations['health'];

export const tokensOfVllm = [
  {
    name: 'of a question',
    request: { model, messages: [user('Hi')] },
    sent: { model, messages: [{ role: 'user', content: 'Hi' }] },
    reply: [{ request: { url: '/tokenize' }, response: { body: { count: 11, max_model_len: 4_096, tokens: [1, 2] } } }],
    result: { inputTokens: 11 },
  },
] satisfies Own<'countTokens'>['countTokens'];

/** NVIDIA wants to know what embeddings are for, and ranks with scores without bounds. */
export const embeddingsOfNvidia = [
  {
    ...operations.embed[0],
    name: 'two passages',
    request: { model: 'acme/embed', input: ['one', 'two'], inputType: 'document', truncate: 'end' },
    sent: { input: ['one', 'two'], input_type: 'passage', truncate: 'END' },
  },
] as Operations['embed'];

export const rerankOfNvidia = [
  {
    name: 'two passages',
    request: { model: 'acme/rerank', query: 'q', documents: ['a', 'b'], topN: 1 },
    sent: { model: 'acme/rerank', query: { text: 'q' }, passages: [{ text: 'a' }, { text: 'b' }] },
    reply: {
      body: {
        rankings: [
          { index: 1, logit: 3.5 },
          { index: 0, logit: -7.25 },
        ],
      },
    },
    result: { results: [{ index: 1, score: 3.5 }] },
  },
] satisfies Operations['rerank'];
