// Mistral's other operations, as its reference writes them.
import { user } from '@kit/core';
import { type ConformanceManifest, sseReply } from '@kit/testing';
import { openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { MistralOperation } from '../../src/index.ts';

const { embed, moderate, models, health, files } = openaiOperationExchanges;
const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const encoded = Buffer.from(sound).toString('base64');
const recording = { model: 'voxtral-mini-latest', audio: sound, mediaType: 'audio/wav' };
const sentence = { model: 'voxtral-mini-tts-2603', input: 'Hello', voice: 'en_paul_neutral', format: 'wav' };
const audioUsage = { prompt_audio_seconds: 3, prompt_tokens: 5, total_tokens: 25, completion_tokens: 20 };
const segment = { type: 'transcription_segment', text: 'Hello there.', start: 0.1, end: 3.6, speaker_id: 'speaker_1' };
const file = { id: 'file-1', object: 'file', bytes: 5, created_at: 1_794_960_000, filename: 'a.pdf', purpose: 'ocr' };
const job = { id: 'job-1', object: 'batch', endpoint: '/v1/chat/completions', created_at: 1_794_960_000 };
const answered = {
  id: 'a1',
  object: 'chat.completion',
  model: 'mistral-small-latest',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};
const line = (id: string, status: number, body: object) =>
  JSON.stringify({ id: `row-${id}`, custom_id: id, response: { status_code: status, body }, error: null });

export const operations: ConformanceManifest<MistralOperation>['operations'] = {
  embed,
  moderate,
  models,
  health,
  complete: [
    {
      name: 'what stands in the middle',
      request: { model: 'codestral-latest', prompt: 'a = ', suffix: '; b', maxTokens: 5, seed: 7 },
      sent: { model: 'codestral-latest', prompt: 'a = ', suffix: '; b', max_tokens: 5, random_seed: 7 },
      reply: { body: { ...answered, model: 'codestral-latest' } },
      result: { text: 'Hello', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 1 } },
    },
  ],
  parse: [
    {
      name: 'two pages',
      request: { model: 'mistral-ocr-latest', source: { url: 'https://example.com/a.pdf' }, pages: [0, 1] },
      sent: {
        model: 'mistral-ocr-latest',
        document: { type: 'document_url', document_url: 'https://example.com/a.pdf' },
        pages: [0, 1],
      },
      reply: {
        body: {
          model: 'mistral-ocr-2512',
          pages: [
            { index: 0, markdown: '# One', images: [], dimensions: { dpi: 200, height: 10, width: 10 } },
            { index: 1, markdown: 'Two', images: [], dimensions: null },
          ],
          usage_info: { pages_processed: 2, doc_size_bytes: 100 },
        },
      },
      result: {
        text: '# One\n\nTwo',
        pages: [
          { index: 0, text: '# One' },
          { index: 1, text: 'Two' },
        ],
        usage: { units: { pages: 2 } },
      },
    },
  ],
  transcribe: [
    {
      name: 'a recording',
      request: recording,
      reply: {
        body: { model: recording.model, text: 'Hello there.', language: null, segments: [segment], usage: audioUsage },
      },
      result: {
        text: 'Hello there.',
        segments: [{ text: 'Hello there.', startSeconds: 0.1, endSeconds: 3.6, speaker: 'speaker_1' }],
        usage: { inputTokens: 5, outputTokens: 20, units: { audioSeconds: 3 } },
      },
    },
  ],
  transcribeStream: [
    {
      name: 'a recording',
      request: recording,
      reply: sseReply(
        { type: 'transcription.language', audio_language: 'en' },
        { type: 'transcription.text.delta', text: 'Hello' },
        { type: 'transcription.text.delta', text: ' there.' },
        { type: 'transcription.done', model: recording.model, text: 'Hello there.', segments: [], usage: audioUsage },
      ),
      result: { text: 'Hello there.', language: 'en', usage: { units: { audioSeconds: 3 } } },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: sentence,
      sent: { model: sentence.model, input: 'Hello', voice_id: 'en_paul_neutral', response_format: 'wav' },
      reply: { body: { audio_data: encoded } },
      result: { audio: { data: sound, mediaType: 'audio/wav' }, usage: { units: { characters: 5 } } },
    },
  ],
  speechStream: [
    {
      name: 'a sentence, as events',
      request: sentence,
      sent: { stream: true, voice_id: 'en_paul_neutral' },
      reply: sseReply(
        { type: 'speech.audio.delta', audio_data: encoded.slice(0, 4) },
        { type: 'speech.audio.delta', audio_data: encoded.slice(4) },
        { type: 'speech.audio.done', usage: { prompt_tokens: 5 } },
      ),
      result: { audio: { data: sound, mediaType: 'audio/wav' } },
    },
  ],
  voices: [
    {
      name: 'all of them',
      request: {},
      reply: {
        body: {
          items: [{ id: 'v-1', name: 'Paul', slug: 'en_paul_neutral', languages: ['en'], gender: 'male' }],
          total: 1,
          page: 1,
          page_size: 100,
        },
      },
      result: { voices: [{ id: 'v-1', name: 'Paul', language: 'en', gender: 'male' }] },
    },
  ],
  files: [
    ...files.filter(({ name }) => name === 'get' || name === 'content' || name === 'delete'),
    {
      name: 'upload',
      request: {
        action: 'upload',
        data: new TextEncoder().encode('notes'),
        mediaType: 'application/pdf',
        name: 'a.pdf',
      },
      reply: [{ request: { url: '/files' }, response: { body: file } }],
      result: { file: { id: 'file-1', name: 'a.pdf', bytes: 5, purpose: 'ocr', createdAt: 1_794_960_000_000 } },
    },
    {
      name: 'a list',
      request: { action: 'list' },
      reply: [
        { request: { method: 'GET', url: '/files' }, response: { body: { object: 'list', data: [file], total: 1 } } },
      ],
      result: { files: [{ id: 'file-1', name: 'a.pdf', bytes: 5, purpose: 'ocr', createdAt: 1_794_960_000_000 }] },
    },
  ],
  batch: [
    {
      name: 'one that succeeds, and one that does not',
      request: {
        model: 'mistral-small-latest',
        requests: [
          { id: 'a', request: { messages: [user('Hi')] } },
          { id: 'b', request: { messages: [user('Ho')] } },
        ],
      },
      reply: [
        { request: { url: '/files' }, response: { body: { ...file, purpose: 'batch' } } },
        { request: { url: '/batch/jobs' }, response: { body: { ...job, status: 'QUEUED' } } },
        { request: { method: 'GET', url: '/batch/jobs/job-1' }, response: { body: { ...job, status: 'RUNNING' } } },
        {
          request: { method: 'GET', url: '/batch/jobs/job-1' },
          response: { body: { ...job, status: 'SUCCESS', output_file: 'file-2', error_file: 'file-3' } },
        },
        {
          request: { method: 'GET', url: '/files/file-2/content' },
          response: { headers: { 'content-type': 'application/jsonl' }, text: `${line('a', 200, answered)}\n` },
        },
        {
          request: { method: 'GET', url: '/files/file-3/content' },
          response: {
            headers: { 'content-type': 'application/jsonl' },
            text: `${line('b', 401, { detail: 'Unauthorized' })}\n`,
          },
        },
      ],
      result: { id: 'job-1' },
      settled: [
        { id: 'a', response: { text: 'Hello', usage: { inputTokens: 3, outputTokens: 1 } } },
        { id: 'b', error: { code: 'authentication' } },
      ],
    },
  ],
};
