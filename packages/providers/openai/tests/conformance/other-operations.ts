// Every operation of OpenAI's beside chat.
import { user } from '@kit/core';
import { type ConformanceManifest, samplePicture } from '@kit/testing';
import { openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { OpenaiOperationName } from '../../src/index.ts';
import { model, namedEvents } from './wire.ts';

const audio = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const sound = Buffer.from(audio).toString('base64');
/** Little-endian float32: 0.5, -1. */
const packed = Buffer.from(new Float32Array([0.5, -1]).buffer).toString('base64');
const listed = {
  body: {
    object: 'list',
    data: [
      { id: model, object: 'model', created: 1_794_960_000, owned_by: 'openai' },
      { id: 'gpt-4.1', object: 'model', created: 1, owned_by: 'openai', shutdown_date: '2027-01-01' },
    ],
  },
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
  endpoint: '/v1/responses',
  input_file_id: 'file-1',
  completion_window: '24h',
  created_at: 1_794_960_000,
  request_counts: { total: 1, completed: 1, failed: 0 },
};
const row = (response: object | null, error: object | null, id: string) =>
  JSON.stringify({ id: `row-${id}`, custom_id: id, response, error });
const answered = {
  id: 'resp_1',
  object: 'response',
  model,
  status: 'completed',
  output: [
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
    },
  ],
  usage: { input_tokens: 3, output_tokens: 1, total_tokens: 4 },
};

export const otherOperations: ConformanceManifest<OpenaiOperationName>['operations'] = {
  complete: [
    {
      name: 'a prompt',
      request: { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon', maxTokens: 5 },
      sent: { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon', max_tokens: 5 },
      reply: {
        body: {
          id: 'cmpl-1',
          object: 'text_completion',
          model: 'gpt-3.5-turbo-instruct',
          choices: [{ text: ' a time', index: 0, logprobs: null, finish_reason: 'length' }],
          usage: { prompt_tokens: 2, completion_tokens: 5, total_tokens: 7 },
        },
      },
      result: { text: ' a time', finishReason: 'length', usage: { inputTokens: 2, outputTokens: 5 } },
    },
  ],
  embed: [
    {
      name: 'two texts, in base64 and out of order',
      request: { model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 2 },
      sent: { model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 2 },
      reply: {
        body: {
          object: 'list',
          model: 'text-embedding-3-small',
          data: [
            { object: 'embedding', index: 1, embedding: [0.25, 0.75] },
            { object: 'embedding', index: 0, embedding: packed },
          ],
          usage: { prompt_tokens: 2, total_tokens: 2 },
        },
      },
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
        usage: { inputTokens: 2 },
      },
    },
  ],
  image: [
    {
      name: 'a picture',
      request: { model: 'gpt-image-2', prompt: 'A red square', size: '1024x1024', format: 'png' },
      sent: { model: 'gpt-image-2', prompt: 'A red square', size: '1024x1024', output_format: 'png' },
      reply: {
        body: {
          created: 1,
          data: [{ b64_json: samplePicture }],
          output_format: 'png',
          usage: {
            input_tokens: 10,
            output_tokens: 200,
            total_tokens: 210,
            input_tokens_details: { text_tokens: 10, image_tokens: 0 },
          },
        },
      },
      result: {
        images: [{ data: samplePicture, mediaType: 'image/png' }],
        usage: { inputTokens: 10, outputTokens: 200 },
      },
    },
    {
      name: 'an edit',
      request: {
        model: 'gpt-image-2',
        prompt: 'Make it blue',
        images: [{ data: samplePicture, mediaType: 'image/png' }],
      },
      reply: { body: { created: 1, data: [{ b64_json: samplePicture }] } },
      result: { images: [{ data: samplePicture }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'gpt-4o-mini-tts', input: 'Hello', voice: 'alloy', format: 'wav', instructions: 'Cheerfully' },
      sent: {
        model: 'gpt-4o-mini-tts',
        input: 'Hello',
        voice: 'alloy',
        response_format: 'wav',
        instructions: 'Cheerfully',
      },
      reply: { headers: { 'content-type': 'audio/wav' }, base64: sound },
      result: { audio: { data: audio, mediaType: 'audio/wav' }, usage: { units: { characters: 5 } } },
    },
  ],
  speechStream: [
    {
      name: 'a sentence',
      request: { model: 'gpt-4o-mini-tts', input: 'Hello', voice: 'alloy', format: 'wav' },
      sent: { stream_format: 'sse' },
      reply: namedEvents(
        { type: 'speech.audio.delta', audio: sound.slice(0, 4) },
        { type: 'speech.audio.delta', audio: sound.slice(4) },
        { type: 'speech.audio.done', usage: { input_tokens: 2, output_tokens: 20, total_tokens: 22 } },
      ),
      result: { audio: { data: audio, mediaType: 'audio/wav' }, usage: { inputTokens: 2, outputTokens: 20 } },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model: 'gpt-4o-transcribe', audio, mediaType: 'audio/wav', language: 'en' },
      reply: {
        body: {
          text: 'Hello there.',
          usage: {
            type: 'tokens',
            input_tokens: 14,
            output_tokens: 5,
            total_tokens: 19,
            input_token_details: { text_tokens: 0, audio_tokens: 14 },
          },
        },
      },
      result: { text: 'Hello there.', usage: { inputTokens: 14, outputTokens: 5 } },
    },
    {
      name: 'with the time of every word',
      request: { model: 'whisper-1', audio, mediaType: 'audio/wav', timestamps: 'word' },
      reply: {
        body: {
          task: 'transcribe',
          language: 'english',
          duration: 1.5,
          text: 'Hello',
          words: [{ word: 'Hello', start: 0.1, end: 0.5 }],
          usage: { type: 'duration', seconds: 2 },
        },
      },
      result: { text: 'Hello', durationSeconds: 1.5, words: [{ text: 'Hello', startSeconds: 0.1, endSeconds: 0.5 }] },
    },
  ],
  transcribeStream: [
    {
      name: 'a recording',
      request: { model: 'gpt-4o-transcribe', audio, mediaType: 'audio/wav' },
      reply: namedEvents(
        { type: 'transcript.text.delta', delta: 'Hello' },
        { type: 'transcript.text.delta', delta: ' there.' },
        {
          type: 'transcript.text.done',
          text: 'Hello there.',
          usage: { type: 'tokens', input_tokens: 14, output_tokens: 5, total_tokens: 19 },
        },
      ),
      result: { text: 'Hello there.', usage: { inputTokens: 14, outputTokens: 5 } },
    },
  ],
  moderate: [
    {
      name: 'a text',
      request: { model: 'omni-moderation-latest', input: 'Hi' },
      sent: { model: 'omni-moderation-latest', input: 'Hi' },
      reply: {
        body: {
          id: 'modr-1',
          model: 'omni-moderation-latest',
          results: [
            {
              flagged: true,
              categories: { violence: true, 'self-harm/intent': false },
              category_scores: { violence: 0.9, 'self-harm/intent': 0.01 },
            },
          ],
        },
      },
      result: {
        results: [
          {
            flagged: true,
            categories: { violence: true, 'self-harm/intent': false },
            scores: { violence: 0.9, 'self-harm/intent': 0.01 },
          },
        ],
      },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model, messages: [user('Hi')] },
      sent: { model, input: [{ role: 'user' }] },
      reply: { body: { object: 'response.input_tokens', input_tokens: 11 } },
      result: { inputTokens: 11 },
    },
  ],
  models: [
    {
      name: 'all of them',
      request: {},
      reply: listed,
      result: { models: [{ id: model, provider: 'openai' }, { id: 'gpt-4.1' }] },
    },
  ],
  health: [{ name: 'all is well', request: {}, reply: listed, result: { status: 'ok' } }],
  files: openaiOperationExchanges.files,
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
        { request: { url: '/v1/files' }, response: { body: { ...file, purpose: 'batch' } } },
        { request: { url: '/v1/batches' }, response: { body: { ...batch, status: 'validating' } } },
        {
          request: { method: 'GET', url: '/v1/batches/batch_1' },
          response: { body: { ...batch, status: 'in_progress' } },
        },
        {
          request: { method: 'GET', url: '/v1/batches/batch_1' },
          response: { body: { ...batch, status: 'completed', output_file_id: 'file-2', error_file_id: 'file-3' } },
        },
        {
          request: { method: 'GET', url: '/v1/files/file-2/content' },
          response: {
            headers: { 'content-type': 'application/jsonl' },
            text: `${row({ status_code: 200, request_id: 'req_1', body: answered }, null, 'a')}\n`,
          },
        },
        {
          request: { method: 'GET', url: '/v1/files/file-3/content' },
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
};
