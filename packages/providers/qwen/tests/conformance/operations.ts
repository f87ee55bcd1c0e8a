// What Qwen has beside chat, most of it over the vendor's own wire.
import { type ConformanceManifest, sseReply } from '@kit/testing';
import { openaiAnswer, openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { QwenOperation } from '../../src/index.ts';

const { embed, models, health, files, batch } = openaiOperationExchanges;
const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const encoded = Buffer.from(sound).toString('base64');
const task = (status: string, more: object = {}) => ({
  body: { request_id: 'r1', output: { task_id: 'task-1', task_status: status, ...more } },
});
const look = { method: 'GET', url: '/api/v1/tasks/task-1' };

export const operations: ConformanceManifest<QwenOperation>['operations'] = {
  models,
  health,
  files,
  batch,
  embed: [
    ...embed,
    {
      name: 'queries, out of order',
      request: { model: 'text-embedding-v4', input: ['one', 'two'], inputType: 'query', dimensions: 64 },
      sent: {
        model: 'text-embedding-v4',
        input: { texts: ['one', 'two'] },
        parameters: { text_type: 'query', dimension: 64 },
      },
      reply: {
        body: {
          request_id: 'r1',
          output: {
            embeddings: [
              { text_index: 1, embedding: [0.25, 0.75] },
              { text_index: 0, embedding: [0.5, -1] },
            ],
          },
          usage: { total_tokens: 4 },
        },
      },
      result: {
        embeddings: [
          [0.5, -1],
          [0.25, 0.75],
        ],
        usage: { inputTokens: 4 },
      },
    },
  ],
  rerank: [
    {
      name: 'two documents',
      request: { model: 'gte-rerank-v2', query: 'q', documents: ['a', 'b'], topN: 1, returnDocuments: true },
      sent: {
        model: 'gte-rerank-v2',
        input: { query: 'q', documents: ['a', 'b'] },
        parameters: { top_n: 1, return_documents: false },
      },
      reply: {
        body: {
          request_id: 'r1',
          output: { results: [{ index: 1, relevance_score: 0.5 }] },
          usage: { total_tokens: 7 },
        },
      },
      result: { results: [{ index: 1, score: 0.5, document: 'b' }], usage: { inputTokens: 7 } },
    },
  ],
  image: [
    {
      name: 'while one waits',
      request: { model: 'qwen-image-2.0', prompt: 'A fox', size: '1328x1328', n: 1 },
      sent: {
        model: 'qwen-image-2.0',
        input: { messages: [{ role: 'user', content: [{ text: 'A fox' }] }] },
        parameters: { size: '1328*1328', n: 1 },
      },
      reply: {
        body: {
          request_id: 'r1',
          output: {
            choices: [
              {
                finish_reason: 'stop',
                message: { role: 'assistant', content: [{ image: 'https://cdn.example/fox.png' }] },
              },
            ],
          },
          usage: { image_count: 1, width: 1328, height: 1328 },
        },
      },
      result: { images: [{ url: 'https://cdn.example/fox.png' }] },
    },
    {
      name: 'a task',
      request: { model: 'wan2.5-t2i', prompt: 'A fox', seed: 7 },
      sent: { model: 'wan2.5-t2i', input: { prompt: 'A fox' }, parameters: { seed: 7 } },
      reply: [
        { request: { url: '/api/v1/services/aigc/text2image/image-synthesis' }, response: task('PENDING') },
        { request: look, response: task('SUCCEEDED', { results: [{ url: 'https://cdn.example/wan.png' }] }) },
      ],
      result: { images: [{ url: 'https://cdn.example/wan.png' }] },
    },
  ],
  video: [
    {
      name: 'a task',
      request: { model: 'wan2.5-t2v', prompt: 'A fox', durationSeconds: 5, resolution: '1280x720' },
      sent: { model: 'wan2.5-t2v', input: { prompt: 'A fox' }, parameters: { duration: 5, size: '1280*720' } },
      reply: [
        { request: { url: '/api/v1/services/aigc/video-generation/video-synthesis' }, response: task('PENDING') },
        { request: look, response: task('RUNNING') },
        { request: look, response: task('SUCCEEDED', { video_url: 'https://cdn.example/v.mp4' }) },
        { request: look, response: task('SUCCEEDED', { video_url: 'https://cdn.example/v.mp4' }) },
      ],
      result: { id: 'task-1' },
      settled: { videos: [{ url: 'https://cdn.example/v.mp4' }] },
    },
  ],
  speech: [
    {
      name: 'a link',
      request: { model: 'qwen3-tts-flash', input: 'Hello', voice: 'Cherry', language: 'English' },
      sent: { model: 'qwen3-tts-flash', input: { text: 'Hello', voice: 'Cherry', language_type: 'English' } },
      reply: {
        body: {
          request_id: 'r1',
          output: { finish_reason: 'stop', audio: { url: 'https://cdn.example/a.wav', data: '', id: 'a1' } },
          usage: { characters: 5 },
        },
      },
      result: {
        audio: { url: 'https://cdn.example/a.wav', mediaType: 'audio/wav' },
        usage: { units: { characters: 5 } },
      },
    },
  ],
  speechStream: [
    {
      name: 'in pieces',
      request: { model: 'qwen3-tts-flash', input: 'Hello', voice: 'Cherry' },
      reply: sseReply(
        { output: { finish_reason: 'null', audio: { data: encoded.slice(0, 4), url: '' } }, request_id: 'r1' },
        { output: { finish_reason: 'null', audio: { data: encoded.slice(4), url: '' } }, request_id: 'r1' },
        {
          output: { finish_reason: 'stop', audio: { data: '', url: 'https://cdn.example/a.wav' } },
          usage: { characters: 5 },
          request_id: 'r1',
        },
      ),
      result: { audio: { data: sound, mediaType: 'audio/pcm' }, usage: { units: { characters: 5 } } },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: { model: 'qwen3-asr-flash', audio: sound, mediaType: 'audio/wav', language: 'en' },
      sent: {
        model: 'qwen3-asr-flash',
        messages: [
          {
            role: 'user',
            content: [{ type: 'input_audio', input_audio: { data: `data:audio/wav;base64,${encoded}` } }],
          },
        ],
        asr_options: { language: 'en' },
      },
      reply: openaiAnswer(
        {
          content: 'Hello there.',
          more: { annotations: [{ type: 'audio_info', language: 'en', emotion: 'neutral' }] },
        },
        'stop',
      ).reply,
      result: { text: 'Hello there.', language: 'en' },
    },
  ],
};
