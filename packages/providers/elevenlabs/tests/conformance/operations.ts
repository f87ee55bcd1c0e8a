// Every operation of ElevenLabs's that is a request and a reply.
import { type ConformanceManifest, jsonLinesReply } from '@kit/testing';
import type { ElevenlabsOperation } from '../../src/index.ts';

const sound = new Uint8Array([255, 251, 16, 100, 0, 1, 2, 3]);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const spoken = {
  headers: { 'content-type': 'audio/mpeg', 'character-cost': '5', 'history-item-id': 'h-1' },
  base64: base64(sound),
};
const speech = { model: 'eleven_flash_v2_5', input: 'Hello', voice: 'v-1' } as const;
const alignment = {
  characters: ['H', 'i'],
  character_start_times_seconds: [0, 0.1],
  character_end_times_seconds: [0.1, 0.3],
};
const timed = { ...speech, vendor: { elevenlabs: { timestamps: true } } } as const;
const units = [
  { text: 'H', startSeconds: 0, endSeconds: 0.1 },
  { text: 'i', startSeconds: 0.1, endSeconds: 0.3 },
];

export const operations: ConformanceManifest<ElevenlabsOperation>['operations'] = {
  speech: [
    {
      name: 'a sentence',
      request: { ...speech, language: 'en', speed: 1.1, seed: 7, format: 'mp3' },
      sent: {
        text: 'Hello',
        model_id: 'eleven_flash_v2_5',
        language_code: 'en',
        voice_settings: { speed: 1.1 },
        seed: 7,
      },
      reply: spoken,
      result: {
        audio: { data: sound, mediaType: 'audio/mpeg', sampleRate: 44_100 },
        usage: { units: { characters: 5 } },
        meta: { model: 'eleven_flash_v2_5', responseId: 'h-1' },
      },
    },
    {
      name: 'with the times of its characters',
      request: timed,
      sent: { text: 'Hello' },
      reply: { body: { audio_base64: base64(sound), alignment, normalized_alignment: alignment } },
      result: { audio: { data: sound, mediaType: 'audio/mpeg', alignment: units } },
    },
  ],
  speechStream: [
    {
      name: 'a sentence',
      request: speech,
      sent: { text: 'Hello' },
      reply: spoken,
      result: { audio: { data: sound, mediaType: 'audio/mpeg' }, usage: { units: { characters: 5 } } },
    },
    {
      name: 'with the times of its characters',
      request: timed,
      reply: jsonLinesReply(
        { audio_base64: base64(sound.subarray(0, 4)), alignment: null, normalized_alignment: null },
        { audio_base64: base64(sound.subarray(4)), alignment },
      ),
      result: { audio: { data: sound, mediaType: 'audio/mpeg', alignment: units } },
    },
  ],
  transcribe: [
    {
      name: 'a recording of two speakers',
      request: {
        model: 'scribe_v2',
        audio: sound,
        mediaType: 'audio/mpeg',
        diarize: true,
        keywords: ['kit', 'wire'],
        timestamps: 'segment',
      },
      reply: {
        body: {
          language_code: 'eng',
          language_probability: 1,
          text: 'Hello there. Hi.',
          words: [
            { text: 'Hello', start: 0, end: 0.4, type: 'word', speaker_id: 'speaker_0', logprob: 0 },
            { text: ' ', start: 0.4, end: 0.5, type: 'spacing', speaker_id: 'speaker_0', logprob: 0 },
            { text: 'there.', start: 0.5, end: 0.9, type: 'word', speaker_id: 'speaker_0', logprob: 0 },
            { text: 'Hi.', start: 1, end: 1.2, type: 'word', speaker_id: 'speaker_1', logprob: 0 },
          ],
          transcription_id: 't-1',
          audio_duration_secs: 1.5,
        },
      },
      result: {
        text: 'Hello there. Hi.',
        language: 'eng',
        durationSeconds: 1.5,
        segments: [
          { text: 'Hello there.', startSeconds: 0, endSeconds: 0.9, speaker: 'speaker_0' },
          { text: 'Hi.', startSeconds: 1, endSeconds: 1.2, speaker: 'speaker_1' },
        ],
        usage: { units: { audioSeconds: 1.5 } },
        meta: { responseId: 't-1' },
      },
    },
    {
      name: 'behind a link',
      request: { model: 'scribe_v2', audio: { url: 'https://example.com/talk.mp3' } },
      reply: { body: { language_code: 'eng', language_probability: 1, text: 'Hello', words: [] } },
      result: { text: 'Hello' },
    },
  ],
  // Sessions: see `outOfReach`.
  transcribeStream: [],
  elevenlabsLive: [],
  voices: [
    {
      name: 'two pages',
      request: { search: 'a' },
      reply: [
        {
          request: { method: 'GET', url: '/v2/voices' },
          response: {
            body: {
              voices: [{ voice_id: 'v-1', name: 'Ada', labels: { language: 'en', gender: 'female' } }],
              has_more: true,
              total_count: 2,
              next_page_token: 'n-2',
            },
          },
        },
        {
          request: { method: 'GET', url: '/v2/voices' },
          response: { body: { voices: [{ voice_id: 'v-2', name: 'Bo' }], has_more: false, next_page_token: null } },
        },
      ],
      result: {
        voices: [
          { id: 'v-1', name: 'Ada', language: 'en', gender: 'female' },
          { id: 'v-2', name: 'Bo' },
        ],
      },
    },
    {
      name: 'a clone',
      request: { action: 'clone', name: 'Me', samples: [{ data: sound, mediaType: 'audio/mpeg' }] },
      reply: { body: { voice_id: 'v-3', requires_verification: false } },
      result: { voices: [{ id: 'v-3', name: 'Me' }] },
    },
  ],
  models: [
    {
      name: 'a bare list',
      request: {},
      reply: [
        {
          request: { method: 'GET', url: '/v1/models' },
          response: {
            body: [
              {
                model_id: 'eleven_v3',
                name: 'Eleven v3',
                can_do_text_to_speech: true,
                languages: [{ language_id: 'en', name: 'English' }],
              },
            ],
          },
        },
      ],
      result: { models: [{ id: 'eleven_v3', provider: 'elevenlabs', kind: 'speech', languages: ['en'] }] },
    },
  ],
  health: [
    {
      name: 'the models',
      request: {},
      reply: [{ request: { method: 'GET', url: '/v1/models' }, response: { body: [] } }],
      result: { status: 'ok' },
    },
  ],
  elevenlabsToken: [
    {
      name: 'for a session',
      request: { kind: 'tts_websocket' },
      reply: { body: { token: 'sutkn_1' } },
      result: {},
    },
  ],
};
