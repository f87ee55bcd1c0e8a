// Live transcription against a real WebSocket server.
import { pipeline, type TranscribePart } from '@kit/core';
import { failureOf } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type LiveScript, liveServer } from '../../tests/live-server.ts';
import { elevenlabs } from '../index.ts';

const apiKey = 'xi-canary-0123456789abcdef';
const model = 'scribe_v2_realtime';
const piece = (bytes = 4) => new Uint8Array(bytes).fill(7);

async function* audioOf(...all: readonly Uint8Array[]) {
  yield* all;
}

async function bench(script: LiveScript) {
  const server = await liveServer(script);
  return { server, ai: pipeline(elevenlabs({ apiKey, baseURL: server.baseURL, model })) };
}

const timed = (text: string) => ({
  message_type: 'committed_transcript_with_timestamps',
  text,
  language_code: 'eng',
  words: [{ text, start: 0.5, end: 1.5, type: 'word', logprob: 0 }],
});

const shown = (parts: readonly TranscribePart[]) =>
  parts.map((part) => (part.type === 'text' || part.type === 'interim' ? `${part.type} ${part.text}` : part.type));

describe('live transcription', () => {
  it('tells guesses and what is committed, once, with its times', async () => {
    const { ai, server } = await bench({
      heard(peer, { commit }) {
        if (commit !== true) return;
        peer.say({ message_type: 'session_started', session_id: 's-1', config: {} });
        peer.say({ message_type: 'partial_transcript', text: 'hel' });
        peer.say({ message_type: 'committed_transcript', text: 'Hello.' });
        peer.say(timed('Hello.'));
        peer.say(timed('How are you?'));
        peer.say({ message_type: 'something_new' });
      },
    });
    const stream = ai.transcribeStream({ audio: audioOf(piece(), new Uint8Array(0), piece()), language: 'en' });
    const parts: TranscribePart[] = [];
    for await (const part of stream) parts.push(part);
    expect(shown(parts)).toEqual([
      'start',
      'interim hel',
      'text Hello.',
      'segment',
      'text  How are you?',
      'segment',
      'event',
      'finish',
    ]);
    expect(await stream.response).toMatchObject({
      text: 'Hello. How are you?',
      language: 'eng',
      durationSeconds: 1.5,
      usage: { state: 'estimated', units: { audioSeconds: 1.5 } },
      meta: { responseId: 's-1', requestedModel: model, attempts: [{ outcome: 'complete' }] },
    });
    const [peer] = server.peers;
    expect(peer?.headers['xi-api-key']).toBe(apiKey);
    expect(peer?.path).toBe(
      '/v1/speech-to-text/realtime?model_id=scribe_v2_realtime&audio_format=pcm_16000&commit_strategy=vad&language_code=en&include_timestamps=true',
    );
    const sound = { message_type: 'input_audio_chunk', audio_base_64: 'BwcHBw==', sample_rate: 16_000 };
    expect(peer?.received).toEqual([
      { ...sound, commit: false },
      { ...sound, commit: false },
      { ...sound, audio_base_64: '', commit: true },
    ]);
    await peer?.closed;
    await ai.close();
  });

  it('of silence is an empty text', async () => {
    const { ai } = await bench({
      heard: (peer, { commit }) =>
        void (commit === true && peer.say({ message_type: 'insufficient_audio_activity', error: 'Too little.' })),
    });
    const { text } = await ai.transcribeStream({ audio: piece(40_000), mediaType: 'audio/pcm;rate=8000' }).response;
    expect(text).toBe('');
    await ai.close();
  });

  it.each([
    ['auth_error', 'authentication'],
    ['quota_exceeded', 'quota'],
    ['rate_limited', 'rate-limit'],
    ['input_error', 'invalid-request'],
    ['resource_exhausted', 'overloaded'],
    ['transcriber_error', 'server'],
  ])('fails where the vendor says %s', async (type, code) => {
    const { ai } = await bench({ open: (peer) => peer.say({ message_type: type, error: 'It broke.' }) });
    expect(await failureOf(ai.transcribeStream({ audio: audioOf(piece()) }).response)).toMatchObject({ code });
    await ai.close();
  });

  it('that is closed while a word is owed is no transcript', async () => {
    const { ai } = await bench({
      heard(peer, { commit }) {
        if (commit !== true) return;
        peer.say({ message_type: 'partial_transcript', text: 'hel' });
        peer.close(1000);
      },
    });
    expect(await failureOf(ai.transcribeStream({ audio: audioOf(piece()) }).response)).toMatchObject({
      code: 'invalid-response',
    });
    await ai.close();
  });

  it('ends with its reader', async () => {
    const { ai, server } = await bench({
      heard: (peer) => peer.say({ message_type: 'committed_transcript', text: 'Hello.' }),
    });
    for await (const part of ai.transcribeStream({ audio: audioOf(piece()) })) if (part.type === 'text') break;
    await server.peers[0]?.closed;
    await ai.close();
  });

  it('hears raw samples alone', async () => {
    const ai = pipeline(elevenlabs({ apiKey, model }));
    const stream = ai.transcribeStream({ audio: piece(), mediaType: 'audio/mpeg' });
    expect(await failureOf(stream.response)).toMatchObject({ code: 'unsupported', field: 'mediaType' });
  });
});
