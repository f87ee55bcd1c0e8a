// What Hugging Face does otherwise, item by item of its documents.
import { inspect, pipeline, type Transport, type TransportRequest, user } from '@kit/core';
import { failureOf, samplePicture, served } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DedicatedOptions, huggingface, type RouterOptions } from './index.ts';

const model = 'deepseek-ai/DeepSeek-V3.2:together';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
type Answers = Parameters<typeof served>[1];
const router = (answers: Answers, more: RouterOptions = {}) =>
  served((at) => huggingface({ ...at, ...more }), answers, { path: '/v1' });
const dedicated = (answers: Answers, more: Omit<DedicatedOptions, 'baseURL'>, path = '') =>
  served((at) => huggingface({ ...at, ...more }), answers, { path });

afterEach(() => void vi.unstubAllEnvs());

describe('the router', () => {
  it('is asked with the host in the model, and the model first', async () => {
    await using vended = await router([reply]);
    await vended.ai.chat({ model, messages });
    expect(vended.request().path).toBe('/v1/chat/completions');
    expect(vended.request().text()).toMatch(/^\{"model":"deepseek-ai\/DeepSeek-V3.2:together"/);
  });

  it('lives at its own address, and bills whom it is told to', async () => {
    const ai = pipeline(huggingface({ apiKey: 'hf_test', billTo: 'acme' }));
    const shown = await inspect(ai, 'chat', { model, messages });
    expect(shown.url).toBe('https://router.huggingface.co/v1/chat/completions');
    expect(shown.headers['x-hf-bill-to']).toBe('acme');
    const task = await inspect(ai, 'embed', { model: 'BAAI/bge-m3:hf-inference', input: 'a' });
    expect(task.url).toBe('https://router.huggingface.co/hf-inference/models/BAAI/bge-m3/pipeline/feature-extraction');
    await ai.close();
  });

  it('has one form for chats alone: a task names no other host', async () => {
    await using vended = await router([reply]);
    const error = await failureOf(vended.ai.image({ model: 'acme/draw:fal-ai', prompt: 'A fox' }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'model' });
  });

  it('is well where the hub knows the token: the list of models is given to everybody', async () => {
    const asked: TransportRequest[] = [];
    const bytes = new TextEncoder().encode('{"error":"Invalid username or password."}');
    const transport: Transport = async (request) => {
      asked.push(request);
      const chunks = [bytes];
      const read = () => chunks.pop() ?? null;
      return { status: 401, headers: { 'content-type': 'application/json' }, body: { read, cancel() {} } };
    };
    await using ai = pipeline(huggingface({ apiKey: 'hf_wrong', transport }));
    expect(await ai.health()).toMatchObject({ status: 'down', detail: expect.stringContaining('Invalid username') });
    expect(asked).toMatchObject([
      { url: 'https://huggingface.co/api/whoami-v2', headers: { authorization: 'Bearer hf_wrong' } },
    ]);
    await using vended = await router([{ status: 404, text: '' }, { body: { data: [] } }]);
    expect((await vended.ai.health()).status).toBe('ok');
    expect(vended.request().path).toBe('/v1/models');
  });

  it('has the responses wire in beta', async () => {
    await using vended = await router(
      [
        {
          body: {
            id: 'r-1',
            object: 'response',
            status: 'completed',
            output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
          },
        },
      ],
      { api: 'responses' },
    );
    expect((await vended.ai.chat({ model, messages })).text).toBe('Hello');
    expect(vended.request().path).toBe('/v1/responses');
  });
});

describe('a token', () => {
  it.each(['HF_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGING_FACE_HUB_TOKEN'])('comes from %s', async (name) => {
    for (const other of ['HF_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGING_FACE_HUB_TOKEN']) vi.stubEnv(other, '');
    await using missing = pipeline(huggingface());
    expect((await failureOf(missing.chat({ model, messages }))).message).toContain(name);
    vi.stubEnv(name, 'hf_from_environment');
    await using vended = await router([reply]);
    await using ai = pipeline(huggingface({ baseURL: `${vended.server.url}/v1` }));
    await ai.chat({ model, messages });
    expect(vended.request().headers.authorization).toBe('Bearer hf_from_environment');
  });

  it('that is wrong is told as such', async () => {
    await using vended = await router([{ status: 401, body: { error: 'Invalid username or password.' } }]);
    expect(await failureOf(vended.ai.chat({ model, messages }))).toMatchObject({ code: 'authentication', status: 401 });
  });

  it('that may not use a gated model is told so', async () => {
    await using vended = await router([{ status: 403, body: { error: 'Access to model x is restricted.' } }]);
    expect((await failureOf(vended.ai.embed({ model: 'a/b', input: 'a' }))).code).toBe('permission');
  });
});

describe('vectors', () => {
  const ask = (input: string | string[]) => ({ model: 'a/b', input });

  it('of one text come bare', async () => {
    await using vended = await router([{ body: [0.5, 1] }]);
    expect((await vended.ai.embed(ask('one'))).embeddings).toEqual([[0.5, 1]]);
  });

  it('of one text in a list come in a list', async () => {
    await using vended = await router([{ body: [[0.5, 1]] }]);
    expect((await vended.ai.embed(ask(['one']))).embeddings).toEqual([[0.5, 1]]);
  });

  const ofTokens = [
    [
      [1, 3],
      [3, 5],
    ],
    [[2, 2]],
  ];

  it('of tokens are an error that says what to do', async () => {
    await using vended = await router([{ body: ofTokens }]);
    const error = await failureOf(vended.ai.embed(ask(['one', 'two'])));
    expect(error.code).toBe('unsupported');
    expect(error.message).toContain("pooling: 'mean'");
  });

  it('of tokens are pooled where that was asked for', async () => {
    await using vended = await router([{ body: ofTokens }, { body: ofTokens[0] }], { pooling: 'mean' });
    expect((await vended.ai.embed(ask(['one', 'two']))).embeddings).toEqual([
      [2, 4],
      [2, 2],
    ]);
    expect((await vended.ai.embed(ask('one'))).embeddings).toEqual([[2, 4]]);
  });

  it('are asked for with the prompts of the model by name', async () => {
    await using vended = await router([{ body: [[1]] }]);
    const { warnings } = await vended.ai.embed({
      ...ask('one'),
      inputType: 'query',
      vendor: { huggingface: { prompt_name: 'query', normalize: true } },
    });
    expect(vended.body()).toEqual({ inputs: ['one'], prompt_name: 'query', normalize: true });
    expect(warnings.map(({ feature }) => feature)).toEqual(['inputType']);
  });
});

describe('a picture', () => {
  it('comes as bytes, or as an error in JSON', async () => {
    await using vended = await router([
      { headers: { 'content-type': 'image/jpeg' }, base64: samplePicture },
      { body: { error: 'Model x is currently loading', estimated_time: 3 } },
    ]);
    const { images } = await vended.ai.image({ model: 'a/b', prompt: 'A fox' });
    expect(images).toEqual([{ data: samplePicture, mediaType: 'image/jpeg' }]);
    expect(await failureOf(vended.ai.image({ model: 'a/b', prompt: 'A fox' }))).toMatchObject({
      code: 'overloaded',
      retryAfterMs: 3_000,
    });
  });
});

describe('a recording', () => {
  it('is sent as it is where nothing else is said', async () => {
    await using vended = await router([{ body: { text: 'Hi.' } }]);
    await vended.ai.transcribe({ model: 'a/b', audio: new Uint8Array([1, 2]), mediaType: 'audio/flac' });
    expect(vended.request().headers['content-type']).toBe('audio/flac');
    expect([...vended.request().body]).toEqual([1, 2]);
  });

  it('as a link is refused', async () => {
    await using vended = await router([reply]);
    const error = await failureOf(vended.ai.transcribe({ model: 'a/b', audio: { url: 'https://example.com/a.wav' } }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'audio' });
  });
});

describe('thoughts', () => {
  it('that a host leaves in the text are taken out of it', async () => {
    const { reply: tagged } = openaiAnswer({ content: '<think>Hm.</think>It is two.' }, 'stop');
    await using vended = await router([tagged]);
    const answer = await vended.ai.chat({ model: 'deepseek-ai/DeepSeek-R1-0528', messages });
    expect(answer).toMatchObject({ reasoning: 'Hm.', text: 'It is two.' });
  });
});

describe('a dedicated endpoint', () => {
  it('needs an address', async () => {
    expect(() => huggingface({ engine: 'tgi' } as DedicatedOptions)).toThrow(/baseURL/);
  });

  it.each(['', '/v1', '/v1/'])(
    'is named with or without the prefix (%s), needs no model, and may have to wake up',
    async (path) => {
      await using vended = await dedicated([reply], { engine: 'vllm', scaleUpSeconds: 120 }, path);
      await vended.ai.chat({ messages });
      expect(vended.request().path).toBe('/v1/chat/completions');
      expect(vended.request().headers['x-scale-up-timeout']).toBe('120');
    },
  );

  it('that sleeps is overloaded', async () => {
    await using vended = await dedicated([{ status: 503, text: '503 Service Unavailable' }], { engine: 'vllm' });
    expect((await failureOf(vended.ai.chat({ messages }))).code).toBe('overloaded');
  });

  it('of Text Embeddings Inference embeds, ranks and counts in its own way', async () => {
    await using vended = await dedicated(
      [
        { body: [[0.5, 1]] },
        {
          body: [
            { index: 1, score: 0.9 },
            { index: 0, score: 0.1 },
          ],
        },
        {
          body: [
            [
              { id: 101, text: '[CLS]', special: true },
              { id: 7, text: 'hi' },
            ],
          ],
        },
      ],
      { engine: 'tei' },
    );
    expect((await vended.ai.embed({ input: 'hi', vendor: { huggingface: { normalize: false } } })).embeddings).toEqual([
      [0.5, 1],
    ]);
    expect(vended.request().path).toBe('/embed');
    const { results } = await vended.ai.rerank({
      query: 'q',
      documents: ['a', 'b'],
      vendor: { huggingface: { raw_scores: true } },
    });
    expect(results).toEqual([
      { index: 1, score: 0.9 },
      { index: 0, score: 0.1 },
    ]);
    expect(vended.request().path).toBe('/rerank');
    expect(vended.body()).toEqual({ query: 'q', texts: ['a', 'b'], raw_scores: true });
    expect((await vended.ai.countTokens({ messages })).inputTokens).toBe(2);
    expect(vended.request().path).toBe('/tokenize');
  });

  it.each([
    ['vllm', { prompt: 'Hi' }, { count: 3, tokens: [1, 2, 3] }],
    ['llama.cpp', { content: 'Hi' }, { tokens: [1, 2, 3] }],
  ] as const)('of %s counts tokens', async (engine, sent, body) => {
    await using vended = await dedicated([{ body }], { engine });
    expect((await vended.ai.countTokens({ messages })).inputTokens).toBe(3);
    expect(vended.body()).toEqual(sent);
  });

  it('takes tasks at its root', async () => {
    await using vended = await dedicated([{ body: [{ label: 'A' }] }], { engine: 'custom' });
    expect((await vended.ai.huggingfaceTask({ inputs: 'x' })).output).toEqual([{ label: 'A' }]);
    expect(vended.request().path).toBe('/');
  });
});

describe('a failure', () => {
  it('of a host that refuses a parameter is told in its words', async () => {
    await using vended = await router([openaiFailure(400, 'Extra inputs are not permitted: seed')]);
    const error = await failureOf(vended.ai.chat({ model, messages, seed: 1 }));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toContain('seed');
  });
});
