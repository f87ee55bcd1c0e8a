// Live speech against a real WebSocket server.
import { pipeline, type SpeechPart } from '@kit/core';
import { failureOf } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { type LiveScript, liveServer } from '../../tests/live-server.ts';
import { type ElevenlabsOptions, elevenlabs } from '../index.ts';

const apiKey = 'xi-canary-0123456789abcdef';
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');

async function* pieces(...texts: readonly string[]) {
  yield* texts;
}

async function bench(script: LiveScript, options: ElevenlabsOptions = {}) {
  const server = await liveServer(script);
  return { server, ai: pipeline(elevenlabs({ apiKey, baseURL: server.baseURL, voice: 'v-1', ...options })) };
}

/** Speaks each text, and ends with the empty one. */
const speaking: LiveScript = {
  heard(peer, { text }) {
    if (text === '') peer.say({ audio: null, isFinal: true });
    else if (text !== ' ') peer.say({ audio: base64(1, 2), isFinal: null });
  },
};

describe('live speech', () => {
  it('begins with a space, sends whole words, ends with an empty text, and hands out sound with its times', async () => {
    const { ai, server } = await bench({
      heard(peer, message) {
        speaking.heard?.(peer, message);
        if (message.text === 'Hello ')
          peer.say({
            audio: base64(3),
            alignment: { chars: ['H', 'i'], charStartTimesMs: [0, 100], charDurationsMs: [100, 200] },
          });
      },
    });
    const stream = ai.elevenlabsLive({
      model: 'eleven_flash_v2_5',
      input: pieces('Hel', 'lo wor', 'ld'),
      speed: 1.1,
      vendor: { elevenlabs: { generation_config: { chunk_length_schedule: [50] } } },
    });
    const parts: SpeechPart[] = [];
    for await (const part of stream) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'audio', 'audio', 'alignment', 'audio', 'finish']);
    const { audio, usage, meta } = await stream.response;
    expect(audio).toEqual({
      data: new Uint8Array([1, 2, 3, 1, 2]),
      mediaType: 'audio/mpeg',
      alignment: [
        { text: 'H', startSeconds: 0, endSeconds: 0.1 },
        { text: 'i', startSeconds: 0.1, endSeconds: 0.3 },
      ],
    });
    expect(usage).toEqual({ state: 'estimated', units: { characters: 12 } });
    expect(meta).toMatchObject({ provider: 'elevenlabs', attempts: [{ outcome: 'complete' }] });
    const [peer] = server.peers;
    expect(peer?.headers['xi-api-key']).toBe(apiKey);
    expect(peer?.path).toBe('/v1/text-to-speech/v-1/stream-input?model_id=eleven_flash_v2_5');
    expect(peer?.received).toEqual([
      { text: ' ', voice_settings: { speed: 1.1 }, generation_config: { chunk_length_schedule: [50] } },
      { text: 'Hello ' },
      { text: 'world ' },
      { text: '' },
    ]);
    await peer?.closed;
    await ai.close();
  });

  it('tells what the vendor says before it closes', async () => {
    const { ai } = await bench({
      heard(peer) {
        peer.say({ message: 'You have 0 credits.', error: 'quota_exceeded', code: 1008 });
        peer.close(1008, 'quota');
      },
    });
    expect(await failureOf(ai.elevenlabsLive({ input: 'Hello' }).response)).toMatchObject({
      code: 'quota',
      message: expect.stringContaining('0 credits'),
    });
    await ai.close();
  });

  it.each([
    [1008, 'Inactivity timeout', 'timeout'],
    [1008, 'Policy', 'invalid-request'],
    [1011, '', 'server'],
    [1000, '', 'invalid-response'],
  ])('that is closed with %i "%s" before its end is an error', async (code, reason, expected) => {
    const { ai } = await bench({ heard: (peer) => peer.close(code, reason) });
    expect(await failureOf(ai.elevenlabsLive({ input: 'Hello' }).response)).toMatchObject({ code: expected });
    await ai.close();
  });

  it('that is cut in the middle fails with what had arrived', async () => {
    const { ai } = await bench({
      heard(peer, message) {
        if (message.text === ' ') return;
        peer.say({ audio: base64(1) });
        peer.close(1000);
      },
    });
    const error = await failureOf(ai.elevenlabsLive({ input: 'Hello' }).response);
    expect(error).toMatchObject({ code: 'invalid-response', partial: { audio: { data: new Uint8Array([1]) } } });
    await ai.close();
  });

  it('that is refused says whether it was the key', async () => {
    const { ai, server } = await bench({ refuse: 401 });
    const error = await failureOf(ai.elevenlabsLive({ input: 'Hello' }).response);
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain(apiKey);
    expect(server.httpRequests).toEqual(['GET /v1/models']);
    await ai.close();
  });

  it('ends with its reader: the socket is closed and the source is left', async () => {
    let left = false;
    async function* endless() {
      try {
        for (;;) {
          yield 'again ';
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      } finally {
        left = true;
      }
    }
    const { ai, server } = await bench(speaking);
    for await (const part of ai.elevenlabsLive({ input: endless() })) if (part.type === 'audio') break;
    await server.peers[0]?.closed;
    await expect.poll(() => left).toBe(true);
    await ai.close();
  });

  it('ends with an abort', async () => {
    const { ai, server } = await bench({ open: (peer) => peer.say({ audio: base64(1) }) });
    const controller = new AbortController();
    const stream = ai.elevenlabsLive({ input: 'Hello' }, { signal: controller.signal });
    await stream.ready();
    controller.abort();
    expect(await failureOf(stream.response)).toMatchObject({ code: 'aborted' });
    await server.peers[0]?.closed;
    await ai.close();
  });

  it('fails with its source', async () => {
    async function* broken() {
      yield 'Hello ';
      throw new Error('The writer left.');
    }
    const { ai } = await bench({});
    const error = await failureOf(ai.elevenlabsLive({ input: broken() }).response);
    expect(error.cause ?? error).toMatchObject({ message: 'The writer left.' });
    await ai.close();
  });

  it('is not for models that must read the whole text first', async () => {
    const ai = pipeline(elevenlabs({ apiKey, voice: 'v-1' }));
    expect(await failureOf(ai.elevenlabsLive({ model: 'eleven_v3', input: 'a' }).response)).toMatchObject({
      code: 'unsupported',
    });
    expect(await failureOf(ai.elevenlabsLive({ input: 7 as never }).response)).toMatchObject({ field: 'input' });
  });
});
