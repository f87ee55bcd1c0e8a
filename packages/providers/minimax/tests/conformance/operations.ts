// What MiniMax has beside chat, in its own spelling.
import type { ConformanceManifest } from '@kit/testing';
import { sseReply } from '@kit/testing';
import { openaiOperationExchanges } from '@kit/testing/openai-wire';
import type { MinimaxOperation } from '../../src/index.ts';

const { models, health } = openaiOperationExchanges;
const base_resp = { status_code: 0, status_msg: 'success' };
const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const hex = Buffer.from(sound).toString('hex');
const extra_info = { audio_length: 1_500, audio_sample_rate: 32_000, audio_size: 8, usage_characters: 5 };
const row = {
  file_id: 205258526306433,
  bytes: 5,
  created_at: 1_794_960_000,
  filename: 'notes.txt',
  purpose: 'retrieval',
};
const film = { task_id: '106916112212032', status: 'Success', file_id: '205258526306433', base_resp };

export const operations: ConformanceManifest<MinimaxOperation>['operations'] = {
  models,
  health,
  embed: [
    {
      name: 'two texts',
      request: { model: 'embo-01', input: ['one', 'two'], inputType: 'query' },
      sent: { model: 'embo-01', texts: ['one', 'two'], type: 'query' },
      reply: {
        body: {
          vectors: [
            [0.5, -1],
            [0.25, 0.75],
          ],
          total_tokens: 4,
          base_resp,
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
  image: [
    {
      name: 'a picture',
      request: { model: 'image-01', prompt: 'A fox', aspectRatio: '16:9' },
      sent: { model: 'image-01', prompt: 'A fox', aspect_ratio: '16:9' },
      reply: { body: { id: 'i1', data: { image_urls: ['https://cdn.example/fox.jpg'] }, base_resp } },
      result: { images: [{ url: 'https://cdn.example/fox.jpg' }], meta: { responseId: 'i1' } },
    },
  ],
  video: [
    {
      name: 'a task',
      request: { model: 'MiniMax-Hailuo-2.3', prompt: 'A fox', durationSeconds: 6 },
      sent: { model: 'MiniMax-Hailuo-2.3', prompt: 'A fox', duration: 6 },
      reply: [
        { request: { url: '/video_generation' }, response: { body: { task_id: '106916112212032', base_resp } } },
        {
          request: { method: 'GET', url: '/query/video_generation?task_id=106916112212032' },
          response: { body: { ...film, status: 'Processing', file_id: '' } },
        },
        {
          request: { method: 'GET', url: '/query/video_generation?task_id=106916112212032' },
          response: { body: film },
        },
        {
          request: { method: 'GET', url: '/query/video_generation?task_id=106916112212032' },
          response: { body: film },
        },
        {
          request: { method: 'GET', url: '/files/retrieve?file_id=205258526306433' },
          response: { body: { file: { ...row, download_url: 'https://cdn.example/v.mp4' }, base_resp } },
        },
      ],
      result: { id: '106916112212032' },
      settled: { videos: [{ url: 'https://cdn.example/v.mp4' }] },
    },
  ],
  speech: [
    {
      name: 'a sentence',
      request: { model: 'speech-2.8-hd', input: 'Hello', voice: 'anna', format: 'wav', speed: 1.5 },
      sent: {
        model: 'speech-2.8-hd',
        text: 'Hello',
        voice_setting: { voice_id: 'anna', speed: 1.5 },
        audio_setting: { format: 'wav' },
        output_format: 'hex',
      },
      reply: { body: { data: { audio: hex, status: 2 }, extra_info, trace_id: 't1', base_resp } },
      result: {
        audio: { data: sound, mediaType: 'audio/wav', durationSeconds: 1.5 },
        usage: { units: { characters: 5, audioSeconds: 1.5 } },
      },
    },
  ],
  speechStream: [
    {
      name: 'a sentence, whose last frame repeats it',
      request: { model: 'speech-2.8-hd', input: 'Hello', voice: 'anna' },
      sent: { stream: true, stream_options: { exclude_aggregated_audio: true } },
      reply: sseReply(
        { data: { audio: hex.slice(0, 8), status: 1 }, trace_id: 't1', base_resp },
        { data: { audio: hex.slice(8), status: 1 }, trace_id: 't1', base_resp },
        { data: { audio: hex, status: 2 }, extra_info, trace_id: 't1', base_resp },
      ),
      result: { audio: { data: sound, mediaType: 'audio/mpeg' }, usage: { units: { characters: 5 } } },
    },
  ],
  voices: [
    {
      name: 'all of them',
      request: {},
      sent: { voice_type: 'all' },
      reply: {
        body: {
          system_voice: [{ voice_id: 'English_Anna', voice_name: 'Anna', description: ['A calm voice.'] }],
          voice_cloning: [{ voice_id: 'mine-1', description: [], created_time: '2026-01-01' }],
          base_resp,
        },
      },
      result: {
        voices: [
          { id: 'English_Anna', name: 'Anna', description: 'A calm voice.' },
          { id: 'mine-1', name: 'mine-1' },
        ],
      },
    },
    {
      name: 'a clone',
      request: {
        action: 'clone',
        id: 'mine-2',
        samples: [{ data: sound, mediaType: 'audio/wav', name: 'me.wav' }],
      },
      reply: [
        { request: { url: '/files/upload' }, response: { body: { file: row, base_resp } } },
        { request: { url: '/voice_clone' }, response: { body: { base_resp } } },
      ],
      result: { voices: [{ id: 'mine-2', name: 'mine-2' }] },
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
      reply: [{ request: { url: '/files/upload' }, response: { body: { file: row, base_resp } } }],
      result: {
        file: {
          id: '205258526306433',
          name: 'notes.txt',
          bytes: 5,
          purpose: 'retrieval',
          createdAt: 1_794_960_000_000,
        },
      },
    },
    {
      name: 'list',
      request: { action: 'list', purpose: 'retrieval' },
      reply: [{ request: { method: 'GET', url: '/files/list' }, response: { body: { files: [row], base_resp } } }],
      result: { files: [{ id: '205258526306433' }] },
    },
    {
      name: 'get',
      request: { action: 'get', id: '205258526306433' },
      reply: [{ request: { method: 'GET', url: '/files/retrieve' }, response: { body: { file: row, base_resp } } }],
      result: { file: { id: '205258526306433' } },
    },
    {
      name: 'content',
      request: { action: 'content', id: '205258526306433' },
      reply: [
        {
          request: { method: 'GET', url: '/files/retrieve_content' },
          response: { headers: { 'content-type': 'text/plain' }, text: 'notes' },
        },
      ],
      result: { data: new TextEncoder().encode('notes') },
    },
    {
      name: 'delete',
      request: { action: 'delete', id: '205258526306433' },
      sent: { file_id: 205258526306433 },
      reply: [{ request: { url: '/files/delete' }, response: { body: { file_id: 205258526306433, base_resp } } }],
      result: { id: '205258526306433', deleted: true },
    },
  ],
};
