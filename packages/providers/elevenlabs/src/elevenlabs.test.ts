// What ElevenLabs does otherwise, item by item of its documents.
import { createHmac } from 'node:crypto';
import { createContext, pipeline } from '@kit/core';
import { failureOf, served } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ElevenlabsOptions, elevenlabs, verifyElevenlabsWebhook } from './index.ts';

const sound = { headers: { 'content-type': 'audio/mpeg' }, base64: 'AQIDBA==' };
const bytes = new Uint8Array([1, 2, 3, 4]);
const serving = (answers: Parameters<typeof served>[1], more: ElevenlabsOptions = {}) =>
  served((at) => elevenlabs({ ...at, voice: 'v-1', ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it.each(['ELEVENLABS_API_KEY', 'XI_API_KEY'])('is sent as xi-api-key, and may come from %s', async (name) => {
    await using vended = await serving([sound]);
    vi.stubEnv(name, 'xi-from-environment');
    await using ai = pipeline(elevenlabs({ baseURL: vended.server.url }));
    await ai.speech({ input: 'a', voice: 'v-1' });
    expect(vended.request().headers).toMatchObject({ 'xi-api-key': 'xi-from-environment' });
    expect(vended.request().headers).not.toHaveProperty('authorization');
  });

  it('is asked for by the name of its variable', async () => {
    await using ai = pipeline(elevenlabs());
    expect(await failureOf(ai.speech({ input: 'a', voice: 'v-1' }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('ELEVENLABS_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([
      { status: 401, body: { detail: { status: 'invalid_api_key', message: 'test-key is no key' } } },
    ]);
    const error = await failureOf(vended.ai.speech({ input: 'a' }));
    expect(error.code).toBe('authentication');
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('test-key');
  });

  it('belongs to a region', async () => {
    const inspected = await elevenlabs({ apiKey: 'k', region: 'eu' }).inspect?.({
      operation: 'models',
      request: {},
      context: createContext(),
    } as never);
    expect(inspected?.url).toBe('https://api.eu.residency.elevenlabs.io/v1/models');
  });
});

describe('a voice', () => {
  it('stands in the path, encoded', async () => {
    await using vended = await serving([sound]);
    await vended.ai.speech({ input: 'a', voice: 'a/b c' });
    expect(vended.request().path).toBe('/v1/text-to-speech/a%2Fb%20c');
  });

  it('is needed', async () => {
    await using ai = pipeline(elevenlabs({ apiKey: 'k' }));
    expect(await failureOf(ai.speech({ input: 'a' }))).toMatchObject({ code: 'invalid-request', field: 'voice' });
  });

  it('may be looked up and deleted by its id', async () => {
    await using vended = await serving([
      { body: { voice_id: 'v-9', name: 'Ada', preview_url: 'https://x.example/a' } },
    ]);
    const { voices } = await vended.ai.voices({ action: 'get', id: 'v-9' });
    expect(voices).toEqual([{ id: 'v-9', name: 'Ada', previewUrl: 'https://x.example/a' }]);
    await vended.ai.voices({ action: 'delete', id: 'v-9' });
    expect([vended.request().method, vended.request().path]).toEqual(['DELETE', '/v1/voices/v-9']);
    expect(await failureOf(vended.ai.voices({ action: 'get' }))).toMatchObject({ field: 'id' });
  });

  it('is cloned from recordings, and may have to be verified', async () => {
    await using vended = await serving([{ body: { voice_id: 'v-9', requires_verification: true } }]);
    const { warnings } = await vended.ai.voices({
      action: 'clone',
      name: 'Me',
      description: 'Deep',
      samples: [
        { data: bytes, mediaType: 'audio/mpeg', name: 'one.mp3' },
        { data: bytes, mediaType: 'audio/mpeg' },
      ],
      vendor: { elevenlabs: { remove_background_noise: true, labels: { accent: 'none' } } },
    });
    const form = vended.request().text();
    expect(form.match(/name="files"/g)).toHaveLength(2);
    for (const word of ['name="name"', 'Deep', 'one.mp3', 'remove_background_noise', '{"accent":"none"}'])
      expect(form).toContain(word);
    expect(warnings.map(({ feature }) => feature)).toEqual(['voice']);
    expect(await failureOf(vended.ai.voices({ action: 'clone', name: 'Me' }))).toMatchObject({ field: 'samples' });
  });
});

describe('a format', () => {
  it.each([
    ['mp3', undefined, 'mp3_44100_128'],
    ['mp3', 22_050, 'mp3_22050_32'],
    ['opus', undefined, 'opus_48000_64'],
    ['pcm', undefined, 'pcm_24000'],
    ['pcm', 16_000, 'pcm_16000'],
    ['ulaw', undefined, 'ulaw_8000'],
    ['mp3_44100_192', undefined, 'mp3_44100_192'],
    [undefined, undefined, null],
  ])('%s of %s Hz is %s', async (format, sampleRate, word) => {
    await using vended = await serving([sound]);
    const { warnings } = await vended.ai.speech({ input: 'a', format, sampleRate });
    expect(vended.request().query.get('output_format')).toBe(word);
    expect(warnings).toEqual([]);
  });

  it('of WAV is made of samples here, where the sound is whole', async () => {
    await using vended = await serving([{ headers: { 'content-type': 'audio/pcm' }, base64: 'AQIDBA==' }]);
    const { audio } = await vended.ai.speech({ input: 'a', format: 'wav' });
    expect(audio).toMatchObject({ mediaType: 'audio/wav', sampleRate: 24_000 });
    expect(new TextDecoder().decode(audio.data?.subarray(0, 4))).toBe('RIFF');
    expect(audio.data?.subarray(44)).toEqual(bytes);
    expect(vended.request().query.get('output_format')).toBe('pcm_24000');
    expect(await failureOf(vended.ai.speechStream({ input: 'a', format: 'wav' }).response)).toMatchObject({
      code: 'unsupported',
    });
  });

  it.each(['flac', 'aac'])('of %s is not made', async (format) => {
    await using ai = pipeline(elevenlabs({ apiKey: 'k', voice: 'v-1' }));
    expect(await failureOf(ai.speech({ input: 'a', format }))).toMatchObject({ code: 'unsupported', field: 'format' });
  });
});

describe('speech', () => {
  it('streams from a route of its own, with times from another', async () => {
    await using vended = await serving([
      sound,
      {
        headers: { 'content-type': 'application/json' },
        text: '\n{"audio_base64":"AQI="}\n\n{"audio_base64":"AwQ="}\n',
      },
    ]);
    const whole = await vended.ai.speechStream({ input: 'a' }).response;
    expect(vended.request().path).toBe('/v1/text-to-speech/v-1/stream');
    const timed = await vended.ai.speechStream({ input: 'a', vendor: { elevenlabs: { timestamps: true } } }).response;
    expect(vended.request().path).toBe('/v1/text-to-speech/v-1/stream/with-timestamps');
    expect(vended.body()).toEqual({ text: 'a' });
    expect([whole.audio.data, timed.audio.data]).toEqual([bytes, bytes]);
  });

  it('tells of a line that was torn', async () => {
    const headers = { 'content-type': 'application/json' };
    const text = '{"audio_base64":"AQI="}\n{"audio\n{"audio_base64":"AwQ="}\n';
    await using vended = await serving([{ headers, text }]);
    const ask = { input: 'a', vendor: { elevenlabs: { timestamps: true } } };
    const { audio, warnings } = await vended.ai.speechStream(ask).response;
    expect([audio.data, warnings.map(({ feature }) => feature)]).toEqual([bytes, ['stream']]);
  });

  it('tells its concurrency, and what it cost', async () => {
    const headers = {
      'content-type': 'audio/mpeg',
      'character-cost': '12',
      'request-id': 'r-1',
      'current-concurrent-requests': '1',
      'maximum-concurrent-requests': '5',
    };
    await using vended = await serving([{ ...sound, headers }]);
    const { meta, usage, cost } = await vended.ai.speech({ model: 'eleven_multilingual_v2', input: 'a' });
    expect(meta.rateLimit).toEqual({ limits: [{ name: 'concurrent-requests', limit: 5, remaining: 4 }] });
    expect(meta.requestId).toBe('r-1');
    expect(usage).toMatchObject({ units: { characters: 12 } });
    expect(cost?.amount).toBeCloseTo(12 * 0.00018);
  });

  it('hears the language from the text where the model is told none', async () => {
    await using vended = await serving([sound]);
    await vended.ai.speech({ model: 'eleven_multilingual_v2', input: 'a', language: 'de' });
    expect(vended.body()).not.toHaveProperty('language_code');
    await vended.ai.speech({ model: 'eleven_v3', input: 'a', language: 'de' });
    expect(vended.body()).toMatchObject({ language_code: 'de' });
  });

  it('keeps what the vendor alone has', async () => {
    await using vended = await serving([sound]);
    const elevenlabs = { enable_logging: false, previous_text: 'Before.', voice_settings: { stability: 0.5 } };
    await vended.ai.speech({ input: 'a', speed: 0.8, vendor: { elevenlabs } });
    expect(vended.request().query.get('enable_logging')).toBe('false');
    expect(vended.body()).toEqual({
      text: 'a',
      previous_text: 'Before.',
      voice_settings: { speed: 0.8, stability: 0.5 },
    });
  });

  it('that is a page is none', async () => {
    await using vended = await serving([{ headers: { 'content-type': 'text/html' }, text: '<html>' }]);
    expect(await failureOf(vended.ai.speech({ input: 'a' }))).toMatchObject({ code: 'invalid-response' });
    expect(await failureOf(vended.ai.speechStream({ input: 'a' }).response)).toMatchObject({
      code: 'invalid-response',
    });
  });
});

describe('transcription', () => {
  const reply = { body: { language_code: 'eng', text: 'Hi', words: [{ text: 'Hi', start: 0, end: 2, type: 'word' }] } };

  it('is a form: booleans are words, lists come again and again', async () => {
    await using vended = await serving([reply]);
    const { durationSeconds } = await vended.ai.transcribe({
      model: 'scribe_v2',
      audio: bytes,
      mediaType: 'audio/mpeg',
      diarize: false,
      keywords: ['kit', 'wire'],
      timestamps: 'none',
      vendor: { elevenlabs: { tag_audio_events: true, additional_formats: [{ format: 'srt' }] } },
    });
    const form = vended.request().text().replaceAll('\r\n', '\n');
    expect(form).toContain('name="diarize"\n\nfalse\n');
    expect(form).toContain('name="tag_audio_events"\n\ntrue\n');
    expect(form).toContain('name="timestamps_granularity"\n\nnone\n');
    expect(form).toContain('name="additional_formats"\n\n[{"format":"srt"}]\n');
    expect(form.match(/name="keyterms"/g)).toHaveLength(2);
    expect(durationSeconds).toBe(2);
  });

  it('takes a link as it is', async () => {
    await using vended = await serving([reply]);
    await vended.ai.transcribe({ model: 'scribe_v2', audio: { url: 'https://x.example/a.mp3' } });
    expect(vended.request().text()).toMatch(/name="source_url"\r\n\r\nhttps:\/\/x\.example\/a\.mp3/);
    const audio = { fileId: 'f-1', provider: 'elevenlabs' };
    expect(await failureOf(vended.ai.transcribe({ model: 'scribe_v2', audio }))).toMatchObject({ code: 'unsupported' });
  });

  it('of several channels is a text for each', async () => {
    await using vended = await serving([
      { body: { transcripts: [{ text: 'Hi', language_code: 'eng' }, { text: 'Hello' }], audio_duration_secs: 3 } },
    ]);
    const { text, durationSeconds } = await vended.ai.transcribe({ model: 'scribe_v2', audio: bytes });
    expect([text, durationSeconds]).toEqual(['Hi\nHello', 3]);
  });

  it('that goes to a webhook says so', async () => {
    await using vended = await serving([{ body: { message: 'Accepted', request_id: 'r-9' } }]);
    const { text, warnings, meta } = await vended.ai.transcribe({
      model: 'scribe_v2',
      audio: bytes,
      vendor: { elevenlabs: { webhook: true } },
    });
    expect([text, warnings[0]?.feature, meta.responseId]).toEqual(['', 'webhook', 'r-9']);
  });

  it('has confidences and insights', async () => {
    const words = [{ text: 'Hi', start: 0, end: 1, type: 'word', logprob: Math.log(0.5) }];
    await using vended = await serving([{ body: { text: 'Hi', words, entities: [{ text: 'Hi', entity_type: 'x' }] } }]);
    const result = await vended.ai.transcribe({ model: 'scribe_v2', audio: bytes });
    expect(result.words?.[0]?.confidence).toBeCloseTo(0.5);
    expect(result.insights).toEqual({ entities: [{ text: 'Hi', entity_type: 'x' }] });
  });
});

describe('a webhook', () => {
  const secret = 'wsec_0123456789';
  const body = '{"type":"post_call_transcription"}';
  const nowMs = 1_794_960_000_000;
  const signed = (seconds: number, text = body) =>
    `t=${seconds},v0=${createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')}`;
  const at = (header: string) => ({ headers: { 'ElevenLabs-Signature': header }, body, secret, nowMs });

  it('is taken with its signature', async () => {
    expect(await verifyElevenlabsWebhook(at(signed(nowMs / 1000)))).toEqual({ type: 'post_call_transcription' });
    const headers = new Headers({ 'elevenlabs-signature': signed(nowMs / 1000 - 1_700) });
    vi.stubEnv('ELEVENLABS_WEBHOOK_SECRET', secret);
    await verifyElevenlabsWebhook({ headers, body: new TextEncoder().encode(body), nowMs });
  });

  it.each([
    ['too old', signed(nowMs / 1000 - 1_900)],
    ['of another body', signed(nowMs / 1000, '{}')],
    ['without a time', signed(nowMs / 1000).replace(/t=\d+,/, '')],
    ['missing', ''],
  ])('is refused where it is %s', async (_, header) => {
    expect(await failureOf(verifyElevenlabsWebhook(at(header)))).toMatchObject({ code: 'authentication' });
  });

  it('needs a secret', async () => {
    expect(await failureOf(verifyElevenlabsWebhook({ headers: {}, body }))).toMatchObject({ code: 'config' });
  });
});
