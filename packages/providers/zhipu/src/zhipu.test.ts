// What Zhipu does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { zhipu } from './index.ts';

const model = 'glm-4.7';
const messages = [user('Hi')];
const { reply, stream } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => zhipu({ ...at, model, ...more }), answers);
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('a platform', () => {
  it.each([
    [{}, 'https://api.z.ai/api/paas/v4/chat/completions'],
    [{ region: 'china' }, 'https://open.bigmodel.cn/api/paas/v4/chat/completions'],
    [{ api: 'messages' }, 'https://api.z.ai/api/anthropic/v1/messages'],
    [{ api: 'messages', region: 'china' }, 'https://open.bigmodel.cn/api/anthropic/v1/messages'],
    [{ baseURL: 'https://api.z.ai/api/coding/paas/v4' }, 'https://api.z.ai/api/coding/paas/v4/chat/completions'],
  ] as const)('%o', async (options, url) => {
    expect(await inspect(zhipu({ apiKey: 'test-key', model, ...options }), 'chat', { messages })).toMatchObject({
      url,
    });
  });

  it('may come from ZAI_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('ZAI_BASE_URL', `${vended.server.url}/v4`);
    await using ai = pipeline(zhipu({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v4/chat/completions');
    expect(vended.request().headers['accept-language']).toBe('en-US,en');
  });
});

describe('a request', () => {
  it('does not sample at temperature 0', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, temperature: 0 });
    expect(vended.body()).toMatchObject({ do_sample: false });
    expect(vended.body()).not.toHaveProperty('temperature');
    await vended.ai.chat({ messages, temperature: 0.5 });
    expect(vended.body()).toMatchObject({ temperature: 0.5 });
  });

  it('has one stop, in a list', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, stop: 'a' });
    expect(vended.body()).toMatchObject({ stop: ['a'] });
    const { warnings } = await vended.ai.chat({ messages, stop: ['a', 'b'] });
    expect(vended.body()).toMatchObject({ stop: ['a'] });
    expect(features(warnings)).toEqual(['stop']);
  });

  it('names an end user of six letters or more', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, user: 'ann-lee' });
    expect(vended.body()).toMatchObject({ user_id: 'ann-lee' });
    const { warnings } = await vended.ai.chat({ messages, user: 'ann' });
    expect(vended.body()).not.toHaveProperty('user_id');
    expect(features(warnings)).toEqual(['user']);
  });

  it('asks for streamed arguments from GLM-4.6 on', async () => {
    await using vended = await serving([stream, stream, reply]);
    const tools = [sampleTool];
    await vended.ai.stream({ messages, tools }).response;
    expect(vended.body()).toMatchObject({ tool_stream: true });
    expect(vended.body()).not.toHaveProperty('stream_options');
    await vended.ai.stream({ model: 'glm-4.5', messages, tools }).response;
    expect(vended.body()).not.toHaveProperty('tool_stream');
    await vended.ai.chat({ messages, tools });
    expect(vended.body()).not.toHaveProperty('tool_stream');
  });
});

describe('thinking', () => {
  it.each([
    ['glm-4.7', 'none', { thinking: { type: 'disabled' } }],
    ['glm-4.5', 'low', { thinking: { type: 'enabled' } }],
    ['glm-5.3', 'max', { thinking: { type: 'enabled' }, reasoning_effort: 'max' }],
  ])('of %s with effort %s', async (model, effort, sent) => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ model, messages, reasoning: { effort } });
    expect(vended.body()).toMatchObject(sent);
  });

  it('is nothing for older models', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ model: 'glm-4-plus', messages, reasoning: { effort: 'low' } });
    expect(features(warnings)).toEqual(['reasoning.effort']);
  });

  it('may keep the thoughts of former turns', async () => {
    await using vended = await serving([reply]);
    const thinking = { type: 'enabled', clear_thinking: false };
    await vended.ai.chat({ messages, vendor: { zhipu: { thinking } } });
    expect(vended.body()).toMatchObject({ thinking });
  });
});

describe('an answer', () => {
  it('tells the sources of a search', async () => {
    const web_search = [{ title: 'Sky', link: 'https://example.com/sky', content: 'Blue.', refer: 'ref_1', icon: '' }];
    await using vended = await serving([openaiAnswer({ content: 'Blue.', beside: { web_search } }, 'stop').reply]);
    const search = {
      type: 'hosted',
      name: 'web_search',
      options: { web_search: { enable: 'True', search_engine: 'search_pro_jina' } },
    } as const;
    const { citations } = await vended.ai.chat({ messages, tools: [search] });
    expect(vended.body().tools).toEqual([{ type: 'web_search', web_search: search.options.web_search }]);
    expect(citations).toMatchObject([{ url: 'https://example.com/sky', title: 'Sky', quote: 'Blue.' }]);
  });

  it.each([
    ['sensitive', 'content-filter'],
    ['network_error', 'error'],
    ['model_context_window_exceeded', 'length'],
  ])('that ends with %s', async (raw, finishReason) => {
    await using vended = await serving([openaiAnswer({ content: 'Hel' }, raw).reply]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ finishReason, rawFinishReason: raw });
  });

  it('may be streamed with a whole call in one piece, and its usage with the last choice', async () => {
    const call = {
      id: 'call_1',
      index: 0,
      type: 'function',
      function: { name: 'clock', arguments: '{"zone":"Rome"}' },
    };
    const chunk = (delta: object, more: object = {}, beside: object = {}) => ({
      id: 'c',
      model,
      choices: [{ index: 0, delta, ...more }],
      ...beside,
    });
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant', reasoning_content: 'Hm.' }),
        chunk({ tool_calls: [call] }),
        chunk(
          { role: 'assistant', content: '' },
          { finish_reason: 'tool_calls' },
          { usage: { prompt_tokens: 20, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } } },
        ),
        '[DONE]',
      ),
    ]);
    const { toolCalls, usage } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(toolCalls).toMatchObject([{ id: 'call_1', input: { zone: 'Rome' } }]);
    expect(usage).toMatchObject({ inputTokens: 20, outputTokens: 5, inputDetails: { cacheRead: 4 } });
  });
});

describe('a picture', () => {
  it('is for models that see', async () => {
    await using vended = await serving([reply, reply]);
    const content = [
      { type: 'image', source: { url: 'https://example.com/a.png' } },
      { type: 'file', source: { url: 'https://example.com/a.pdf' } },
      { type: 'text', text: 'What?' },
    ] as const;
    await vended.ai.chat({ model: 'glm-4.6v', messages: [user(content)] });
    expect(vended.body().messages).toMatchObject([
      { content: [{ type: 'image_url' }, { type: 'file_url', file_url: { url: 'https://example.com/a.pdf' } }, {}] },
    ]);
    const { warnings } = await vended.ai.chat({ messages: [user([content[0], content[2]])] });
    expect(features(warnings)).toEqual(['messages[0].content[0]']);
  });
});

describe('embeddings', () => {
  it('are asked for in lists of 64', async () => {
    const row = (index: number) => ({ index, embedding: [index] });
    await using vended = await serving((request) => {
      const { input } = request.json() as { input: string[] };
      return { body: { data: input.map((_, index) => row(index)), usage: { prompt_tokens: 1, total_tokens: 1 } } };
    });
    const input = Array.from({ length: 65 }, (_, at) => `text ${at}`);
    const { embeddings, usage } = await vended.ai.embed({ model: 'embedding-3', input, dimensions: 256 });
    expect(embeddings).toHaveLength(65);
    expect(usage).toMatchObject({ inputTokens: 2 });
    expect(vended.body()).toMatchObject({ dimensions: 256 });
    expect(vended.body()).not.toHaveProperty('encoding_format');
  });
});

describe('health', () => {
  it('says a word where there is no list of models', async () => {
    await using vended = await serving([{ status: 404, body: {} }, reply]);
    expect((await vended.ai.health()).status).toBe('ok');
    expect(vended.body()).toMatchObject({ max_tokens: 1 });
  });
});

describe('a batch', () => {
  it('is of the endpoint with its own version', async () => {
    await using vended = await serving([
      { body: { id: 'file-1' } },
      { body: { id: 'batch_1', status: 'validating', endpoint: '/v4/chat/completions' } },
    ]);
    await vended.ai.batch({ requests: [{ id: 'a', request: { messages } }] });
    expect(vended.request(0).text()).toContain('"url":"/v4/chat/completions"');
    expect(vended.body()).toMatchObject({ input_file_id: 'file-1', endpoint: '/v4/chat/completions' });
  });
});
