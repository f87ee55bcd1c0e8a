import { warningList } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { failure, served } from '../../tests/served.ts';
import { formatQuery } from './format.ts';
import { voiceModel } from './voice-model.ts';

const spoken = {
  headers: {
    'content-type': 'audio/mpeg',
    'dg-model-name': 'aura-2-thalia-en',
    'dg-char-count': '5',
    'dg-request-id': 'req-1',
    'dg-project-id': 'p',
  },
  base64: Buffer.from('sound and more sound').toString('base64'),
};

describe('speech', () => {
  it('is bytes, with the characters that are billed', async () => {
    const { ai, server, query } = await served(spoken);
    const result = await ai.speech({ model: 'aura-2', voice: 'thalia', input: 'Hello' });
    expect(result).toMatchObject({
      audio: { mediaType: 'audio/mpeg' },
      usage: { units: { characters: 5 } },
      meta: { model: 'aura-2-thalia-en', responseId: 'req-1', requestId: 'req-1', vendor: { 'dg-project-id': 'p' } },
    });
    expect(Buffer.from(result.audio.data ?? []).toString()).toBe('sound and more sound');
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/speak' });
    expect(server.requests[0]?.json()).toEqual({ text: 'Hello' });
    expect(query('model')).toEqual(['aura-2-thalia-en']);
  });

  it('is handed out as it arrives', async () => {
    const { ai } = await served({ ...spoken, chunkLengths: [5, 5, 10] });
    const stream = ai.speechStream({ model: 'aura-2-thalia-en', input: 'Hello' });
    const parts = [];
    for await (const part of stream) parts.push(part);
    expect(parts[0]).toMatchObject({
      type: 'start',
      mediaType: 'audio/mpeg',
      model: 'aura-2-thalia-en',
      responseId: 'req-1',
    });
    expect(parts.at(-1)).toMatchObject({ type: 'finish', usage: { units: { characters: 5 } } });
    const { audio, usage } = await stream.response;
    expect(Buffer.from(audio.data ?? []).toString()).toBe('sound and more sound');
    expect(usage).toMatchObject({ units: { characters: 5 } });
  });

  it('needs no model where the voice names one', async () => {
    const { ai, query } = await served(spoken);
    await ai.speech({ voice: 'aura-2-zeus-en', input: 'Hello' });
    expect(query('model')).toEqual(['aura-2-zeus-en']);
  });

  it('sends format, rate and speed, and what is Deepgram’s own', async () => {
    const { ai, query } = await served(spoken);
    const { warnings } = await ai.speech({
      model: 'aura-2-thalia-en',
      input: 'Hello',
      format: 'wav',
      sampleRate: 24_000,
      speed: 1.2,
      instructions: 'softly',
      seed: 1,
      vendor: { deepgram: { mip_opt_out: true } },
    });
    expect(['encoding', 'container', 'sample_rate', 'speed', 'mip_opt_out'].map((name) => query(name)[0])).toEqual([
      'linear16',
      'wav',
      '24000',
      '1.2',
      'true',
    ]);
    expect(warnings.map(({ feature }) => feature)).toEqual(['instructions', 'seed']);
  });

  it('that is too long is refused by the vendor', async () => {
    const { ai } = await served({
      status: 413,
      body: { err_code: 'PAYLOAD_TOO_LARGE', err_msg: 'Input text exceeds maximum character limit of 2000.' },
    });
    expect(await failure(ai.speech({ model: 'aura-2-thalia-en', input: 'x' }))).toMatchObject({
      code: 'invalid-request',
    });
    expect(await failure(ai.speechStream({ model: 'aura-2-thalia-en', input: 'x' }).ready())).toMatchObject({
      code: 'invalid-request',
      operation: 'speechStream',
    });
  });

  it('without sound is an error', async () => {
    const { ai } = await served({ headers: { 'content-type': 'audio/mpeg' }, base64: '' });
    expect(await failure(ai.speech({ model: 'aura-2-thalia-en', input: 'x' }))).toMatchObject({
      code: 'invalid-response',
    });
    expect(await failure(ai.speechStream({ model: 'aura-2-thalia-en', input: 'x' }).ready())).toMatchObject({
      code: 'invalid-response',
    });
  });

  it('for a callback is a note of it', async () => {
    const { ai } = await served({ body: { request_id: 'req-3' } });
    const vendor = { deepgram: { callback: 'https://example.com/hook' } };
    expect(await ai.speech({ model: 'aura-2-thalia-en', input: 'x', vendor })).toMatchObject({
      audio: {},
      meta: { responseId: 'req-3' },
      warnings: [{ feature: 'callback' }],
    });
  });
});

describe('the voice in the model’s name', () => {
  it.each([
    [{ model: 'aura-2-thalia-en' }, 'aura-2-thalia-en', []],
    [{ model: 'aura-2', voice: 'thalia' }, 'aura-2-thalia-en', []],
    [{ model: 'aura-2', voice: 'Carina', language: 'es' }, 'aura-2-carina-es', []],
    [{ model: 'aura-2-thalia-en', voice: 'zeus' }, 'aura-2-zeus-en', []],
    [{ model: 'aura', voice: 'asteria' }, 'aura-asteria-en', []],
    [{ model: 'aura-asteria-en', voice: 'aura-2-zeus-en' }, 'aura-2-zeus-en', []],
    [{ voice: 'aura-2-zeus-en' }, 'aura-2-zeus-en', []],
    [{ model: 'aura-2-thalia-en', language: 'de' }, 'aura-2-thalia-en', ['language']],
    [{ voice: 'aura-2-zeus-en', language: 'de' }, 'aura-2-zeus-en', ['language']],
    [{ model: 'my-model', voice: 'alloy', language: 'en' }, 'my-model', ['voice', 'language']],
  ])('%j is %s', (request, model, features) => {
    const warnings = warningList();
    expect(voiceModel(request, warnings)).toBe(model);
    expect(warnings.warnings.map(({ feature }) => feature)).toEqual(features);
  });
});

describe('formats', () => {
  it.each([
    [{}, {}],
    [{ format: 'mp3' }, { encoding: 'mp3' }],
    [{ format: 'wav' }, { encoding: 'linear16', container: 'wav' }],
    [
      { format: 'pcm', sampleRate: 16_000 },
      { encoding: 'linear16', container: 'none', sample_rate: 16_000 },
    ],
    [{ format: 'opus' }, { encoding: 'opus', container: 'ogg' }],
    [
      { format: 'mulaw', sampleRate: 8_000 },
      { encoding: 'mulaw', sample_rate: 8_000 },
    ],
    [{ format: 'mp3', sampleRate: 22_050 }, { encoding: 'mp3' }],
  ])('%j is %j', (request, query) => {
    const warnings = warningList();
    expect(formatQuery(request, warnings)).toEqual(query);
    expect(warnings.warnings).toEqual([]);
  });

  it('have rates that cannot be chosen', () => {
    const warnings = warningList();
    expect(formatQuery({ format: 'opus', sampleRate: 16_000 }, warnings)).toEqual({
      encoding: 'opus',
      container: 'ogg',
    });
    expect(warnings.warnings).toEqual([{ feature: 'sampleRate', detail: expect.stringContaining('48000') }]);
  });
});
