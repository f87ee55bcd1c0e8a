// Cloudflare as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, type ErrorReply, type StreamError, samplePicture } from '@kit/testing';
import { anthropicChats, anthropicStreamEnding, anthropicStreamFailures } from '@kit/testing/anthropic-wire';
import {
  openaiChats,
  openaiFailures,
  openaiOperationExchanges,
  openaiResponses,
  openaiResponsesStreamFailures,
  openaiStreamEnding,
  openaiStreamFailures,
} from '@kit/testing/openai-wire';
import type { CloudflareOperation } from '../../src/index.ts';
import { enveloped, nativeChats, nativeModel } from './native-chats.ts';

const model = '@cf/openai/gpt-oss-120b';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const base64 = Buffer.from(sound).toString('base64');
const { embed } = openaiOperationExchanges;
const told = (status: number, code: number, message: string) => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});
const listed = {
  body: enveloped([
    {
      id: '0d8f1f2c',
      name: nativeModel,
      task: { name: 'Text Generation' },
      properties: [
        { property_id: 'context_window', value: '24000' },
        { property_id: 'function_calling', value: 'true' },
      ],
    },
  ]),
};
const answers = {
  responses: [
    {
      id: 0,
      external_reference: 'a',
      success: true,
      result: { response: 'Hello', usage: { prompt_tokens: 3, completion_tokens: 1 } },
    },
    {
      id: 1,
      external_reference: 'b',
      success: false,
      error: { code: 5021, message: 'Too long for the context window.' },
    },
  ],
};

const operations: ConformanceManifest<CloudflareOperation>['operations'] = {
  embed,
  complete: [
    {
      name: 'a prompt',
      request: { model: nativeModel, prompt: 'Once upon', maxTokens: 5 },
      sent: { prompt: 'Once upon', max_tokens: 5 },
      reply: { body: enveloped({ response: ' a time', usage: { prompt_tokens: 2, completion_tokens: 5 } }) },
      result: { text: ' a time', finishReason: 'stop', usage: { inputTokens: 2, outputTokens: 5 } },
    },
  ],
  rerank: [
    {
      name: 'in no order',
      request: {
        model: '@cf/baai/bge-reranker-base',
        query: 'q',
        documents: ['a', 'b'],
        topN: 2,
        returnDocuments: true,
      },
      sent: { query: 'q', contexts: [{ text: 'a' }, { text: 'b' }], top_k: 2 },
      reply: {
        body: enveloped({
          response: [
            { id: 0, score: 0.1 },
            { id: 1, score: 0.9 },
          ],
        }),
      },
      result: {
        results: [
          { index: 1, score: 0.9, document: 'b' },
          { index: 0, score: 0.1, document: 'a' },
        ],
      },
    },
  ],
  image: [
    {
      name: 'the picture itself',
      request: { model: '@cf/stabilityai/stable-diffusion-xl-base-1.0', prompt: 'A fox', size: '512x512' },
      sent: { prompt: 'A fox', width: 512, height: 512 },
      reply: { headers: { 'content-type': 'image/png' }, base64: samplePicture },
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
    },
    {
      name: 'base64 in an envelope',
      request: { model: '@cf/black-forest-labs/flux-1-schnell', prompt: 'A fox' },
      reply: { body: enveloped({ image: samplePicture }) },
      result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
    },
  ],
  speech: [
    {
      name: 'the sound itself',
      request: { model: '@cf/deepgram/aura-2-en', input: 'Hello', voice: 'luna', format: 'wav' },
      sent: { text: 'Hello', speaker: 'luna', encoding: 'linear16', container: 'wav' },
      reply: { headers: { 'content-type': 'audio/wav' }, base64 },
      result: { audio: { data: sound, mediaType: 'audio/wav' } },
    },
    {
      name: 'base64 in an envelope',
      request: { model: '@cf/myshell-ai/melotts', input: 'Hola', language: 'es' },
      sent: { prompt: 'Hola', lang: 'es' },
      reply: { body: enveloped({ audio: base64 }) },
      result: { audio: { data: sound } },
    },
  ],
  speechStream: [
    {
      name: 'the sound itself',
      request: { model: '@cf/deepgram/aura-2-en', input: 'Hello', voice: 'luna' },
      reply: { headers: { 'content-type': 'audio/mpeg' }, base64 },
      result: { audio: { data: sound, mediaType: 'audio/mpeg' } },
    },
  ],
  transcribe: [
    {
      name: 'base64, with segments',
      request: { model: '@cf/openai/whisper-large-v3-turbo', audio: sound, mediaType: 'audio/wav', language: 'en' },
      sent: { audio: base64, language: 'en' },
      reply: {
        body: enveloped({
          text: 'Hello there.',
          transcription_info: { language: 'en', duration: 1.5 },
          segments: [{ start: 0, end: 1.5, text: 'Hello there.', words: [{ word: 'Hello', start: 0, end: 0.7 }] }],
        }),
      },
      result: {
        text: 'Hello there.',
        language: 'en',
        durationSeconds: 1.5,
        segments: [{ text: 'Hello there.', startSeconds: 0, endSeconds: 1.5 }],
        words: [{ text: 'Hello', startSeconds: 0, endSeconds: 0.7 }],
      },
    },
    {
      name: 'as Deepgram answers',
      request: { model: '@cf/deepgram/nova-3', audio: sound, mediaType: 'audio/wav' },
      reply: { body: { results: { channels: [{ alternatives: [{ transcript: 'Hello there.' }] }] } } },
      result: { text: 'Hello there.' },
    },
  ],
  moderate: [
    {
      name: 'a text',
      request: { model: '@cf/meta/llama-guard-3-8b', input: 'How do I …?' },
      sent: { messages: [{ role: 'user', content: 'How do I …?' }] },
      reply: { body: enveloped({ response: 'unsafe\nS1,S9' }) },
      result: { results: [{ flagged: true, categories: expectHazards('violent-crimes', 'indiscriminate-weapons') }] },
    },
  ],
  models: [
    {
      name: 'a page',
      request: {},
      reply: listed,
      result: { models: [{ id: nativeModel, provider: 'cloudflare', kind: 'chat', contextWindow: 24_000 }] },
    },
  ],
  health: [{ name: 'the first model', request: {}, reply: listed, result: { status: 'ok' } }],
  batch: [
    {
      name: 'one that succeeds, and one that does not',
      request: {
        model: nativeModel,
        requests: [
          { id: 'a', request: { messages: [user('Hi')] } },
          { id: 'b', request: { messages: [user('Ho')] } },
        ],
      },
      reply: [
        { body: enveloped({ status: 'queued', model: nativeModel, request_id: 'req-1' }) },
        { body: enveloped({ status: 'running', request_id: 'req-1' }) },
        { body: enveloped(answers) },
      ],
      result: { id: `${nativeModel}#req-1` },
      settled: [
        { id: 'a', response: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } } },
        { id: 'b', error: { code: 'context-length' } },
      ],
    },
  ],
  cloudflareRun: [
    {
      name: 'a translation',
      request: { model: '@cf/meta/m2m100-1.2b', input: { text: 'Hello', target_lang: 'es' } },
      sent: { text: 'Hello', target_lang: 'es' },
      reply: { body: enveloped({ translated_text: 'Hola' }) },
      result: { output: { translated_text: 'Hola' } },
    },
  ],
};

/** Every hazard is named; those that were said are true. */
function expectHazards(...said: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(said.map((name) => [name, true]));
}

const errors: readonly ErrorReply[] = [
  ...openaiFailures,
  { name: '400 5007', reply: told(400, 5007, 'No such model @cf/x or task'), code: 'not-found' },
  { name: '400 5006', reply: told(400, 5006, 'Error: oneOf at "/" not met'), code: 'invalid-request', retry: 'never' },
  {
    name: '413 beyond the window',
    reply: told(
      413,
      5021,
      'The estimated number of input and maximum output tokens exceeded this model context window limit.',
    ),
    code: 'context-length',
  },
  { name: '403 5018', reply: told(403, 5018, 'This account is not allowed to access this model.'), code: 'permission' },
  { name: '408 3007', reply: told(408, 3007, 'Request timeout'), code: 'timeout' },
  {
    name: '429 3036',
    reply: told(429, 3036, 'You have used up your daily free allocation of 10,000 neurons'),
    code: 'quota',
  },
  { name: '429 3040', reply: told(429, 3040, 'Capacity temporarily exceeded'), code: 'overloaded', retry: 'same' },
  { name: '429 971', reply: told(429, 971, 'Too many requests'), code: 'rate-limit' },
  { name: '403 9109', reply: told(403, 9109, 'Invalid access token'), code: 'authentication' },
  { name: '400 10001', reply: told(400, 10001, 'Unable to authenticate request'), code: 'authentication' },
  {
    name: '424 a guardrail',
    reply: told(424, 2016, 'Prompt blocked due to security configurations'),
    code: 'content-filter',
  },
  { name: '200 that is a failure', reply: told(200, 3040, 'Capacity temporarily exceeded'), code: 'overloaded' },
];

const shared = {
  operations,
  errors,
  requestIdHeader: 'cf-ray',
  basePath: '/client/v4/accounts/ACCOUNT/ai',
} as const;

const { logprobs: _, picture, ...chats } = openaiChats({ model });

export const manifest: ConformanceManifest<CloudflareOperation> = {
  ...shared,
  chats: [...Object.values(chats), picture],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'user', operation: 'chat', request: asking({ user: 'u1' }) },
    { feature: 'serviceTier', operation: 'stream', request: asking({ serviceTier: 'flex' }) },
  ],
};

export const manifestOfResponses: ConformanceManifest<CloudflareOperation> = {
  ...shared,
  chats: Object.values(openaiResponses({ model })),
  streamErrors: openaiResponsesStreamFailures,
};

const { thoughts: __, ...messages } = anthropicChats({ model: 'anthropic/claude-sonnet-4-5' });

export const manifestOfMessages: ConformanceManifest<CloudflareOperation> = {
  ...shared,
  chats: Object.values(messages),
  streamErrors: anthropicStreamFailures,
  streamEnding: anthropicStreamEnding,
};

const nativeFailure: StreamError = {
  name: 'in the envelope',
  event: `data: ${JSON.stringify({ success: false, errors: [{ code: 3040, message: 'Capacity temporarily exceeded' }] })}\n\n`,
  code: 'overloaded',
};

export const manifestOfNative: ConformanceManifest<CloudflareOperation> = {
  ...shared,
  chats: nativeChats,
  streamErrors: [nativeFailure],
  streamEnding: { marker: 'data: [DONE]\n\n', without: 'cut' },
  cannot: [
    { feature: 'stop', operation: 'chat', request: { model: nativeModel, messages: [user('Hi')], stop: ['x'] } },
    {
      feature: 'output',
      operation: 'stream',
      request: { model: nativeModel, messages: [user('Hi')], output: { type: 'json' } },
    },
  ],
};
