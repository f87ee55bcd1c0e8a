import { pipeline, user } from '@kit/core';
import { refusedURL, replayServer } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answer, apiKey, counted, failure, served } from '../tests/served.ts';
import { ollama } from './index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const messages = [user('Hi')];
const hello = answer({ content: 'Hello' });

describe('ollama()', () => {
  it('offers what Ollama has, its own operations too', () => {
    const ai = pipeline(ollama());
    expect(Object.keys(ai.handlers).sort()).toEqual([
      'chat',
      'complete',
      'delete',
      'embed',
      'health',
      'models',
      'ps',
      'pull',
      'show',
      'stream',
      'transcribe',
    ]);
    // @ts-expect-error Ollama ranks nothing.
    expect(ai.rerank).toBeTypeOf('function');
  });

  it('needs no key', async () => {
    const { ai, server } = await served([hello]);
    await ai.chat({ messages });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('sends a key that it is given', async () => {
    const { ai, server } = await served([hello], { apiKey });
    await ai.chat({ messages });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
  });

  it('sends the key of the cloud to the cloud alone', async () => {
    vi.stubEnv('OLLAMA_API_KEY', apiKey);
    const { ai, server } = await served([hello]);
    await ai.chat({ messages });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    const cloud = pipeline(
      ollama({
        baseURL: 'https://ollama.com',
        model: 'gpt-oss:120b',
        transport: async () => Promise.reject(new Error('not sent')),
      }),
    );
    vi.stubEnv('OLLAMA_API_KEY', '');
    expect(await failure(cloud.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('OLLAMA_API_KEY'),
    });
  });

  it('finds its server in OLLAMA_HOST', async () => {
    const { server } = await served([hello]);
    vi.stubEnv('OLLAMA_HOST', server.url.replace('http://127.0.0.1', '0.0.0.0'));
    const ai = pipeline(ollama({ model: 'm' }));
    expect((await ai.chat({ messages })).text).toBe('Hello');
    await ai.close();
  });

  it('says how to start a server that is not there', async () => {
    const ai = pipeline(ollama({ baseURL: await refusedURL(), model: 'm' }));
    const calls = [() => ai.chat({ messages }), () => ai.stream({ messages }).ready(), () => ai.embed({ input: 'a' })];
    for (const call of calls) {
      expect(await failure(call())).toMatchObject({
        code: 'network',
        message: expect.stringContaining('ollama serve'),
        attempts: [{ outcome: 'failed' }],
        model: 'm',
      });
    }
    expect(await ai.health()).toMatchObject({ status: 'down' });
    await ai.close();
  });

  it.each([
    [{ api: 'openai' }, 'api'],
    [{ keepAlive: true }, 'keepAlive'],
    [{ keepalive: '5m' }, 'keepalive'],
    [{ options: 5 }, 'options'],
    [{ fetchMedia: 'yes' }, 'fetchMedia'],
    [{ baseURL: 'nowhere' }, 'baseURL'],
  ])('refuses %j and names the option', (options, field) => {
    expect(() => ollama(options as never)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('has a catalogue', async () => {
    expect((await ollama().catalogue?.())?.models.some(({ id }) => id.startsWith('gpt-oss'))).toBe(true);
  });
});

describe('links to images', () => {
  const withImage = (url: string) => [
    {
      role: 'user' as const,
      content: [
        { type: 'text' as const, text: 'What?' },
        { type: 'image' as const, source: { url } },
      ],
    },
    {
      role: 'tool' as const,
      content: [
        { type: 'tool-result' as const, toolCallId: 'c', content: [{ type: 'image' as const, source: { url } }] },
      ],
    },
  ];

  it('are fetched where that is wanted', async () => {
    await using server = await replayServer({
      answer: ({ method }) => (method === 'GET' ? { headers: { 'content-type': 'image/png' }, base64: 'AQID' } : hello),
    });
    const ai = pipeline(ollama({ baseURL: server.url, model: 'm', fetchMedia: { allowPrivate: true } }));
    expect((await ai.chat({ messages: withImage(`${server.url}/cat.png`) })).text).toBe('Hello');
    expect(server.requests.at(-1)?.json()).toMatchObject({
      messages: [
        { content: 'What?', images: ['AQID'] },
        { role: 'tool', images: ['AQID'] },
      ],
    });
    await ai.close();
  });

  it('into a private network are refused', async () => {
    const { ai, server } = await served([hello], { fetchMedia: true });
    expect(await failure(ai.stream({ messages: withImage(server.url) }).ready())).toMatchObject({
      code: 'invalid-request',
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('failures', () => {
  it.each([
    [400, { error: 'invalid options: num_ctx' }, 'invalid-request'],
    [400, { error: '"llama3.2" does not support thinking' }, 'unsupported'],
    [400, { error: 'registry.ollama.ai/library/all-minilm:latest does not support tools' }, 'unsupported'],
    [400, { error: 'the input length exceeds the context length' }, 'context-length'],
    [401, { error: 'unauthorized', signin_url: 'https://ollama.com/connect?name=x' }, 'authentication'],
    [403, { error: 'this model requires a subscription' }, 'permission'],
    [404, { error: 'model "x" not found, try pulling it first' }, 'not-found'],
    [404, { error: { message: 'model not found', type: 'not_found_error', param: null, code: null } }, 'not-found'],
    [429, { error: 'you have reached your hourly usage limit' }, 'rate-limit'],
    [499, { error: 'client closed' }, 'aborted'],
    [500, { error: 'model requires more system memory (8 GiB) than is available (4 GiB)' }, 'server'],
    [500, { error: 'this model does not support embeddings' }, 'server'],
    [502, { error: 'cloud unreachable' }, 'server'],
    [503, { error: 'server busy, please try again. maximum pending requests exceeded' }, 'overloaded'],
  ])('with status %i (%j) are %s', async (status, body, code) => {
    const { ai } = await served([{ status, body }]);
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code, status, provider: 'ollama', model: 'qwen3:8b' });
  });

  it('say where to sign in, and never show the key', async () => {
    const { ai } = await served(
      [{ status: 401, body: { error: `bad key ${apiKey}`, signin_url: 'https://ollama.com/connect' } }],
      { apiKey },
    );
    const error = await failure(ai.chat({ messages }));
    expect(error.message).toContain('https://ollama.com/connect');
    expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.vendor)} ${error.stack}`).not.toContain(
      apiKey,
    );
  });
});

describe('embeddings', () => {
  const vectors = (...embeddings: number[][]) => ({
    body: { model: 'nomic-embed-text', embeddings, total_duration: 5, prompt_eval_count: 8 },
  });

  it('are asked for all at once', async () => {
    const { ai, body, server } = await served([vectors([1, 2], [3, 4])], { keepAlive: '1h' });
    const { embeddings, usage, meta } = await ai.embed({
      model: 'nomic-embed-text',
      input: [
        'a',
        [
          { type: 'text', text: 'b' },
          { type: 'text', text: 'c' },
        ],
      ],
      dimensions: 2,
      truncate: 'none',
    });
    expect(server.requests[0]?.path).toBe('/api/embed');
    expect(body()).toEqual({
      model: 'nomic-embed-text',
      input: ['a', 'b\nc'],
      dimensions: 2,
      truncate: false,
      keep_alive: '1h',
    });
    expect(embeddings).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(usage).toMatchObject({ inputTokens: 8 });
    expect(meta.model).toBe('nomic-embed-text');
  });

  it('tell what Ollama does not know', async () => {
    const { ai } = await served([vectors([1])]);
    const { warnings } = await ai.embed({
      input: 'a',
      inputType: 'query',
      encoding: 'int8',
      truncate: 'start',
      user: 'u',
    });
    expect(warnings.map(({ feature }) => feature).sort()).toEqual(['encoding', 'inputType', 'truncate', 'user']);
  });

  it('are of text alone', async () => {
    const { ai, server } = await served([vectors([1])]);
    const error = await failure(
      ai.embed({ input: [[{ type: 'image', source: { url: 'https://example.com/a.png' } }]] }),
    );
    expect(error).toMatchObject({ code: 'unsupported', field: 'input[0][0]' });
    expect(server.requests).toHaveLength(0);
  });

  it('are as many as the inputs, one by itself from older servers', async () => {
    const { ai } = await served([{ body: { embedding: [1, 2] } }, vectors([1]), { body: {} }]);
    expect((await ai.embed({ input: 'a' })).embeddings).toEqual([[1, 2]]);
    expect(await failure(ai.embed({ input: ['a', 'b'] }))).toMatchObject({ code: 'invalid-response' });
    expect(await failure(ai.embed({ input: 'a' }))).toMatchObject({ code: 'invalid-response' });
  });
});

describe('completion', () => {
  it('fills the gap between prompt and suffix', async () => {
    const { ai, body, server } = await served([
      {
        body: {
          model: 'codellama',
          response: 'return a + b',
          thinking: 'Hm.',
          done: true,
          done_reason: 'length',
          ...counted,
        },
      },
    ]);
    const { text, finishReason, usage, meta, warnings } = await ai.complete({
      model: 'codellama',
      prompt: 'def add(a, b):',
      suffix: '\n',
      maxTokens: 5,
      stop: ['#'],
      n: 2,
      user: 'u',
    });
    expect(server.requests[0]?.path).toBe('/api/generate');
    expect(body()).toEqual({
      model: 'codellama',
      prompt: 'def add(a, b):',
      suffix: '\n',
      stream: false,
      options: { num_predict: 5, stop: ['#'] },
    });
    expect({ text, finishReason, thinking: meta.vendor?.thinking }).toEqual({
      text: 'return a + b',
      finishReason: 'length',
      thinking: 'Hm.',
    });
    expect(usage).toMatchObject({ inputTokens: 12, outputTokens: 34 });
    expect(warnings.map(({ feature }) => feature)).toEqual(['n', 'user']);
  });

  it('loads a model with an empty prompt, and unloads it', async () => {
    const { ai, body } = await served([
      { body: { response: '', done: true, done_reason: 'unload' } },
      { body: { error: 'x' } },
      { body: {} },
    ]);
    expect(await ai.complete({ prompt: '', vendor: { ollama: { keep_alive: 0 } } })).toMatchObject({
      finishReason: 'other',
      rawFinishReason: 'unload',
    });
    expect(body()).toMatchObject({ prompt: '', keep_alive: 0 });
    expect(await failure(ai.complete({ prompt: 'a' }))).toMatchObject({ code: 'server' });
    expect(await failure(ai.complete({ prompt: 'a' }))).toMatchObject({ code: 'invalid-response' });
  });
});

describe('models and health', () => {
  it('lists what the server has', async () => {
    const row = {
      name: 'qwen3:8b',
      size: 5,
      details: { family: 'qwen3', context_length: 40_960 },
      capabilities: ['completion', 'thinking'],
    };
    const { ai, server } = await served([
      { body: { models: [row, { model: 'b', details: { family: '' } }, null, {}] } },
    ]);
    const { models } = await ai.models();
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/api/tags' });
    expect(models).toMatchObject([
      {
        id: 'qwen3:8b',
        provider: 'ollama',
        family: 'qwen3',
        kind: 'chat',
        contextWindow: 40_960,
        capabilities: ['completion', 'reasoning'],
      },
      { id: 'b' },
    ]);
    expect(models).toHaveLength(2);
    expect((await ai.models({ limit: 1 })).models).toHaveLength(1);
  });

  it('asks for the version', async () => {
    const { ai, server } = await served([
      { body: { version: '0.14.0' } },
      { status: 503, body: { error: 'server busy' } },
      { status: 401, body: { error: 'no' } },
    ]);
    expect(await ai.health()).toMatchObject({ status: 'ok', detail: 'version 0.14.0' });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/api/version' });
    expect(await ai.health()).toMatchObject({ status: 'degraded' });
    expect(await ai.health()).toMatchObject({ status: 'down', meta: { status: 401 } });
  });
});

describe('the routes that imitate others', () => {
  it('speak OpenAI’s chat completions', async () => {
    const message = { role: 'assistant', content: 'Hello', reasoning: 'Hm.' };
    const { ai, body, server } = await served(
      [
        {
          body: {
            id: 'c',
            model: 'm',
            choices: [{ index: 0, message, finish_reason: 'stop' }],
            usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
          },
        },
      ],
      { api: 'chat' },
    );
    const { text, reasoning, warnings } = await ai.chat({
      messages,
      toolChoice: 'required',
      tools: [{ name: 't' }],
      topK: 5,
    });
    expect(server.requests[0]?.path).toBe('/v1/chat/completions');
    expect(body()).toMatchObject({ model: 'qwen3:8b' });
    expect({ text, reasoning }).toEqual({ text: 'Hello', reasoning: 'Hm.' });
    expect(warnings.map(({ feature }) => feature).sort()).toEqual(['toolChoice', 'topK']);
  });

  it('stream chat completions, and embed', async () => {
    const chunk = { id: 'c', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] };
    const { ai, server } = await served(
      [
        {
          headers: { 'content-type': 'text/event-stream' },
          text: `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`,
        },
        { body: { data: [{ index: 0, embedding: [1, 2] }], model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } } },
      ],
      { api: 'chat' },
    );
    expect((await ai.stream({ messages }).response).text).toBe('Hi');
    expect((await ai.embed({ input: 'a' })).embeddings).toEqual([[1, 2]]);
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions', '/v1/embeddings']);
  });

  it('speak OpenAI’s responses', async () => {
    const { ai, server } = await served(
      [
        {
          body: {
            id: 'r',
            status: 'completed',
            model: 'm',
            output: [
              {
                type: 'message',
                role: 'assistant',
                content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
              },
            ],
          },
        },
      ],
      { api: 'responses' },
    );
    expect((await ai.chat({ messages })).text).toBe('Hello');
    expect(server.requests[0]?.path).toBe('/v1/responses');
  });

  it('speak Anthropic’s messages', async () => {
    const events = [
      {
        type: 'message_start',
        message: {
          id: 'x',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          usage: { input_tokens: 7, output_tokens: 0 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ];
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const complete = {
      id: 'x',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Hello' },
      ],
      stop_reason: 'end_turn',
      usage: { input_tokens: 7, output_tokens: 3 },
    };
    const { ai, server } = await served(
      [{ body: complete }, { headers: { 'content-type': 'text/event-stream' }, text }],
      { api: 'messages' },
    );
    expect(await ai.chat({ messages, temperature: 0.5 })).toMatchObject({
      text: 'Hello',
      reasoning: 'Hm.',
      warnings: [],
    });
    expect((await ai.stream({ messages }).response).text).toBe('Hi');
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages', '/v1/messages']);
    expect(server.requests[0]?.json()).toMatchObject({ temperature: 0.5 });
  });

  it('transcribe', async () => {
    const { ai, server } = await served([{ body: { text: 'Hello.' } }]);
    expect((await ai.transcribe({ model: 'gemma4', audio: Uint8Array.of(1), mediaType: 'audio/wav' })).text).toBe(
      'Hello.',
    );
    expect(server.requests[0]?.path).toBe('/v1/audio/transcriptions');
  });
});
