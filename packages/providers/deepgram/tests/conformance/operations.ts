// Every operation of Deepgram's that is a request and a reply.
import type { ConformanceManifest } from '@kit/testing';
import type { DeepgramOperation } from '../../src/index.ts';

const sound = new Uint8Array([82, 73, 70, 70, 1, 2, 3, 4]);
const spoken = {
  headers: { 'content-type': 'audio/wav', 'dg-model-name': 'aura-2-thalia-en', 'dg-char-count': '5' },
  base64: Buffer.from(sound).toString('base64'),
};
const speech = { model: 'aura-2', input: 'Hello', voice: 'thalia', format: 'wav' } as const;
const info = { '1abc': { name: 'general-nova-3', version: '2026-07-31.0', arch: 'nova-3' } };

/** The reply to a recording. */
export const transcript = (text: string, more: object = {}) => ({
  metadata: { request_id: 'r-1', duration: 2.5, channels: 1, models: ['1abc'], model_info: info },
  results: {
    channels: [
      {
        alternatives: [
          {
            transcript: text,
            confidence: 0.9,
            words: [{ word: 'hello', punctuated_word: 'Hello', start: 0.1, end: 0.5, confidence: 0.9, speaker: 0 }],
          },
        ],
        detected_language: 'en',
      },
    ],
    ...more,
  },
});

export const operations: ConformanceManifest<DeepgramOperation>['operations'] = {
  transcribe: [
    {
      name: 'a recording behind a link',
      request: { model: 'nova-3', audio: { url: 'https://example.com/talk.mp3' }, diarize: true },
      sent: { url: 'https://example.com/talk.mp3' },
      reply: { body: transcript('Hello') },
      result: {
        text: 'Hello',
        language: 'en',
        durationSeconds: 2.5,
        words: [{ text: 'Hello', startSeconds: 0.1, endSeconds: 0.5, confidence: 0.9, speaker: '0' }],
        usage: { units: { audioSeconds: 2.5 } },
        meta: { responseId: 'r-1', model: 'general-nova-3' },
      },
    },
    {
      name: 'bytes, and what they are about',
      request: {
        model: 'nova-3',
        audio: sound,
        mediaType: 'audio/wav',
        timestamps: 'segment',
        vendor: { deepgram: { summarize: 'v2', topics: true } },
      },
      reply: {
        body: transcript('Hello', {
          utterances: [{ start: 0.1, end: 0.5, confidence: 0.9, channel: 0, transcript: 'Hello', speaker: 0, id: 'u' }],
          summary: { result: 'success', short: 'A greeting.' },
          topics: { segments: [{ text: 'Hello', topics: [{ topic: 'Greeting', confidence_score: 0.9 }] }] },
        }),
      },
      result: {
        segments: [{ text: 'Hello', startSeconds: 0.1, endSeconds: 0.5, speaker: '0', confidence: 0.9 }],
        insights: { summary: 'A greeting.' },
      },
    },
  ],
  // A session: see `outOfReach`.
  transcribeStream: [],
  speech: [
    {
      name: 'a sentence',
      request: speech,
      sent: { text: 'Hello' },
      reply: spoken,
      result: {
        audio: { data: sound, mediaType: 'audio/wav' },
        usage: { units: { characters: 5 } },
        meta: { model: 'aura-2-thalia-en' },
      },
    },
  ],
  speechStream: [
    {
      name: 'a sentence',
      request: speech,
      sent: { text: 'Hello' },
      reply: spoken,
      result: { audio: { data: sound, mediaType: 'audio/wav' }, usage: { units: { characters: 5 } } },
    },
  ],
  models: [
    {
      name: 'two versions of one, and a voice',
      request: {},
      reply: {
        body: {
          stt: [
            {
              name: 'general',
              canonical_name: 'nova-3-general',
              architecture: 'nova-3',
              languages: ['en'],
              streaming: true,
            },
            { name: 'general', canonical_name: 'nova-3-general', architecture: 'nova-3', languages: ['de'] },
          ],
          tts: [{ name: 'thalia', canonical_name: 'aura-2-thalia-en', languages: ['en'] }],
          languages: {},
        },
      },
      result: {
        models: [
          { id: 'nova-3-general', provider: 'deepgram', kind: 'transcription', languages: ['en', 'de'] },
          { id: 'aura-2-thalia-en', kind: 'speech' },
        ],
      },
    },
  ],
  health: [
    { name: 'the projects of the key', request: {}, reply: { body: { projects: [] } }, result: { status: 'ok' } },
  ],
  deepgramGrant: [
    {
      name: 'a token for a minute',
      request: { ttlSeconds: 60 },
      sent: { ttl_seconds: 60 },
      reply: { body: { access_token: 'a.b.c', expires_in: 60 } },
      result: { expiresInSeconds: 60 },
    },
  ],
  deepgramRead: [
    {
      name: 'a text',
      request: { text: 'Hello there.', summarize: true },
      sent: { text: 'Hello there.' },
      reply: {
        body: {
          metadata: { request_id: 'r-1', language: 'en', summary_info: { input_tokens: 9, output_tokens: 3 } },
          results: { summary: { text: 'A greeting.' } },
        },
      },
      result: {
        insights: { summary: 'A greeting.' },
        language: 'en',
        usage: { inputTokens: 9, outputTokens: 3 },
      },
    },
  ],
};
