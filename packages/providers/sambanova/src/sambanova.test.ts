// What SambaNova does otherwise, item by item of its documents.
import { image, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sambanova } from './index.ts';

const model = 'gpt-oss-120b';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => sambanova({ ...at, model, ...more }), answers);
const chunk = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const features = ({ warnings }: { readonly warnings: readonly { readonly feature: string }[] }) =>
  warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it('on premises is the host alone, or has its prefix', async () => {
    await using host = await serving([reply]);
    await host.ai.chat({ messages });
    expect(host.request().path).toBe('/v1/chat/completions');
    await using whole = await served((at) => sambanova({ ...at, model }), [reply], { path: '/stack/v1' });
    await whole.ai.chat({ messages });
    expect(whole.request().path).toBe('/stack/v1/chat/completions');
  });

  it.each(['SAMBANOVA_BASE_URL', 'SAMBA_NOVA_BASE_URL'])('may come from %s', async (variable) => {
    await using vended = await serving([reply]);
    vi.stubEnv(variable, vended.server.url);
    await using ai = pipeline(sambanova({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('SAMBANOVA_API_KEY', '');
    await using ai = pipeline(sambanova({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('SAMBANOVA_API_KEY'),
    });
  });

  it('that is wrong is told without being shown, in JSON or in plain text', async () => {
    const text = { status: 401, headers: { 'content-type': 'text/plain' }, text: 'Unauthorized' };
    await using vended = await serving([openaiFailure(401, 'Invalid API key'), text]);
    for (const _ of [1, 2]) {
      const error = await failureOf(vended.ai.chat({ messages }));
      expect(error.code).toBe('authentication');
      expect(JSON.stringify(error)).not.toContain('test-key');
    }
  });
});

describe('a wire', () => {
  it.each([
    ['chat', '/v1/chat/completions'],
    ['responses', '/v1/responses'],
    ['messages', '/v1/messages'],
  ] as const)('may be %s', async (api, path) => {
    await using vended = await serving([openaiFailure(500, 'It broke.')], { api });
    expect(await failureOf(vended.ai.chat({ messages, maxTokens: 9 }))).toMatchObject({ code: 'server' });
    expect(vended.request().path).toBe(path);
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
  });
});

describe('a stream', () => {
  it('may have no choices, or none but null, beside its usage', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7, time_to_first_token: 0.02 };
    const known = { id: 'chatcmpl-1', model };
    for (const choices of [null, []]) {
      await using vended = await serving([
        sseReply(chunk({ content: 'Hi' }), chunk({}, 'stop'), { ...known, choices, usage }, '[DONE]'),
      ]);
      const response = await vended.ai.stream({ messages }).response;
      expect(response).toMatchObject({ text: 'Hi', usage: { inputTokens: 5, outputTokens: 2, raw: usage } });
      expect(vended.body()).toMatchObject({ stream_options: { include_usage: true } });
    }
  });
});

describe('a reply of status 200', () => {
  it('may be an error', async () => {
    const body = {
      error: { message: 'Model did not output valid JSON.', code: null, type: null },
      error_model_output: '{',
    };
    await using vended = await serving([{ body }]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({
      code: 'server',
      status: 200,
      message: expect.stringContaining('valid JSON'),
    });
  });

  it('may have log probabilities as one object', async () => {
    const choice = {
      index: 0,
      message: { role: 'assistant', content: 'Hi' },
      finish_reason: 'stop',
      logprobs: { content: { token: 'Hi', logprob: -0.5, top_logprobs: [] } },
    };
    await using vended = await serving([{ body: { choices: [choice] } }]);
    const { choices } = await vended.ai.chat({ messages, logprobs: 1 });
    expect(choices[0]?.logprobs).toEqual([{ token: 'Hi', logprob: -0.5 }]);
  });
});

describe('reasoning', () => {
  it('of gpt-oss is an effort, and goes back with its channel', async () => {
    const message = { content: 'Two.', thoughts: { reasoning: 'One and one.' }, more: { channel: 'final' } };
    await using vended = await serving([openaiAnswer(message, 'stop').reply, reply]);
    const first = await vended.ai.chat({ messages, reasoning: { effort: 'low' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
    await vended.ai.chat({ messages: [...messages, first.message, user('And?')] });
    expect(vended.body().messages).toMatchObject([
      {},
      { role: 'assistant', content: 'Two.', reasoning: 'One and one.', channel: 'final' },
      {},
    ]);
  });

  it('of other models is a switch of their template, and stands in the text', async () => {
    const answer = openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop');
    await using vended = await serving([answer.reply, answer.stream]);
    const request = { model: 'DeepSeek-R1-0528', messages, reasoning: { effort: 'high' } } as const;
    expect(await vended.ai.chat(request)).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
    expect(vended.body()).toMatchObject({ chat_template_kwargs: { enable_thinking: true } });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
    expect(await vended.ai.stream(request).response).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
  });

  it('of Llama cannot be asked for', async () => {
    await using vended = await serving([reply]);
    const request = { model: 'Meta-Llama-3.3-70B-Instruct', messages, reasoning: { effort: 'high' } } as const;
    expect(features(await vended.ai.chat(request))).toEqual(['reasoning']);
  });
});

describe('a request', () => {
  it('leaves out what is not supported yet, with warnings', async () => {
    await using vended = await serving([reply]);
    const result = await vended.ai.chat({ messages, seed: 1, n: 2, user: 'u', metadata: { a: 'b' }, topK: 40 });
    expect(features(result).sort()).toEqual(['metadata', 'n', 'seed', 'user']);
    expect(vended.body()).toMatchObject({ top_k: 40 });
    for (const field of ['seed', 'n', 'user', 'metadata']) expect(vended.body()).not.toHaveProperty(field);
  });

  it('has pictures as data alone', async () => {
    await using vended = await serving([reply, reply]);
    const asking = (source: Parameters<typeof image>[0]) => ({
      model: 'Llama-4-Maverick-17B-128E-Instruct',
      messages: [user([image(source), { type: 'text', text: 'What is it?' }])],
    });
    await vended.ai.chat(asking({ data: samplePicture, mediaType: 'image/png' }));
    expect(vended.request().text()).toContain('data:image/png;base64,');
    expect(features(await vended.ai.chat(asking({ url: 'https://example.com/a.png' })))).toEqual([
      'messages[0].content[0]',
    ]);
    expect(vended.request().text()).not.toContain('example.com');
  });

  it('has recordings in a part of its own', async () => {
    await using vended = await serving([reply]);
    const part = { type: 'audio', source: { data: 'UklGRg==', mediaType: 'audio/wav' } } as const;
    await vended.ai.chat({ model: 'Qwen2-Audio-7B-Instruct', messages: [user([part])] });
    expect(vended.body().messages).toMatchObject([
      { content: [{ type: 'audio_content', audio_content: { content: 'data:audio/wav;base64,UklGRg==' } }] },
    ]);
  });

  it('speaks of JSON where JSON is asked for', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(vended.body()).toMatchObject({ response_format: { type: 'json_object' } });
    expect(vended.request().text()).toContain('Answer with JSON');
  });

  it('has schemas that are not strict', async () => {
    await using vended = await serving([reply, reply]);
    const schema = { type: 'object', properties: {} } as const;
    await vended.ai.chat({ messages, output: { type: 'json-schema', schema } });
    expect(vended.request().text()).not.toContain('strict');
    const asked = await vended.ai.chat({ messages, output: { type: 'json-schema', schema, strict: true } });
    expect(features(asked)).toEqual(['output.schema.strict']);
  });
});

describe('limits', () => {
  it('are of the minute and of the day; resets are points in time', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '20',
      'x-ratelimit-remaining-requests': '19',
      'x-ratelimit-reset-requests': '1795000000',
      'x-ratelimit-limit-requests-day': '400',
      'x-ratelimit-remaining-requests-day': '399',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([
      { name: 'requests', limit: 20, remaining: 19, resetAt: 1_795_000_000_000 },
      { name: 'requests', window: 'day', limit: 400, remaining: 399 },
    ]);
  });
});

describe('a recording', () => {
  it('is translated at another path', async () => {
    await using vended = await serving([{ body: { text: 'Hello.' } }]);
    await vended.ai.transcribe({ model: 'Whisper-Large-v3', audio: new Uint8Array([1]), translate: true });
    expect(vended.request().path).toBe('/v1/audio/translations');
  });
});

describe('the list of models', () => {
  it('tells their sizes', async () => {
    const row = { id: 'DeepSeek-V3.1', context_length: 131_072, max_completion_tokens: 7_168, owned_by: 'SambaNova' };
    await using vended = await serving([{ body: { object: 'list', data: [row] } }]);
    const { models } = await vended.ai.models();
    expect(models).toMatchObject([{ id: 'DeepSeek-V3.1', contextWindow: 131_072, maxOutput: 7_168 }]);
  });
});
