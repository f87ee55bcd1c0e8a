// What Qwen does otherwise, item by item of its documents.
import { assistant, inspect, pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { qwen } from './index.ts';

const model = 'qwen-plus';
const messages = [user('Hi')];
const { reply, stream } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => qwen({ ...at, model, ...more }), answers);
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('a region', () => {
  const urlOf = async (options: Parameters<typeof qwen>[0]) =>
    (await inspect(qwen({ apiKey: 'test-key', model, ...options }), 'chat', { messages })).url;
  it.each([
    [{}, 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions'],
    [{ region: 'cn-beijing' }, 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions'],
    [{ region: 'us-east-1' }, 'https://dashscope-us.aliyuncs.com/compatible-mode/v1/chat/completions'],
    [
      { region: 'ap-northeast-1', workspaceId: 'ws-1' },
      'https://ws-1.ap-northeast-1.maas.aliyuncs.com/compatible-mode/v1/chat/completions',
    ],
    [{ api: 'messages' }, 'https://dashscope-intl.aliyuncs.com/apps/anthropic/v1/messages'],
    [
      { baseURL: 'https://dashscope.aliyuncs.com/api/v1' },
      'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
    ],
    [
      { baseURL: 'https://coding-intl.dashscope.aliyuncs.com/v1' },
      'https://coding-intl.dashscope.aliyuncs.com/v1/chat/completions',
    ],
  ] as const)('%o', async (options, url) => {
    expect(await urlOf(options)).toBe(url);
  });

  it('may come from the environment', async () => {
    vi.stubEnv('DASHSCOPE_REGION', 'cn-hongkong');
    expect(await urlOf({})).toMatch(/^https:\/\/cn-hongkong\.dashscope\.aliyuncs\.com\//);
    vi.stubEnv('DASHSCOPE_BASE_URL', 'https://proxy.example/qwen/compatible-mode/v1');
    expect(await urlOf({})).toBe('https://proxy.example/qwen/compatible-mode/v1/chat/completions');
  });

  it('without a host for all needs a workspace', () => {
    expect(() => qwen({ region: 'eu-central-1' })).toThrow('workspaceId');
  });

  it('is the same for the other wires', async () => {
    const { url } = await inspect(qwen({ apiKey: 'test-key', region: 'cn-beijing' }), 'rerank', {
      model: 'qwen3-rerank',
      query: 'q',
      documents: ['a'],
    });
    expect(url).toBe('https://dashscope.aliyuncs.com/api/v1/services/rerank/text-rerank/text-rerank');
  });
});

describe('a key', () => {
  it('is asked for by the names of its variables', async () => {
    for (const name of ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY']) vi.stubEnv(name, '');
    await using ai = pipeline(qwen({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringMatching(/DASHSCOPE_API_KEY.*ALIBABA_API_KEY/),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Incorrect API key', { code: 'invalid_api_key' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });

  it('goes to all of its wires', async () => {
    const scores = { body: { output: { results: [{ index: 0, relevance_score: 1 }] } } };
    const vectors = { body: { output: { embeddings: [{ text_index: 0, embedding: [1] }] } } };
    await using vended = await serving([scores, vectors]);
    await vended.ai.rerank({ model: 'gte-rerank-v2', query: 'q', documents: ['a'] });
    expect(vended.request()).toMatchObject({ path: '/api/v1/services/rerank/text-rerank/text-rerank' });
    await vended.ai.embed({ model: 'text-embedding-v4', input: 'a', inputType: 'query' });
    expect(vended.request().path).toBe('/api/v1/services/embeddings/text-embedding/text-embedding');
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
  });
});

describe('thinking', () => {
  it.each([
    ['qwen-plus', { effort: 'none' }, { enable_thinking: false }],
    ['qwen-plus', { effort: 'low' }, { enable_thinking: true, thinking_budget: 4_096 }],
    ['qwen-plus', { budgetTokens: 500 }, { enable_thinking: true, thinking_budget: 500 }],
    ['qwen3-max', { effort: 'max' }, { enable_thinking: true }],
    ['qwen3-235b-a22b-thinking-2507', { effort: 'low' }, { thinking_budget: 4_096 }],
  ])('of %s: %o', async (model, reasoning, sent) => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ model, messages, reasoning });
    expect(vended.body()).toMatchObject(sent);
    expect(warnings).toEqual([]);
  });

  it('cannot be switched off for some, nor on for others', async () => {
    await using vended = await serving([reply, reply]);
    const never = await vended.ai.chat({
      model: 'qwen3-235b-a22b-instruct-2507',
      messages,
      reasoning: { effort: 'high' },
    });
    expect(features(never.warnings)).toEqual(['reasoning.effort']);
    const always = await vended.ai.chat({
      model: 'qwen3-235b-a22b-thinking-2507',
      messages,
      reasoning: { effort: 'none' },
    });
    expect(features(always.warnings)).toEqual(['reasoning.effort']);
    expect(vended.body()).not.toHaveProperty('enable_thinking');
  });

  it.each([
    ['qwq-plus', undefined],
    ['qwen3-8b', undefined],
    ['qwen3-omni-flash', undefined],
    ['qwen3-32b', { effort: 'high' }],
  ])('of %s is asked for as a stream, for a complete answer too', async (model, reasoning) => {
    await using vended = await serving([stream]);
    const answer = await vended.ai.chat({ model, messages, reasoning });
    expect(vended.body()).toMatchObject({ stream: true });
    expect(answer).toMatchObject({ text: 'Hello', finishReason: 'stop', meta: { requestedModel: model } });
  });

  it('of open models that is switched off needs no stream', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model: 'qwen3-8b', messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ enable_thinking: false });
    expect(vended.body()).not.toHaveProperty('stream');
  });

  it('excludes JSON and a named tool', async () => {
    await using vended = await serving([reply, reply]);
    const reasoning = { effort: 'low' };
    const json = await vended.ai.chat({ messages, reasoning, output: { type: 'json' } });
    expect(features(json.warnings)).toEqual(['output']);
    expect(vended.body()).not.toHaveProperty('response_format');
    const named = { tools: [sampleTool], toolChoice: { name: 'clock' } };
    const forced = await vended.ai.chat({ messages, reasoning, ...named });
    expect(features(forced.warnings)).toEqual(['toolChoice']);
  });
});

describe('a stream', () => {
  it('has nulls for texts and arguments, empty ids, and usage behind the choices', async () => {
    const chunk = (delta: object, finish: string | null = null) => ({
      id: 'c',
      model,
      choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
      usage: null,
    });
    const call = (fragment: object) =>
      chunk({ content: null, tool_calls: [{ index: 0, type: 'function', ...fragment }] });
    const usage = {
      prompt_tokens: 2_000,
      completion_tokens: 30,
      total_tokens: 2_030,
      prompt_tokens_details: { cached_tokens: 500, cache_creation_input_tokens: 1_000, cache_type: 'ephemeral' },
      completion_tokens_details: { reasoning_tokens: 10 },
    };
    await using vended = await serving([
      sseReply(
        chunk({ content: null, role: 'assistant', reasoning_content: '' }),
        chunk({ content: null, reasoning_content: 'Hm.' }),
        call({ id: 'call_1', function: { name: 'clock', arguments: null } }),
        call({ id: '', function: { arguments: '{"zone":' } }),
        call({ id: '', function: { arguments: '"Rome"}' } }),
        chunk({ content: '' }, 'tool_calls'),
        { id: 'c', model, choices: [], usage },
        '[DONE]',
      ),
    ]);
    const answer = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(vended.body()).toMatchObject({ stream_options: { include_usage: true } });
    expect(answer).toMatchObject({
      reasoning: 'Hm.',
      toolCalls: [{ id: 'call_1', input: { zone: 'Rome' } }],
      usage: {
        inputTokens: 2_000,
        inputDetails: { uncached: 500, cacheRead: 500, cacheWrite: 1_000 },
        outputDetails: { text: 20, reasoning: 10 },
      },
    });
  });
});

describe('a request', () => {
  it('marks prefixes to be cached, and the beginning of an answer', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [user([{ type: 'text', text: 'A long text.', cache: true }]), assistant('It is')],
      topK: 20,
      logprobs: 9,
    });
    expect(vended.body()).toMatchObject({
      messages: [
        { content: [{ type: 'text', text: 'A long text.', cache_control: { type: 'ephemeral' } }] },
        { role: 'assistant', content: 'It is', partial: true },
      ],
      top_k: 20,
      top_logprobs: 5,
    });
  });

  it('with functions has one answer', async () => {
    await using vended = await serving([reply, reply]);
    const { warnings } = await vended.ai.chat({ messages, n: 2, tools: [sampleTool] });
    expect(vended.body()).not.toHaveProperty('n');
    expect(warnings.map(({ feature }) => feature)).toContain('n');
    await vended.ai.chat({ messages, n: 2 });
    expect(vended.body()).toMatchObject({ n: 2 });
  });

  it('speaks of JSON where that is asked for', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(vended.body()).toMatchObject({
      messages: [{ role: 'system' }, {}],
      response_format: { type: 'json_object' },
    });
  });

  it('has sound and videos as links, of which data is one', async () => {
    await using vended = await serving([stream]);
    await vended.ai.chat({
      model: 'qwen3-omni-flash',
      messages: [
        user([
          { type: 'audio', source: { data: 'AQ==', mediaType: 'audio/mpeg' } },
          { type: 'file', source: { url: 'https://example.com/a.mp4', mediaType: 'video/mp4' } },
        ]),
      ],
    });
    expect(vended.body()).toMatchObject({
      modalities: ['text'],
      messages: [
        {
          content: [
            { type: 'input_audio', input_audio: { data: 'data:audio/mpeg;base64,AQ==', format: 'mp3' } },
            { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
          ],
        },
      ],
    });
  });
});

describe('embeddings', () => {
  it('are asked for in lists of ten, and of 25 where the model is older', async () => {
    await using vended = await serving((request) => {
      const { input } = request.json() as { input: string[] };
      return { body: { data: input.map((text, index) => ({ index, embedding: [Number(text)] })) } };
    });
    const input = Array.from({ length: 23 }, (_, at) => String(at));
    const { embeddings } = await vended.ai.embed({ model: 'text-embedding-v4', input });
    expect(embeddings.map(([first]) => first)).toEqual(input.map(Number));
    expect(vended.server.requests).toHaveLength(3);
    await vended.ai.embed({ model: 'text-embedding-v2', input });
    expect(vended.server.requests).toHaveLength(4);
  });

  it('of pictures have a place of their own, sparse ones stand beside the others', async () => {
    const sparse = [{ index: 7, token: 'a', value: 0.5 }];
    await using vended = await serving([
      { body: { output: { embeddings: [{ index: 0, embedding: [1], type: 'image' }] } } },
      { body: { output: { embeddings: [{ text_index: 0, embedding: [1], sparse_embedding: sparse }] } } },
    ]);
    const picture = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    await vended.ai.embed({ model: 'multimodal-embedding-v1', input: [[picture], 'a fox'] });
    expect(vended.request().path).toContain('/multimodal-embedding/multimodal-embedding');
    expect(vended.body()).toMatchObject({
      input: { contents: [{ image: 'https://example.com/a.png' }, { text: 'a fox' }] },
    });
    const { meta } = await vended.ai.embed({
      model: 'text-embedding-v4',
      input: 'a',
      vendor: { qwen: { output_type: 'dense&sparse' } },
    });
    expect(meta.vendor).toEqual({ sparse_embeddings: [sparse] });
  });
});

describe('a task', () => {
  it('that failed is told', async () => {
    const output = { task_id: 't1', task_status: 'FAILED', code: 'DataInspectionFailed', message: 'Not that.' };
    await using vended = await serving([
      { body: { output: { task_id: 't1', task_status: 'PENDING' } } },
      { body: { output } },
    ]);
    expect(await failureOf(vended.ai.image({ model: 'wan2.5-t2i', prompt: 'x' }))).toMatchObject({
      code: 'content-filter',
    });
    expect(vended.request(0).headers['x-dashscope-async']).toBe('enable');
  });
});

describe('speech', () => {
  it('in pieces is asked for by a header, and may fail in between', async () => {
    const events = [
      'id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"output":{"finish_reason":"null","audio":{"data":"AQID"}}}\n\n',
      'id:2\nevent:error\n:HTTP_STATUS/400\ndata:{"code":"Throttling","message":"Too fast.","request_id":"r1"}\n\n',
    ];
    await using vended = await serving([{ headers: { 'content-type': 'text/event-stream' }, text: events.join('') }]);
    const sound = vended.ai.speechStream({ model: 'qwen3-tts-flash', input: 'Hi', voice: 'Cherry' });
    expect(await failureOf(sound.response)).toMatchObject({ code: 'rate-limit' });
    expect(vended.request().headers['x-dashscope-sse']).toBe('enable');
  });
});
