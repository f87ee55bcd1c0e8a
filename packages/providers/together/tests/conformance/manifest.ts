// Together as the conformance suite sees it.
import { user } from '@kit/core';
import { type ConformanceManifest, sampleTool, sseReply } from '@kit/testing';
import {
  openaiChats,
  openaiFailure,
  openaiFailures,
  openaiOperationExchanges,
  openaiStreamEnding,
  openaiStreamFailures,
  openaiThoughts,
} from '@kit/testing/openai-wire';
import type { TogetherOperation } from '../../src/index.ts';

const model = 'openai/gpt-oss-120b';
const { logprobs, ...chats } = openaiChats({ model });
const { plainText } = openaiChats({ model, finish: { stop: 'eos' } });
const { complete, embed, rerank, image, speech, speechStream, transcribe, health, files } = openaiOperationExchanges;
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const encoded = 'UklGRgECAwQ=';
const made = {
  id: 'batch_1',
  status: 'VALIDATING',
  endpoint: '/v1/chat/completions',
  created_at: '2026-11-16T00:00:00Z',
};

const line = (id: string, response: object) => `${JSON.stringify({ custom_id: id, response })}\n`;
const answered = {
  id: 'chatcmpl-1',
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};

export const manifest: ConformanceManifest<TogetherOperation> = {
  chats: [
    ...Object.values(chats),
    { ...plainText, name: 'plain text that ends with "eos"' },
    { ...logprobs, sent: { logprobs: 1 } },
    openaiThoughts({ model, field: 'reasoning', sent: { reasoning_effort: 'high' }, echoed: true }),
  ],
  operations: {
    complete,
    embed,
    rerank,
    image: [
      ...image,
      {
        name: 'a picture of a size, after another',
        request: {
          model: 'flux',
          prompt: 'A fox',
          size: '1024x768',
          images: [{ url: 'https://example.com/a.png' }],
          negativePrompt: 'dogs',
        },
        sent: { width: 1024, height: 768, response_format: 'base64', image_url: 'https://example.com/a.png' },
        reply: {
          body: { id: 'img-1', object: 'list', data: [{ index: 0, type: 'url', url: 'https://example.com/b' }] },
        },
        result: { images: [{ url: 'https://example.com/b' }] },
      },
    ],
    speech,
    speechStream: [
      ...speechStream.slice(0, 1),
      {
        name: 'a sentence, as events',
        request: { model: 'acme/speak', input: 'Hello', voice: 'anna', format: 'raw' },
        sent: { stream: true, response_format: 'raw' },
        reply: sseReply(
          { object: 'audio.tts.chunk', model: 'acme/speak', b64: encoded.slice(0, 4) },
          { object: 'audio.tts.chunk', model: 'acme/speak', b64: encoded.slice(4) },
          '[DONE]',
        ),
        result: { audio: { data: sound, mediaType: 'audio/raw' } },
      },
    ],
    transcribe,
    // Nothing is streamed by the vendor: the transcript comes in one part.
    transcribeStream: transcribe,
    video: [
      {
        name: 'a film',
        request: { model: 'acme/film', prompt: 'A fox runs', durationSeconds: 5, resolution: '1280x720' },
        sent: { model: 'acme/film', prompt: 'A fox runs', seconds: '5', width: 1280, height: 720 },
        reply: [
          { request: { url: '/v2/videos' }, response: { body: { id: 'vid-1', status: 'queued' } } },
          {
            request: { method: 'GET', url: '/v2/videos/vid-1' },
            response: { body: { id: 'vid-1', status: 'in_progress' } },
          },
          {
            request: { method: 'GET', url: '/v2/videos/vid-1' },
            response: {
              body: {
                id: 'vid-1',
                status: 'completed',
                seconds: '5',
                outputs: { cost: 0.1, video_url: 'https://example.com/f.mp4' },
              },
            },
          },
        ],
        result: { id: 'vid-1' },
        settled: { videos: [{ url: 'https://example.com/f.mp4', durationSeconds: 5 }] },
      },
    ],
    voices: [
      {
        name: 'of all models',
        request: {},
        reply: { body: { data: [{ model: 'cartesia/sonic-2', voices: [{ name: 'anna' }, { name: 'bert' }] }] } },
        result: {
          voices: [
            { id: 'anna', name: 'anna' },
            { id: 'bert', name: 'bert' },
          ].map((voice) => ({ ...voice, description: 'A voice of cartesia/sonic-2.' })),
        },
      },
    ],
    models: [
      {
        name: 'a bare list',
        request: {},
        reply: {
          body: [
            {
              id: model,
              object: 'model',
              created: 1_754_352_000,
              type: 'chat',
              display_name: 'GPT OSS 120B',
              organization: 'OpenAI',
              context_length: 131_072,
              pricing: { input: 0.15, output: 0.6, hourly: 0, base: 0, finetune: 0 },
            },
          ],
        },
        result: {
          models: [
            {
              id: model,
              kind: 'chat',
              name: 'GPT OSS 120B',
              ownedBy: 'OpenAI',
              contextWindow: 131_072,
              price: { input: 0.15, output: 0.6 },
              released: '2025-08-05',
              provider: 'together',
            },
          ],
        },
      },
    ],
    health,
    files: [
      {
        name: 'upload',
        request: {
          action: 'upload',
          data: new TextEncoder().encode('{}'),
          mediaType: 'application/jsonl',
          name: 'lines.jsonl',
        },
        reply: [
          {
            request: { url: '/files/upload' },
            response: { body: { id: 'file-1', object: 'file', filename: 'lines.jsonl', purpose: 'batch-api' } },
          },
        ],
        result: { file: { id: 'file-1', name: 'lines.jsonl', purpose: 'batch-api' } },
      },
      ...files.slice(1),
    ],
    batch: [
      {
        name: 'one that succeeds, and one that does not',
        request: {
          requests: [
            { id: 'a', request: { model, messages: [user('Hi')] } },
            { id: 'b', request: { model, messages: [user('Ho')] } },
          ],
        },
        reply: [
          { request: { url: '/files/upload' }, response: { body: { id: 'file-1', object: 'file' } } },
          { request: { url: '/batches' }, response: { body: { job: made, warning: 'x' } } },
          {
            request: { method: 'GET', url: '/batches/batch_1' },
            response: { body: { ...made, status: 'IN_PROGRESS' } },
          },
          {
            request: { method: 'GET', url: '/batches/batch_1' },
            response: { body: { ...made, status: 'COMPLETED', output_file_id: 'file-2', error_file_id: 'file-3' } },
          },
          {
            request: { method: 'GET', url: '/files/file-2/content' },
            response: { text: line('a', { status_code: 200, body: answered }) },
          },
          {
            request: { method: 'GET', url: '/files/file-3/content' },
            response: { text: line('b', { status_code: 400, body: { error: { code: 'context_length_exceeded' } } }) },
          },
        ],
        result: { id: 'batch_1' },
        settled: [
          { id: 'a', response: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } } },
          { id: 'b', error: { code: 'context-length' } },
        ],
      },
    ],
  },
  errors: [
    ...openaiFailures,
    {
      name: '401 with an id beside',
      reply: {
        status: 401,
        body: {
          id: 'o-1',
          error: { message: 'Invalid API key.', type: 'invalid_request_error', code: 'invalid_api_key' },
        },
      },
      code: 'authentication',
    },
    {
      name: '403 of too many tokens',
      reply: openaiFailure(403, 'The input token count + `max_tokens` exceeds the context length.'),
      code: 'context-length',
    },
    {
      name: '429 of the model',
      reply: openaiFailure(429, 'Too many requests to this model.', { type: 'model_rate_limit' }),
      code: 'rate-limit',
    },
    { name: '524', reply: openaiFailure(524, 'It took too long.'), code: 'timeout' },
    { name: '529', reply: openaiFailure(529, 'Overloaded.'), code: 'overloaded' },
  ],
  streamErrors: openaiStreamFailures,
  streamEnding: openaiStreamEnding,
  cannot: [
    { feature: 'user', operation: 'chat', request: asking({ user: 'u' }) },
    { feature: 'metadata', operation: 'stream', request: asking({ metadata: { team: 'a' } }) },
    {
      feature: 'parallelToolCalls',
      operation: 'chat',
      request: asking({ tools: [sampleTool], parallelToolCalls: false }),
    },
    { feature: 'dimensions', operation: 'embed', request: { model: 'm', input: ['a'], dimensions: 4 } },
    { feature: 'size', operation: 'image', request: { model: 'm', prompt: 'p', size: 'large' } },
    { feature: 'speed', operation: 'speech', request: { model: 'm', input: 'Hi', voice: 'v', speed: 2 } },
    { feature: 'aspectRatio', operation: 'video', request: { model: 'm', prompt: 'p', aspectRatio: '16:9' } },
  ],
  requestIdHeader: 'x-request-id',
  basePath: '/v1',
};
