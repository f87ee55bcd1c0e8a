import { describe, expect, it } from 'vitest';
import { failure, prediction, served, succeeded } from '../../tests/served.ts';
import { decodeTranscript } from './decode-transcript.ts';
import { vectorsOf } from './embed.ts';
import { outputFiles } from './output-files.ts';

const link = 'https://replicate.delivery/xezq/out-0.webp';

async function inputOf(operation: string, request: object, output: unknown) {
  const { ai, body } = await served(succeeded(output));
  const call = ai as unknown as Record<string, (request: object) => Promise<{ warnings: { feature: string }[] }>>;
  const { warnings } = (await call[operation]?.(request)) ?? { warnings: [] };
  return { input: body().input, warnings: warnings.map(({ feature }) => feature) };
}

describe('images', () => {
  it('are links, one or several', async () => {
    const { ai } = await served(succeeded([link, link], { metrics: { image_count: 2, predict_time: 1 } }));
    expect(await ai.image({ model: 'black-forest-labs/flux-schnell', prompt: 'x', n: 2 })).toMatchObject({
      images: [{ url: link, mediaType: 'image/webp' }, { url: link }],
      usage: { units: { images: 2 } },
    });
  });

  it('are fetched where the provider is told to, before their links expire', async () => {
    const { ai, server } = await served(
      ({ path }, url) =>
        path === '/out.png'
          ? { headers: { 'content-type': 'image/png' }, base64: 'AQID' }
          : succeeded(`${url}/out.png`),
      { download: true },
    );
    const { images } = await ai.image({ model: 'a/b', prompt: 'x' });
    expect(images).toEqual([{ url: `${server.url}/out.png`, data: 'AQID', mediaType: 'image/png' }]);
  });

  it.each([
    [
      'black-forest-labs/flux-schnell',
      { size: '1024x768', n: 2, format: 'jpeg', negativePrompt: 'x' },
      { aspect_ratio: '4:3', num_outputs: 2, output_format: 'jpg' },
      ['size', 'negativePrompt'],
    ],
    [
      'stability-ai/sdxl',
      { size: '1024x768', negativePrompt: 'x', seed: 1 },
      { width: 1024, height: 768, negative_prompt: 'x', seed: 1 },
      [],
    ],
    ['black-forest-labs/flux-2-pro', { size: '1024x768' }, { width: 1024, height: 768, aspect_ratio: 'custom' }, []],
    [
      'black-forest-labs/flux-2-pro',
      { images: [{ url: 'https://a/1' }, { url: 'https://a/2' }] },
      { input_image: 'https://a/1', input_image_2: 'https://a/2' },
      [],
    ],
    [
      'google/nano-banana',
      { images: [{ url: 'https://a/1' }], aspectRatio: '1:1' },
      { image_input: ['https://a/1'], aspect_ratio: '1:1' },
      [],
    ],
    [
      'openai/gpt-image-1',
      { n: 3, quality: 'high', background: 'transparent', format: 'jpeg' },
      { number_of_images: 3, quality: 'high', background: 'transparent', output_format: 'jpeg' },
      [],
    ],
    [
      'ideogram-ai/ideogram-v3',
      { images: [{ url: 'https://a/1' }], mask: { url: 'https://a/2' }, style: 'Auto' },
      { image: 'https://a/1', mask: 'https://a/2', style_type: 'Auto' },
      [],
    ],
  ])('of %s are asked for by its own names: %j', async (model, request, expected, features) => {
    const { input, warnings } = await inputOf('image', { model, prompt: 'x', ...request }, link);
    expect(input).toEqual({ prompt: 'x', ...expected });
    expect(warnings).toEqual(features);
  });

  it.each([
    ['google/imagen-4', { images: [{ url: 'https://a/1' }] }, 'images'],
    ['stability-ai/sdxl', { images: [{ url: 'https://a/1' }, { url: 'https://a/2' }] }, 'images'],
    ['google/nano-banana', { images: [{ url: 'https://a/1' }], mask: { url: 'https://a/2' } }, 'mask'],
  ])('of %s cannot be made from %j', async (model, request, field) => {
    const { ai } = await served(succeeded(link));
    expect(await failure(ai.image({ model, prompt: 'x', ...request }))).toMatchObject({ code: 'unsupported', field });
  });

  it.each([
    [link, 1],
    [[link, link], 2],
    [{ images: [{ url: link }] }, 1],
    [{ image: link, seed: 5 }, 1],
    ['data:image/png;base64,AQID', 1],
    ['a text', 0],
    [[null, 5, {}], 0],
    [undefined, 0],
  ])('are found in %j', (output, count) => {
    expect(outputFiles(output)).toHaveLength(count);
  });
});

describe('speech', () => {
  it('is a link, or bytes where they came inline or were asked for', async () => {
    const request = { model: 'minimax/speech-02-hd', input: 'Hello', voice: 'Wise_Woman', speed: 1.1 };
    const { ai, body } = await served(succeeded('https://replicate.delivery/a/out.mp3'));
    expect((await ai.speech(request)).audio).toEqual({
      url: 'https://replicate.delivery/a/out.mp3',
      mediaType: 'audio/mpeg',
    });
    expect(body().input).toEqual({ text: 'Hello', voice_id: 'Wise_Woman', speed: 1.1 });
    const inline = await served(succeeded({ audio: 'data:audio/wav;base64,AQID' }));
    expect((await inline.ai.speech(request)).audio).toEqual({
      data: new Uint8Array([1, 2, 3]),
      mediaType: 'audio/wav',
    });
    const fetched = await served(
      ({ path }, url) =>
        path === '/o.mp3' ? { base64: 'AQID', headers: { 'content-type': 'audio/mpeg' } } : succeeded(`${url}/o.mp3`),
      { download: true },
    );
    const { data, mediaType } = (await fetched.ai.speech(request)).audio;
    expect([[...(data ?? [])], mediaType]).toEqual([[1, 2, 3], 'audio/mpeg']);
  });

  it('without sound is an error', async () => {
    const { ai } = await served(succeeded(null));
    expect(await failure(ai.speech({ model: 'a/b', input: 'x' }))).toMatchObject({ code: 'invalid-response' });
  });
});

describe('transcription', () => {
  it('sends small recordings inline, streams and large ones as files', async () => {
    const { ai, asked, body, server } = await served(({ path }) =>
      path === '/files'
        ? { body: { id: 'f', urls: { get: 'https://api.replicate.com/v1/files/f' } } }
        : succeeded({ text: 'hello' }),
    );
    async function* pieces() {
      yield new Uint8Array([1]);
      yield new Uint8Array([2]);
    }
    const model = 'openai/whisper';
    expect((await ai.transcribe({ model, audio: new Uint8Array([1, 2, 3]), mediaType: 'audio/mpeg' })).text).toBe(
      'hello',
    );
    await ai.transcribe({ model, audio: pieces(), mediaType: 'audio/wav' });
    await ai.transcribe({ model, audio: new Uint8Array(300 * 1024) });
    await ai.transcribe({ model, audio: { url: 'https://example.com/a.mp3' } });
    const run = 'POST /models/openai/whisper/predictions';
    expect(asked()).toEqual([run, 'POST /files', run, 'POST /files', run, run]);
    expect([0, 2, 4, 5].map((at) => (body(at).input as { audio: string }).audio)).toEqual([
      'data:audio/mpeg;base64,AQID',
      'https://api.replicate.com/v1/files/f',
      'https://api.replicate.com/v1/files/f',
      'https://example.com/a.mp3',
    ]);
    expect(server.requests[1]?.text()).toContain('\u0001\u0002');
  });

  it('names options as the model does', async () => {
    const audio = { url: 'https://a/1' };
    const asked = {
      audio,
      language: 'en',
      prompt: 'Kit',
      keywords: ['undici'],
      translate: true,
      diarize: true,
      timestamps: 'word',
    };
    expect(await inputOf('transcribe', { model: 'openai/whisper', ...asked }, 'x')).toEqual({
      input: { audio: 'https://a/1', language: 'en', initial_prompt: 'Kit\nundici', translate: true },
      warnings: ['diarize', 'timestamps'],
    });
    expect(await inputOf('transcribe', { model: 'vaibhavs10/incredibly-fast-whisper', ...asked }, 'x')).toEqual({
      input: { audio: 'https://a/1', language: 'en', task: 'translate', diarise_audio: true, timestamp: 'word' },
      warnings: ['prompt'],
    });
  });

  it.each([
    ['plain', { text: 'plain' }],
    [['in ', 'pieces'], { text: 'in pieces' }],
    [
      {
        transcription: ' Hello. ',
        detected_language: 'english',
        segments: [{ start: 0, end: 1.5, text: ' Hello.' }],
        translation: null,
      },
      { text: 'Hello.', language: 'english', segments: [{ text: ' Hello.', startSeconds: 0, endSeconds: 1.5 }] },
    ],
    [
      {
        text: 'Hello.',
        chunks: [
          { timestamp: [0, 1.5], text: 'Hello.' },
          { timestamp: [1.5, null], text: 'x' },
        ],
      },
      {
        text: 'Hello.',
        segments: [
          { text: 'Hello.', startSeconds: 0, endSeconds: 1.5 },
          { text: 'x', startSeconds: 1.5, endSeconds: 1.5 },
        ],
      },
    ],
    [
      {
        segments: [
          {
            start: 0,
            end: 1,
            text: 'Hi ',
            speaker: 'SPEAKER_00',
            words: [{ word: ' Hi', start: 0, end: 0.5, score: 0.9 }],
          },
        ],
      },
      {
        text: 'Hi',
        segments: [{ text: 'Hi ', startSeconds: 0, endSeconds: 1, speaker: 'SPEAKER_00' }],
        words: [{ text: 'Hi', startSeconds: 0, endSeconds: 0.5, confidence: 0.9 }],
      },
    ],
    [null, { text: '' }],
    [{ segments: [null, {}], words: 'no' }, { text: '' }],
  ])('reads %j', (output, expected) => {
    expect(decodeTranscript(output)).toEqual(expected);
  });
});

describe('embeddings', () => {
  it.each([
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      [{ embedding: [1, 2] }, { embedding: [3, 4] }],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [{ embeddings: [[1, 2]] }, [[1, 2]]],
    [[0.5, 1], [[0.5, 1]]],
    ['text', []],
    [[['a']], []],
  ])('are read from %j', (output, expected) => {
    expect(vectorsOf(output)).toEqual(expected);
  });

  it('are asked for as JSON in a text, as the models want it', async () => {
    expect(
      await inputOf('embed', { model: 'nateraw/bge-large-en-v1.5', input: ['a', 'b'], dimensions: 5 }, [[1], [2]]),
    ).toEqual({
      input: { texts: '["a","b"]' },
      warnings: ['dimensions'],
    });
    expect((await inputOf('embed', { model: 'replicate/all-mpnet-base-v2', input: 'a' }, [[1]])).input).toEqual({
      text_batch: '["a"]',
    });
    const { ai } = await served(succeeded('nothing'));
    expect(await failure(ai.embed({ model: 'a/b', input: 'x' }))).toMatchObject({ code: 'invalid-response' });
  });
});

describe('videos', () => {
  it('are jobs', async () => {
    const { ai, asked, body } = await served(({ method }) =>
      method === 'POST'
        ? prediction()
        : succeeded('https://replicate.delivery/v/out.mp4', { metrics: { video_output_duration_seconds: 5 } }),
    );
    const job = await ai.video({
      model: 'google/veo-3',
      prompt: 'x',
      durationSeconds: 5,
      image: { url: 'https://a/1' },
      seed: 3,
    });
    expect(await job.wait()).toEqual({
      videos: [{ url: 'https://replicate.delivery/v/out.mp4', mediaType: 'video/mp4', durationSeconds: 5 }],
    });
    expect(body().input).toEqual({ prompt: 'x', image: 'https://a/1', duration: 5, seed: 3 });
    const attached = await ai.video({ attach: 'p1' });
    expect((await attached.results()).videos).toHaveLength(1);
    expect(asked()[0]).toBe('POST /models/google/veo-3/predictions');
    expect(job.warnings).toEqual([]);
  });
});
