// Live transcription, over a real WebSocket.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pipeline } from '@kit/core';
import { failureOf } from '@kit/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { mistral } from '../index.ts';

type Message = { readonly type: string; readonly audio?: string; readonly session?: object };
const model = 'voxtral-mini-transcribe-realtime-2602';

/** A server that plays Mistral: `hear` is told each message and may answer. */
async function listening(hear: (message: Message, say: (event: object) => void, socket: WebSocket) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const received: Message[] = [];
  const asked: { readonly url?: string; readonly key?: string }[] = [];
  server.on('connection', (socket, request) => {
    asked.push({ url: request.url, key: request.headers.authorization });
    const say = (event: object) => socket.send(JSON.stringify(event));
    say({ type: 'session.created', session: { request_id: 'r-1' } });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      received.push(message);
      hear(message, say, socket);
    });
  });
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const ai = pipeline(mistral({ apiKey: 'test-key', baseURL: `http://127.0.0.1:${port}/v1` }));
  return { ai, received, asked };
}

describe('live transcription', () => {
  it('sends the audio in pieces and tells what was said', async () => {
    const { ai, received, asked } = await listening(({ type }, say) => {
      if (type === 'input_audio.append') say({ type: 'transcription.text.delta', text: 'Hello' });
      if (type !== 'input_audio.end') return;
      say({ type: 'transcription.language', audio_language: 'en' });
      const usage = { prompt_audio_seconds: 3, prompt_tokens: 5, completion_tokens: 2 };
      say({ type: 'transcription.done', text: 'Hello there.', segments: [], usage });
    });
    async function* talk() {
      yield new Uint8Array([1, 2, 3]);
    }
    const response = await ai.transcribeStream({ model, audio: talk(), mediaType: 'audio/pcm;rate=16000' }).response;
    expect(response).toMatchObject({ text: 'Hello there.', language: 'en', usage: { units: { audioSeconds: 3 } } });
    expect(asked).toEqual([{ url: `/v1/audio/transcriptions/realtime?model=${model}`, key: 'Bearer test-key' }]);
    expect(received).toEqual([
      { type: 'session.update', session: { audio_format: { encoding: 'pcm_s16le', sample_rate: 16_000 } } },
      { type: 'input_audio.append', audio: 'AQID' },
      { type: 'input_audio.end' },
    ]);
  });

  it('cuts what is larger than the vendor takes at once', async () => {
    const { ai, received } = await listening(({ type }, say) => {
      if (type === 'input_audio.end') say({ type: 'transcription.done', text: 'x' });
    });
    await ai.transcribeStream({ model, audio: new Uint8Array(300_000) }).response;
    const sizes = received
      .filter(({ type }) => type === 'input_audio.append')
      .map(({ audio = '' }) => atob(audio).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(262_144);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(300_000);
  });

  it('rejects with what the vendor says', async () => {
    const { ai } = await listening((_, say) => say({ type: 'error', error: { message: 'Bad audio', code: 400 } }));
    expect(await failureOf(ai.transcribeStream({ model, audio: new Uint8Array(4) }).response)).toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('Bad audio'),
    });
  });

  it('is not complete without the whole transcript', async () => {
    const { ai } = await listening(({ type }, say, socket) => {
      if (type === 'input_audio.append') say({ type: 'transcription.text.delta', text: 'Hel' });
      if (type === 'input_audio.end') socket.close(1000);
    });
    expect(await failureOf(ai.transcribeStream({ model, audio: new Uint8Array(4) }).response)).toMatchObject({
      code: 'invalid-response',
    });
  });

  it('ends with what breaks the audio', async () => {
    const { ai } = await listening(() => {});
    async function* broken() {
      yield new Uint8Array(4);
      throw new Error('The microphone is gone.');
    }
    expect((await failureOf(ai.transcribeStream({ model, audio: broken() }).response)).message).toContain('microphone');
  });

  it('needs bytes, and says what a session does not take', async () => {
    const { ai } = await listening(({ type }, say) => {
      if (type === 'input_audio.end') say({ type: 'transcription.done', text: 'x' });
    });
    const link = { url: 'https://example.com/a.mp3' };
    expect(await failureOf(ai.transcribeStream({ model, audio: link }).response)).toMatchObject({
      code: 'unsupported',
    });
    const asked = { model, audio: new Uint8Array(4), language: 'en' };
    const { warnings } = await ai.transcribeStream(asked).response;
    expect(warnings.map(({ feature }) => feature)).toEqual(['language']);
    const strict = ai.transcribeStream(asked, { strict: true });
    expect(await failureOf(strict.response)).toMatchObject({ code: 'unsupported' });
  });
});
