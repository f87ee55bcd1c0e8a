import { inspect as print } from 'node:util';
import { image, inspect, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, completion, delta, failed, last, preset, served, stream } from '../tests/served.ts';
import { openaiCompatible } from './index.ts';

const canary = 'sk-canary-0123456789abcdef';
const messages = [user('Hi')];

afterEach(() => void vi.unstubAllEnvs());

describe('a server that is known by its address alone', () => {
  it('is asked for nothing that was not asked for', async () => {
    await using vended = await served(() => completion());
    const answer = await vended.ai.chat({ messages });
    expect(answer).toMatchObject({ text: 'Hello', usage: { inputTokens: 5, outputTokens: 2 }, warnings: [] });
    expect(last(vended.server)).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(bodyOf(vended.server)).toEqual({ model: 'm-1', messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('gets the older field names, an empty object for functions without parameters, and schemas without strict mode', async () => {
    await using vended = await served(() => completion());
    const output = { type: 'json-schema', schema: { type: 'object' }, name: 'answer' } as const;
    const tools = [{ name: 'now' }];
    await vended.ai.chat({ messages, maxTokens: 9, user: 'u-1', tools, output });
    expect(bodyOf(vended.server)).toMatchObject({
      max_tokens: 9,
      user: 'u-1',
      tools: [{ function: { name: 'now', parameters: { type: 'object', properties: {} } } }],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
    });
    expect(JSON.stringify(bodyOf(vended.server))).not.toMatch(/strict|null/);
  });

  it('streams, embeds, reranks and lists its models', async () => {
    await using vended = await served(({ path }) => {
      if (path.endsWith('/embeddings'))
        return {
          body: {
            data: [
              { index: 1, embedding: [2] },
              { index: 0, embedding: [1] },
            ],
          },
        };
      if (path.endsWith('/rerank')) return { body: { results: [{ index: 1, relevance_score: 0.9 }] } };
      if (path.endsWith('/models')) return { body: { data: [{ id: 'm-1', max_model_len: 4096 }] } };
      return stream(delta({ content: 'Hel' }), delta({ content: 'lo' }, 'stop'), 'data: [DONE]\n\n');
    });
    const { ai, server } = vended;
    expect((await ai.stream({ messages }).response).text).toBe('Hello');
    expect((await ai.embed({ input: ['a', 'b'] })).embeddings).toEqual([[1], [2]]);
    expect(bodyOf(server)).toEqual({ model: 'm-1', input: ['a', 'b'], encoding_format: 'float' });
    expect((await ai.rerank({ query: 'q', documents: ['a', 'b'], topN: 1 })).results).toEqual([
      { index: 1, score: 0.9 },
    ]);
    expect((await ai.models()).models).toEqual([{ id: 'm-1', provider: 'openai-compatible', contextWindow: 4096 }]);
  });

  it('goes by its name in results, in errors and as the key of its own fields', async () => {
    await using vended = await served(() => completion(), { name: 'my-server' });
    const answer = await vended.ai.chat({ messages, vendor: { 'my-server': { min_p: 0.1 } } });
    expect(answer.meta.provider).toBe('my-server');
    expect(bodyOf(vended.server)).toMatchObject({ min_p: 0.1 });
    expect(vended.provider.info).toEqual({ id: 'my-server', name: 'my-server', vendor: 'openai-compatible' });
  });

  it('may have its address and its key in the environment', async () => {
    vi.stubEnv('OPENAI_COMPATIBLE_BASE_URL', 'http://127.0.0.1:9/v7');
    vi.stubEnv('OPENAI_COMPATIBLE_API_KEY', canary);
    const ai = pipeline(openaiCompatible({ model: 'm-1' }));
    const sent = await inspect(ai, 'chat', { messages });
    expect(sent.url).toBe('http://127.0.0.1:9/v7/chat/completions');
    expect(sent.headers.authorization).toBe('Bearer ***');
  });

  it('needs an address from somewhere', async () => {
    const error = await failed(() => openaiCompatible());
    expect(error).toMatchObject({ code: 'config', field: 'baseURL' });
    expect(error.message).toMatch(/OPENAI_COMPATIBLE_BASE_URL.*http:\/\/localhost:8000\/v1/);
  });
});

describe('auth', () => {
  it('is a bearer token if there is a key, and nothing if there is none', async () => {
    await using keyed = await served(() => completion(), { apiKey: canary });
    await keyed.ai.chat({ messages });
    expect(last(keyed.server).headers.authorization).toBe(`Bearer ${canary}`);
    await using open = await served(() => completion());
    await open.ai.chat({ messages });
    expect(last(open.server).headers.authorization).toBeUndefined();
  });

  it('may be another header, with or without a word before the key, or none at all', async () => {
    await using other = await served(() => completion(), {
      apiKey: canary,
      auth: { header: 'API-Key', prefix: 'Token ' },
    });
    await other.ai.chat({ messages });
    expect(last(other.server).headers).toMatchObject({ 'api-key': `Token ${canary}` });
    expect(last(other.server).headers.authorization).toBeUndefined();
    await using none = await served(() => completion(), { apiKey: canary, auth: false });
    await none.ai.chat({ messages });
    expect(JSON.stringify(last(none.server).headers)).not.toContain(canary);
  });

  it('is required by hosted vendors, who say where the key can come from', async () => {
    const error = await failed(pipeline(openaiCompatible({ preset: 'novita', model: 'm-1' })).chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', field: 'apiKey' });
    expect(error.message).toMatch(/Novita AI.*NOVITA_API_KEY/);
  });

  it('never gives one vendor the key of another', async () => {
    vi.stubEnv('OPENAI_COMPATIBLE_API_KEY', canary);
    const error = await failed(pipeline(openaiCompatible({ preset: 'hyperbolic', model: 'm-1' })).chat({ messages }));
    expect(error.code).toBe('authentication');
  });

  it('keeps the key out of everything that can be printed', async () => {
    await using vended = await served(() => ({ status: 401, body: { error: { message: `Bad key ${canary}` } } }), {
      apiKey: canary,
    });
    const error = await failed(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', status: 401 });
    const shown = await inspect(vended.ai, 'chat', { messages });
    for (const thing of [error, error.toJSON(), error.attempts, error.vendor, vended.provider, vended.ai, shown]) {
      expect(print(thing, { depth: 10, showHidden: true })).not.toContain(canary);
      expect(JSON.stringify(thing) ?? '').not.toContain(canary);
    }
  });
});

describe('options', () => {
  it('add a query to every URL', async () => {
    await using vended = await served(() => completion(), { query: { 'api-version': '2026-01-01' } });
    await vended.ai.chat({ messages });
    expect(Object.fromEntries(last(vended.server).query)).toEqual({ 'api-version': '2026-01-01' });
  });

  it.each([
    [{ presett: 'vllm' }, 'presett', /Did you mean `preset`/],
    [{ preset: 'vlm' }, 'preset', /"vllm"/],
    [{ baseURL: 'ftp://x' }, 'baseURL', /http/],
    [{ auth: 'Bearer' }, 'auth', /\{ header, prefix\? \} or false/],
    [
      { preset: 'tgi', api: 'responses' },
      'api',
      /Text Generation Inference has no `api: 'responses'`. It offers: "chat"\./,
    ],
  ])('that are wrong are told by name: %j', async (options, field, message) => {
    const error = await failed(() => openaiCompatible(options as never));
    expect(error).toMatchObject({ code: 'config', field });
    expect(error.message).toMatch(message);
  });

  it("lay the caller's own differences over the preset's", async () => {
    await using vended = await preset('vllm', () => completion({ content: '<think>Hm.</think>Hello' }), {
      dialect: { chat: { thinkTags: {}, fields: { maxTokens: 'max_completion_tokens' } } },
    });
    const answer = await vended.ai.chat({ messages, maxTokens: 4, topK: 3 });
    expect(answer).toMatchObject({ text: 'Hello', reasoning: 'Hm.' });
    expect(bodyOf(vended.server)).toMatchObject({ max_completion_tokens: 4, top_k: 3 });
  });
});

describe('other wires', () => {
  it('chats over the responses wire where the server has it', async () => {
    const body = {
      id: 'resp_1',
      status: 'completed',
      model: 'm-1',
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }],
    };
    await using vended = await preset('lmstudio', () => ({ body }), { api: 'responses' });
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.urls).toEqual(['http://127.0.0.1:1234/v1/responses']);
    expect(bodyOf(vended.server)).not.toHaveProperty('store');
  });

  it("chats over Anthropic's wire where the server has it, at the address that it has for it", async () => {
    const body = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm-1',
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 1 },
    };
    await using vended = await preset(
      'novita',
      ({ path }) => (path.endsWith('/models') ? { body: { data: [] } } : { body }),
      { api: 'messages' },
    );
    expect(await vended.ai.chat({ messages })).toMatchObject({ text: 'Hello', usage: { inputTokens: 3 } });
    await vended.ai.models();
    expect(vended.urls).toEqual(['https://api.novita.ai/anthropic/v1/messages', 'https://api.novita.ai/openai/models']);
    expect(last(vended.server).headers).toMatchObject({ authorization: 'Bearer key-1' });
    const shown = await inspect(vended.ai, 'chat', { messages });
    expect(shown.url).toBe('https://api.novita.ai/anthropic/v1/messages');
  });
});

describe('operations that a server lacks', () => {
  it('are unsupported, and the error tells what there is', async () => {
    const ai = pipeline(openaiCompatible({ preset: 'lambda', apiKey: 'key-1' })) as unknown as {
      embed(request: object): Promise<unknown>;
    };
    const error = await failed(ai.embed({ model: 'm', input: 'a' }));
    expect(error).toMatchObject({ code: 'unsupported', provider: 'lambda', operation: 'embed' });
    expect(error.message).toMatch(/It offers: .*chat, stream, complete, models/);
  });

  it('and media that it cannot see are left out with a warning, or refused where nothing may be left out', async () => {
    await using vended = await preset('llamafile', () => completion());
    const seen = [user([image('https://pictures.example/a.png')])];
    const answer = await vended.ai.chat({ messages: seen });
    expect(answer.warnings).toMatchObject([{ feature: 'messages[0].content[0]' }]);
    expect((await failed(vended.ai.chat({ messages: seen }, { strict: true }))).code).toBe('unsupported');
  });
});
