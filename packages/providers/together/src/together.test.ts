// What Together does otherwise, item by item of its documents.
import { pipeline, user } from '@kit/core';
import { failureOf, samplePicture, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { together } from './index.ts';

const model = 'openai/gpt-oss-120b';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1]) => served((at) => together({ ...at, model }), answers);
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: '914c5cf0988ccfbc',
  object: 'chat.completion.chunk',
  model,
  choices: [{ index: 0, text: '', logprobs: null, finish_reason: finish, seed: null, delta }],
  usage: null,
  ...more,
});
const features = ({ warnings }: { readonly warnings: readonly { readonly feature: string }[] }) =>
  warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it('may come from TOGETHER_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('TOGETHER_BASE_URL', `${vended.server.url}/v1`);
    await using ai = pipeline(together({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/chat/completions');
  });
});

describe('a key', () => {
  it.each(['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'])('may come from %s', async (variable) => {
    vi.stubEnv('TOGETHER_API_KEY', '');
    vi.stubEnv(variable, 'from-environment');
    await using vended = await served(({ baseURL }) => together({ baseURL, model }), [reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer from-environment');
  });

  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('TOGETHER_API_KEY', '');
    vi.stubEnv('TOGETHER_AI_API_KEY', '');
    await using ai = pipeline(together({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('TOGETHER_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Invalid API key provided.', { code: 'invalid_api_key' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a request', () => {
  it('has a list of stop sequences', async () => {
    await using vended = await serving([reply, reply, { body: { choices: [{ text: 'x' }] } }]);
    await vended.ai.chat({ messages, stop: 'END' });
    expect(vended.body().stop).toEqual(['END']);
    await vended.ai.chat({ messages, stop: ['a', 'b', 'c', 'd', 'e'] });
    expect(vended.body().stop).toHaveLength(5);
    await vended.ai.complete({ prompt: 'Once', stop: 'END' });
    expect(vended.body().stop).toEqual(['END']);
  });

  it('has a number of log probabilities', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, logprobs: true });
    expect(vended.body().logprobs).toBe(1);
    await vended.ai.chat({ messages, logprobs: 5 });
    expect(vended.body()).toMatchObject({ logprobs: 5 });
    expect(vended.body()).not.toHaveProperty('top_logprobs');
  });

  it('does not ask for usage, which comes by itself', async () => {
    await using vended = await serving([openaiAnswer({ content: 'Hello' }, 'stop').stream]);
    await vended.ai.stream({ messages }).response;
    expect(vended.body()).not.toHaveProperty('stream_options');
  });

  it('leaves out what the vendor does not know, with warnings', async () => {
    await using vended = await serving([reply]);
    const result = await vended.ai.chat({ messages, user: 'u', metadata: { a: 'b' }, serviceTier: 'flex', topK: 4 });
    expect(features(result).sort()).toEqual(['metadata', 'serviceTier', 'user']);
    expect(vended.body()).toMatchObject({ top_k: 4 });
  });

  it('may hold films, and recordings by link or as data', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [
        user([
          { type: 'file', source: { url: 'https://example.com/a.mp4', mediaType: 'video/mp4' } },
          { type: 'audio', source: { url: 'https://example.com/a.wav' } },
          { type: 'audio', source: { data: 'UklGRg==', mediaType: 'audio/wav' } },
        ]),
      ],
    });
    expect(vended.body().messages).toMatchObject([
      {
        content: [
          { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
          { type: 'audio_url', audio_url: { url: 'https://example.com/a.wav' } },
          { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
        ],
      },
    ]);
  });
});

describe('reasoning', () => {
  it('of gpt-oss is an effort, and goes back as `reasoning`', async () => {
    const thought = openaiAnswer({ content: 'Two.', thoughts: { reasoning: 'One and one.' } }, 'stop').reply;
    await using vended = await serving([thought, reply]);
    const first = await vended.ai.chat({ messages, reasoning: { effort: 'low' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
    await vended.ai.chat({ messages: [...messages, first.message, user('And?')] });
    expect(vended.body().messages).toMatchObject([{}, { content: 'Two.', reasoning: 'One and one.' }, {}]);
  });

  it('of hybrids is a switch, of some with a degree', async () => {
    await using vended = await serving([reply, reply, reply]);
    const asking = (name: string, effort: 'none' | 'high') => ({ model: name, messages, reasoning: { effort } });
    await vended.ai.chat(asking('moonshotai/Kimi-K2.6', 'high'));
    expect(vended.body()).toMatchObject({ reasoning: { enabled: true } });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
    await vended.ai.chat(asking('moonshotai/Kimi-K2.6', 'none'));
    expect(vended.body()).toMatchObject({ reasoning: { enabled: false } });
    await vended.ai.chat(asking('deepseek-ai/DeepSeek-V4-Pro', 'high'));
    expect(vended.body()).toMatchObject({ reasoning: { enabled: true }, reasoning_effort: 'high' });
  });

  it('that stands in the text of DeepSeek R1 is taken out of it', async () => {
    await using vended = await serving([openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop').reply]);
    const answer = await vended.ai.chat({ model: 'deepseek-ai/DeepSeek-R1', messages });
    expect(answer).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
  });
});

describe('an answer', () => {
  it('may end with "eos", and brings warnings of its own', async () => {
    const { reply: ended } = openaiAnswer(
      { content: 'Hi', beside: { prompt: [], warnings: [{ message: 'Slow.' }] } },
      'eos',
    );
    await using vended = await serving([ended]);
    const response = await vended.ai.chat({ messages });
    expect(response).toMatchObject({ finishReason: 'stop', rawFinishReason: 'eos' });
    expect(response.meta.vendor).toEqual({ warnings: [{ message: 'Slow.' }] });
  });

  it('has log probabilities as lists beside each other', async () => {
    const logprobs = {
      tokens: ['He', 'llo'],
      token_ids: [1, 2],
      token_logprobs: [-0.1, -0.2],
      top_logprobs: [{ He: -0.1, Ha: -2 }, null],
    };
    const choice = { index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop', logprobs };
    await using vended = await serving([{ body: { choices: [choice] } }]);
    const { choices } = await vended.ai.chat({ messages, logprobs: 2 });
    expect(choices[0]?.logprobs).toEqual([
      {
        token: 'He',
        logprob: -0.1,
        alternatives: [
          { token: 'He', logprob: -0.1 },
          { token: 'Ha', logprob: -2 },
        ],
      },
      { token: 'llo', logprob: -0.2 },
    ]);
  });

  it('counts cached tokens at the top of its usage', async () => {
    const usage = { prompt_tokens: 44, completion_tokens: 23, total_tokens: 67, cached_tokens: 40 };
    const choice = { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop', seed: 9 };
    await using vended = await serving([{ body: { choices: [choice], usage } }]);
    const { usage: counted } = await vended.ai.chat({ messages });
    expect(counted).toMatchObject({ inputTokens: 44, inputDetails: { uncached: 4, cacheRead: 40 }, outputTokens: 23 });
  });
});

describe('a stream', () => {
  it('has its text twice, a role in every chunk, and the usage beside the finish', async () => {
    const piece = (text: string) => {
      const { choices, ...rest } = chunk({ token_id: 1, role: 'assistant', content: text });
      return { ...rest, choices: choices.map((choice) => ({ ...choice, text })) };
    };
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    const last = chunk({ token_id: 2, role: 'assistant', content: '' }, 'stop', { usage });
    await using vended = await serving([sseReply(piece('Hel'), piece('lo'), last, '[DONE]')]);
    expect(await vended.ai.stream({ messages }).response).toMatchObject({
      text: 'Hello',
      usage: { inputTokens: 5, outputTokens: 2 },
    });
  });
});

describe('limits', () => {
  it('are requests and tokens; resets are seconds', async () => {
    const headers = {
      'retry-after': '2',
      'x-ratelimit': 'false',
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '9',
      'x-ratelimit-reset': '2',
      'x-ratelimit-limit-tokens': '3000',
      'x-ratelimit-remaining-tokens': '2999',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const before = Date.now();
    const { meta } = await vended.ai.chat({ messages });
    const [requests, tokens] = meta.rateLimit?.limits ?? [];
    expect(requests).toMatchObject({ name: 'requests', limit: 10, remaining: 9 });
    expect((requests?.resetAt ?? 0) - before).toBeGreaterThanOrEqual(2_000);
    expect((requests?.resetAt ?? 0) - before).toBeLessThan(5_000);
    expect(tokens).toMatchObject({ name: 'tokens', limit: 3_000, remaining: 2_999 });
  });
});

describe('a picture', () => {
  const drawn = { body: { id: 'x', object: 'list', data: [{ index: 0, type: 'b64_json', b64_json: samplePicture }] } };
  const asking = { model: 'black-forest-labs/FLUX.1-schnell', prompt: 'A fox' };

  it('has width and height, and is asked for as "base64"', async () => {
    await using vended = await serving([drawn]);
    const { images } = await vended.ai.image({ ...asking, size: '1024x768', format: 'jpeg', seed: 3, n: 2 });
    expect(vended.body()).toEqual({
      ...asking,
      n: 2,
      seed: 3,
      width: 1024,
      height: 768,
      output_format: 'jpeg',
      response_format: 'base64',
    });
    expect(images[0]?.data).toBe(samplePicture);
  });

  it('may start from one, or follow several', async () => {
    await using vended = await serving([drawn, drawn]);
    const own = { data: samplePicture, mediaType: 'image/png' };
    await vended.ai.image({ ...asking, images: [own] });
    expect(vended.request().path).toBe('/images/generations');
    expect(vended.body()).toMatchObject({ image_url: `data:image/png;base64,${samplePicture}` });
    const result = await vended.ai.image({
      ...asking,
      images: [{ url: 'https://a' }, { url: 'https://b' }],
      mask: own,
    });
    expect(vended.body()).toMatchObject({ reference_images: ['https://a', 'https://b'] });
    expect(vended.body()).not.toHaveProperty('mask');
    expect(features(result)).toEqual(['mask']);
  });
});

describe('speech', () => {
  it('without a header is called raw', async () => {
    await using vended = await serving([{ headers: { 'content-type': 'audio/pcm' }, text: 'sound' }]);
    await vended.ai.speech({ model: 'cartesia/sonic-2', input: 'Hi', voice: 'anna', format: 'pcm' });
    expect(vended.body()).toMatchObject({ response_format: 'raw', voice: 'anna' });
  });
});

describe('a recording', () => {
  it('may be a link, and its speakers be told apart', async () => {
    const body = {
      text: 'Hi. Hello.',
      speaker_segments: [
        { id: 0, speaker_id: 'SPEAKER_00', start: 0, end: 1, text: 'Hi.' },
        { id: 1, speaker_id: 'SPEAKER_01', start: 1, end: 2, text: 'Hello.' },
      ],
    };
    await using vended = await serving([{ body }]);
    const audio = { url: 'https://example.com/a.wav' };
    const { segments } = await vended.ai.transcribe({ model: 'openai/whisper-large-v3', audio, diarize: true });
    expect(vended.request().text()).toContain('https://example.com/a.wav');
    expect(vended.request().text()).toContain('name="diarize"');
    expect(segments).toEqual([
      { text: 'Hi.', startSeconds: 0, endSeconds: 1, speaker: 'SPEAKER_00' },
      { text: 'Hello.', startSeconds: 1, endSeconds: 2, speaker: 'SPEAKER_01' },
    ]);
  });
});

describe('a file', () => {
  it('is sent with its name and its type', async () => {
    await using vended = await serving([{ body: { id: 'file-1', filename: 'a.jsonl', purpose: 'batch-api' } }]);
    const data = new TextEncoder().encode('{}');
    const { file } = await vended.ai.files({ action: 'upload', data, mediaType: 'application/jsonl', name: 'a.jsonl' });
    const sent = vended.request().text();
    expect(vended.request().path).toBe('/files/upload');
    for (const [field, value] of Object.entries({ purpose: 'batch-api', file_name: 'a.jsonl', file_type: 'jsonl' }))
      expect(sent).toContain(`name="${field}"\r\n\r\n${value}\r\n`);
    expect(file).toMatchObject({ id: 'file-1', purpose: 'batch-api' });
  });
});

describe('a video', () => {
  it('is a job of the second version, and may start from a picture', async () => {
    const answers = [
      { body: { id: 'v-1', status: 'queued' } },
      { body: { id: 'v-1', status: 'failed', error: { message: 'No.' } } },
    ];
    await using vended = await served((at) => together({ ...at, model }), answers, { path: '/v1' });
    const image = { data: samplePicture, mediaType: 'image/png' };
    const job = await vended.ai.video({ model: 'film', prompt: 'A fox', image, vendor: { together: { steps: 9 } } });
    expect(vended.request().path).toBe('/v2/videos');
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
    expect(vended.body()).toEqual({
      model: 'film',
      prompt: 'A fox',
      steps: 9,
      frame_images: [{ input_image: `data:image/png;base64,${samplePicture}` }],
    });
    expect(await failureOf(job.wait())).toMatchObject({ code: 'server', message: expect.stringContaining('No.') });
    expect(vended.request().path).toBe('/v2/videos/v-1');
  });

  it('may be taken up again', async () => {
    const done = { body: { id: 'v-1', status: 'completed', outputs: { video_url: 'https://example.com/f.mp4' } } };
    await using vended = await serving([done, done]);
    const job = await vended.ai.video({ attach: 'v-1' });
    expect(await job.wait()).toEqual({ videos: [{ url: 'https://example.com/f.mp4' }] });
  });
});

describe('voices', () => {
  it('are listed and searched; anything else is unsupported', async () => {
    const body = { data: [{ model: 'cartesia/sonic-2', voices: [{ name: 'anna' }, { name: 'bert' }] }] };
    await using vended = await serving([{ body }]);
    expect((await vended.ai.voices({ search: 'Ann' })).voices).toMatchObject([{ id: 'anna' }]);
    expect(await failureOf(vended.ai.voices({ action: 'clone' }))).toMatchObject({ code: 'unsupported' });
  });
});
