// fal's operations beside chat.
import { type ConformanceManifest, samplePicture, sseReply } from '@kit/testing';
import type { FalOperation } from '../../src/index.ts';
import { answered, type Mode, queued, requestId } from './wire.ts';

const flux = 'fal-ai/flux/dev';
const picture = { url: 'https://v3.fal.media/files/a.png', width: 512, height: 256, content_type: 'image/png' };
const output = {
  images: [picture],
  timings: { inference: 1.5 },
  seed: 7,
  has_nsfw_concepts: [false],
  prompt: 'A fox',
};

export function operationsOf(mode: Mode): ConformanceManifest<FalOperation>['operations'] {
  const answer = (model: string, app: string, body: object) => answered(mode, model, app, { body });
  return {
    image: [
      {
        name: 'a picture',
        request: { model: flux, prompt: 'A fox', size: '512x256', n: 1, seed: 7, format: 'png' },
        sent: {
          prompt: 'A fox',
          image_size: { width: 512, height: 256 },
          num_images: 1,
          seed: 7,
          output_format: 'png',
        },
        reply: answer(flux, 'fal-ai/flux', output),
        result: {
          images: [{ url: picture.url, mediaType: 'image/png', seed: 7, revisedPrompt: 'A fox' }],
          usage: { units: { images: 1 } },
        },
      },
      {
        name: 'a picture as data, of another',
        request: {
          model: 'fal-ai/nano-banana/edit',
          prompt: 'A fox',
          images: [{ data: samplePicture, mediaType: 'image/png' }],
          aspectRatio: '16:9',
          vendor: { fal: { sync_mode: true } },
        },
        sent: {
          image_urls: [`data:image/png;base64,${samplePicture}`],
          aspect_ratio: '16:9',
          sync_mode: true,
        },
        reply: answer('fal-ai/nano-banana/edit', 'fal-ai/nano-banana', {
          images: [{ url: `data:image/png;base64,${samplePicture}` }],
        }),
        result: { images: [{ data: samplePicture, mediaType: 'image/png' }] },
      },
    ],
    speech: [
      {
        name: 'a sentence',
        request: { model: 'fal-ai/minimax/speech-02-hd', input: 'Hello', voice: 'Wise_Woman', speed: 1.1 },
        sent: { text: 'Hello', voice_setting: { voice_id: 'Wise_Woman', speed: 1.1 } },
        reply: answer('fal-ai/minimax/speech-02-hd', 'fal-ai/minimax', {
          audio: { url: 'https://fal.media/a.mp3', content_type: 'audio/mpeg' },
          duration_ms: 1_234,
        }),
        result: {
          audio: { url: 'https://fal.media/a.mp3', mediaType: 'audio/mpeg', durationSeconds: 1.234 },
          usage: { units: { characters: 5 } },
        },
      },
    ],
    transcribe: [
      {
        name: 'a recording',
        request: {
          model: 'fal-ai/whisper',
          audio: new Uint8Array([1, 2, 3]),
          mediaType: 'audio/mpeg',
          timestamps: 'segment',
          diarize: true,
        },
        sent: { audio_url: 'data:audio/mpeg;base64,AQID', chunk_level: 'segment', diarize: true },
        reply: answer('fal-ai/whisper', 'fal-ai/whisper', {
          text: 'Hello there.',
          chunks: [{ timestamp: [0, 2.5], text: 'Hello there.', speaker: 'SPEAKER_00' }],
          inferred_languages: ['en'],
        }),
        result: {
          text: 'Hello there.',
          language: 'en',
          durationSeconds: 2.5,
          segments: [{ text: 'Hello there.', startSeconds: 0, endSeconds: 2.5, speaker: 'SPEAKER_00' }],
        },
      },
    ],
    video: [
      {
        name: 'a dog',
        request: { model: 'fal-ai/ltx-video', prompt: 'A dog', durationSeconds: 5 },
        sent: { prompt: 'A dog', duration: '5' },
        reply: queued('fal-ai/ltx-video', 'fal-ai/ltx-video', {
          body: { video: { url: 'https://v3.fal.media/a.mp4', content_type: 'video/mp4' }, seed: 7 },
        }),
        result: { id: `fal-ai/ltx-video/requests/${requestId}` },
        settled: { videos: [{ url: 'https://v3.fal.media/a.mp4', mediaType: 'video/mp4' }] },
      },
    ],
    files: [
      {
        name: 'upload',
        request: { action: 'upload', data: new Uint8Array([1, 2, 3]), mediaType: 'audio/mpeg', name: 'a.mp3' },
        sent: { content_type: 'audio/mpeg', file_name: 'a.mp3' },
        reply: [
          {
            request: { url: '/storage/upload/initiate' },
            response: {
              body: { upload_url: '{{origin}}/place/1?signature=x', file_url: 'https://v3.fal.media/files/a.mp3' },
            },
          },
          { request: { method: 'PUT', url: '/place/1' }, response: {} },
        ],
        result: {
          file: {
            id: 'https://v3.fal.media/files/a.mp3',
            url: 'https://v3.fal.media/files/a.mp3',
            name: 'a.mp3',
            bytes: 3,
            mediaType: 'audio/mpeg',
            status: 'ready',
          },
        },
      },
    ],
    health: [
      {
        name: 'a token of ten seconds',
        request: {},
        sent: { allowed_apps: ['flux'], token_expiration: 10 },
        reply: { body: { detail: 'a.b.c' } },
        result: { status: 'ok' },
      },
    ],
    falRun: [
      {
        name: 'any model with its own input',
        request: { model: 'fal-ai/fast-sdxl', input: { prompt: 'A fox' }, priority: 'low' },
        sent: { prompt: 'A fox' },
        reply: queued('fal-ai/fast-sdxl', 'fal-ai/fast-sdxl', { body: { answer: 42 } }),
        result: { id: `fal-ai/fast-sdxl/requests/${requestId}` },
        settled: { requestId, output: { answer: 42 } },
      },
    ],
    falStream: [
      {
        name: 'a text that grows',
        request: { model: 'fal-ai/llava-next', input: { prompt: 'What is it?' } },
        sent: { prompt: 'What is it?' },
        reply: sseReply({ output: 'A', partial: true }, { output: 'A fox', partial: false }),
        result: { output: { output: 'A fox', partial: false } },
      },
    ],
    falToken: [
      {
        name: 'for a minute',
        request: { apps: ['flux'], ttlSeconds: 60 },
        sent: { allowed_apps: ['flux'], token_expiration: 60 },
        reply: { body: { detail: 'a.b.c' } },
        result: {},
      },
    ],
  };
}
