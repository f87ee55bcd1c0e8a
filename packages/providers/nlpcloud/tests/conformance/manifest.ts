// NLP Cloud as the conformance suite sees it.
import { system, user } from '@kit/core';
import { type ConformanceManifest, sampleTool, sseReply } from '@kit/testing';
import type { NlpcloudOperation } from '../../src/index.ts';

const model = 'finetuned-llama-3-70b';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const detail = (status: number, told: unknown) => ({ status, body: { detail: told } });
const pieces = (...texts: readonly string[]) => sseReply(...texts, '[DONE]');

export const manifest: ConformanceManifest<NlpcloudOperation> = {
  chats: [
    {
      name: 'plain text',
      request: asking({ messages: [system('Be brief.'), user('Hi')] }),
      sent: { input: 'Hi', context: 'Be brief.' },
      reply: { body: { response: 'Hello there', history: [] } },
      stream: pieces('Hello', ' there'),
      result: { text: 'Hello there', finishReason: 'stop', meta: { requestedModel: model } },
    },
    {
      name: 'with settings, by a prompt',
      request: asking({ maxTokens: 200, temperature: 0.5 }),
      sent: {
        text: 'User: Hi\nAssistant:',
        max_length: 200,
        length_no_input: true,
        temperature: 0.5,
        remove_input: true,
      },
      reply: { body: { generated_text: 'Hello' } },
      stream: pieces('Hel', 'lo'),
      result: { text: 'Hello', finishReason: 'stop' },
    },
  ],
  operations: {
    complete: [
      {
        name: 'a prompt',
        request: { model, prompt: 'Once upon', maxTokens: 5, stop: '.' },
        sent: { text: 'Once upon', max_length: 5, length_no_input: true, end_sequence: '.', remove_end_sequence: true },
        reply: { body: { generated_text: ' a time', nb_generated_tokens: 5, nb_input_tokens: 2 } },
        result: { text: ' a time', finishReason: 'length', usage: { inputTokens: 2, outputTokens: 5 } },
      },
    ],
    embed: [
      {
        name: 'two sentences',
        request: { model: 'paraphrase-multilingual-mpnet-base-v2', input: ['one', 'two'] },
        sent: { sentences: ['one', 'two'] },
        reply: { body: { embeddings: [[0.5], [1]] } },
        result: { embeddings: [[0.5], [1]] },
      },
    ],
    image: [
      {
        name: 'a picture',
        request: { model: 'stable-diffusion', prompt: 'A fox' },
        sent: { text: 'A fox' },
        reply: { body: { url: 'https://example.com/a.png' } },
        result: { images: [{ url: 'https://example.com/a.png' }] },
      },
    ],
    speech: [
      {
        name: 'a sentence',
        request: { model: 'speech-t5', input: 'Hello', voice: 'woman' },
        sent: { text: 'Hello', voice: 'woman' },
        reply: { body: { url: 'https://example.com/a.wav' } },
        result: { audio: { url: 'https://example.com/a.wav' }, usage: { units: { characters: 5 } } },
      },
    ],
    transcribe: [
      {
        name: 'a recording',
        request: { model: 'whisper', audio: new Uint8Array([82, 73]), mediaType: 'audio/wav', language: 'en' },
        sent: { encoded_file: 'Ukk=', input_language: 'en' },
        reply: {
          body: {
            text: 'Hello there.',
            duration: 2,
            language: 'en',
            segments: [{ text: ' Hello there.', start: 0, end: 2 }],
            words: [{ word: ' Hello', start: 0, end: 1 }],
          },
        },
        result: {
          text: 'Hello there.',
          language: 'en',
          durationSeconds: 2,
          segments: [{ text: 'Hello there.', startSeconds: 0, endSeconds: 2 }],
          words: [{ text: 'Hello', startSeconds: 0, endSeconds: 1 }],
          usage: { units: { audioSeconds: 2 } },
        },
      },
    ],
    health: [
      {
        name: 'a small question',
        request: {},
        reply: { body: { languages: [{ en: 0.99 }] } },
        result: { status: 'ok' },
      },
    ],
    nlpcloudTask: [
      {
        name: 'labels',
        request: {
          model: 'bart-large-mnli-yahoo-answers',
          task: 'classification',
          input: { text: 'x', labels: ['a'] },
        },
        sent: { text: 'x', labels: ['a'] },
        reply: { body: { labels: ['a'], scores: [0.9] } },
        result: { output: { labels: ['a'], scores: [0.9] } },
      },
    ],
  },
  errors: [
    { name: '401', reply: detail(401, 'Invalid token.'), code: 'authentication' },
    { name: '400', reply: detail(400, 'Wrong input.'), code: 'invalid-request' },
    {
      name: '400, too long',
      reply: detail(400, 'Input text length should not exceed 1024 tokens.'),
      code: 'context-length',
    },
    {
      name: '422 of a validator',
      reply: detail(422, [{ loc: ['body', 'text'], msg: 'field required', type: 'value_error.missing' }]),
      code: 'invalid-request',
    },
    { name: '402', reply: detail(402, 'Your plan does not include it.'), code: 'billing' },
    { name: '403', reply: detail(403, 'Not yours.'), code: 'permission' },
    { name: '404', reply: detail(404, 'Not found.'), code: 'not-found' },
    { name: '413', reply: detail(413, 'Payload too large.'), code: 'invalid-request' },
    {
      name: '429 with a header',
      reply: { ...detail(429, 'Slow down.'), headers: { 'retry-after': '6' } },
      code: 'rate-limit',
      retryAfterMs: 6_000,
    },
    { name: '500', reply: detail(500, 'It broke.'), code: 'server' },
    { name: '503', reply: detail(503, 'Loading.'), code: 'overloaded' },
    {
      name: '520 of Cloudflare',
      reply: {
        status: 520,
        headers: { 'content-type': 'text/html' },
        text: '<html><body>Web server is returning an unknown error</body></html>',
      },
      code: 'server',
    },
  ],
  streamErrors: [{ name: 'an object', event: 'data: {"detail":"It broke."}\n\n', code: 'server' }],
  streamEnding: { marker: 'data: [DONE]\n\n', without: 'cut' },
  cannot: [
    { feature: 'tools', operation: 'chat', request: asking({ tools: [sampleTool] }) },
    { feature: 'seed', operation: 'stream', request: asking({ seed: 5 }) },
    { feature: 'output', operation: 'chat', request: asking({ output: { type: 'json' } }) },
    { feature: 'reasoning', operation: 'chat', request: asking({ reasoning: { effort: 'high' } }) },
    { feature: 'n', operation: 'complete', request: { model, prompt: 'a', n: 2 } },
    { feature: 'dimensions', operation: 'embed', request: { model, input: 'a', dimensions: 64 } },
    { feature: 'size', operation: 'image', request: { model, prompt: 'a', size: '512x512' } },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
