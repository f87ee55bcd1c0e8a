// What Zhipu has beside chat.
import { user } from '@kit/core';
import type { ConformanceManifest } from '@kit/testing';
import { openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { ZhipuOperation } from '../../src/index.ts';

const { embed, rerank, image, speech, transcribe, transcribeStream, models, health, files, batch } =
  openaiOperationExchanges;
const task = { id: 'task-1', request_id: 'req-1', model: 'cogvideox-3', task_status: 'PROCESSING' };
const done = {
  ...task,
  task_status: 'SUCCESS',
  video_result: [{ url: 'https://cdn.example/v.mp4', cover_image_url: '' }],
};

export const operations: ConformanceManifest<ZhipuOperation>['operations'] = {
  embed,
  rerank,
  image,
  speech,
  // Nothing is streamed by the vendor but the sound itself.
  speechStream: speech,
  transcribe,
  transcribeStream,
  models,
  health,
  files,
  batch,
  video: [
    {
      name: 'a task',
      request: { model: 'cogvideox-3', prompt: 'A fox', durationSeconds: 5 },
      sent: { model: 'cogvideox-3', prompt: 'A fox', duration: 5 },
      reply: [
        { request: { url: '/videos/generations' }, response: { body: task } },
        { request: { method: 'GET', url: '/async-result/task-1' }, response: { body: task } },
        { request: { method: 'GET', url: '/async-result/task-1' }, response: { body: done } },
        { request: { method: 'GET', url: '/async-result/task-1' }, response: { body: done } },
      ],
      result: { id: 'task-1' },
      settled: { videos: [{ url: 'https://cdn.example/v.mp4' }] },
    },
  ],
  moderate: [
    {
      name: 'a text',
      request: { input: 'Hi' },
      sent: { model: 'moderation', input: 'Hi' },
      reply: {
        body: { id: 'm1', result_list: [{ content_type: 'text', risk_level: 'REJECT', risk_type: ['violence'] }] },
      },
      result: { results: [{ flagged: true, categories: { violence: true } }] },
    },
  ],
  parse: [
    {
      name: 'a page',
      request: { source: { url: 'https://example.com/a' }, format: 'markdown' },
      sent: { url: 'https://example.com/a', return_format: 'markdown' },
      reply: { body: { reader_result: { content: '# A', title: 'A', url: 'https://example.com/a' } } },
      result: { text: '# A', citations: [{ url: 'https://example.com/a', title: 'A' }] },
    },
    {
      name: 'a document',
      request: { model: 'glm-ocr', source: { data: 'AQ==', mediaType: 'application/pdf' } },
      sent: { model: 'glm-ocr', file: 'data:application/pdf;base64,AQ==' },
      reply: { body: { id: 'o1', md_results: '# B' } },
      result: { text: '# B' },
    },
  ],
  countTokens: [
    {
      name: 'of a question',
      request: { model: 'glm-4.7', messages: [user('Hi')] },
      sent: { model: 'glm-4.7', messages: [{ role: 'user', content: 'Hi' }] },
      reply: { body: { id: 't1', usage: { prompt_tokens: 9, total_tokens: 9 } } },
      result: { inputTokens: 9 },
    },
  ],
};
