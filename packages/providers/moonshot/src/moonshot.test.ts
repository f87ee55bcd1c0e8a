// What Moonshot does otherwise, item by item of its documents.
import { assistant, image, inspect, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiCall, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { moonshot } from './index.ts';

const model = 'kimi-k3';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => moonshot({ ...at, model, ...more }), answers);
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('a platform', () => {
  it.each([
    [{}, 'https://api.moonshot.ai/v1/chat/completions'],
    [{ region: 'china' }, 'https://api.moonshot.cn/v1/chat/completions'],
    [{ api: 'messages' }, 'https://api.moonshot.ai/anthropic/v1/messages'],
    [{ api: 'messages', region: 'china' }, 'https://api.moonshot.cn/anthropic/v1/messages'],
    [{ baseURL: 'https://api.kimi.com/coding/v1' }, 'https://api.kimi.com/coding/v1/chat/completions'],
  ] as const)('%o', async (options, url) => {
    expect(await inspect(moonshot({ apiKey: 'test-key', model, ...options }), 'chat', { messages })).toMatchObject({
      url,
    });
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('MOONSHOT_API_KEY', '');
    await using ai = pipeline(moonshot({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('MOONSHOT_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Bad', { type: 'invalid_authentication_error' })]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('sampling', () => {
  it('is fixed by the platform for every Kimi, free for what came before', async () => {
    await using vended = await serving([reply, reply]);
    const asked = { messages, temperature: 0.3, topP: 0.5, n: 2, presencePenalty: 1, frequencyPenalty: 1 };
    const { warnings } = await vended.ai.chat(asked);
    expect(features(warnings)).toEqual(['temperature', 'topP', 'presencePenalty', 'frequencyPenalty', 'n']);
    await vended.ai.chat({ ...asked, model: 'moonshot-v1-8k' });
    expect(vended.body()).toMatchObject({ temperature: 0.3, top_p: 0.5, n: 2 });
  });
});

describe('thinking', () => {
  it.each([
    ['kimi-k3', 'medium', { reasoning_effort: 'high' }],
    ['kimi-k3.1-pro', 'xhigh', { reasoning_effort: 'max' }],
    ['kimi-k2.7-code', 'low', { reasoning_effort: 'low' }],
    ['kimi-k2.6', 'none', { thinking: { type: 'disabled' } }],
    ['kimi-k2.5', 'low', { thinking: { type: 'enabled' } }],
  ])('of %s with effort %s', async (model, effort, sent) => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ model, messages, reasoning: { effort } });
    expect(vended.body()).toMatchObject(sent);
    expect(warnings).toEqual([]);
  });

  it('cannot be switched off from K3 on', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
    expect(vended.body()).not.toHaveProperty('thinking');
    expect(features(warnings)).toEqual(['reasoning.effort']);
  });

  it('may keep the thoughts of former turns', async () => {
    await using vended = await serving([reply]);
    const thinking = { type: 'enabled', keep: 'all' };
    await vended.ai.chat({ model: 'kimi-k2.6', messages, vendor: { moonshot: { thinking } } });
    expect(vended.body()).toMatchObject({ thinking });
  });

  it('goes back with calls, whose ids stay as they were', async () => {
    const calls = [openaiCall('functions.clock:0', 'Rome')];
    await using vended = await serving([
      openaiAnswer({ thoughts: { reasoning_content: 'Which?' }, calls }, 'tool_calls').reply,
      reply,
    ]);
    const first = await vended.ai.chat({ messages, tools: [sampleTool] });
    const result = { type: 'tool-result' as const, toolCallId: 'functions.clock:0', content: 'noon' };
    await vended.ai.chat({
      messages: [...messages, first.message, { role: 'tool', content: [result] }],
      tools: [sampleTool],
    });
    expect(vended.body().messages).toMatchObject([
      {},
      { reasoning_content: 'Which?', tool_calls: [{ id: 'functions.clock:0' }] },
      { tool_call_id: 'functions.clock:0' },
    ]);
  });
});

describe('tools', () => {
  it('may be forced from K3 on', async () => {
    await using vended = await serving([reply, reply]);
    const ask = { messages, tools: [sampleTool], toolChoice: 'required' as const };
    await vended.ai.chat(ask);
    expect(vended.body()).toMatchObject({ tool_choice: 'required' });
    const { warnings } = await vended.ai.chat({ ...ask, model: 'kimi-k2.6' });
    expect(features(warnings)).toEqual(['toolChoice']);
  });

  it('have schemas of the flavour that the engine takes', async () => {
    await using vended = await serving([reply]);
    const parameters = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        place: { type: 'array', items: [{ type: 'number' }, { type: 'number' }] },
        when: { type: 'string', anyOf: [{ format: 'date' }, { type: 'null' }] },
        items: { type: 'string' },
      },
    } as const;
    await vended.ai.chat({ messages, tools: [{ name: 'find', parameters, strict: true }] });
    expect(vended.body().tools).toEqual([
      {
        type: 'function',
        function: {
          name: 'find',
          parameters: {
            type: 'object',
            properties: {
              place: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] },
              when: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
              items: { type: 'string' },
            },
          },
        },
      },
    ]);
  });

  it("may be the vendor's search, whose call the caller echoes", async () => {
    const call = {
      id: '$web_search:0',
      type: 'builtin_function',
      function: { name: '$web_search', arguments: '{"search_result":{"search_id":"1"}}' },
    };
    await using vended = await serving([openaiAnswer({ calls: [call as never] }, 'tool_calls').reply, reply]);
    const search = {
      type: 'hosted',
      name: 'builtin_function',
      options: { function: { name: '$web_search' } },
    } as const;
    const { toolCalls, message } = await vended.ai.chat({ messages, tools: [search] });
    expect(vended.body().tools).toEqual([{ type: 'builtin_function', function: { name: '$web_search' } }]);
    expect(toolCalls).toMatchObject([{ name: '$web_search', input: { search_result: { search_id: '1' } } }]);
    const [asked] = toolCalls;
    const result = { type: 'tool-result' as const, toolCallId: '$web_search:0', content: asked?.arguments ?? '' };
    await vended.ai.chat({ messages: [...messages, message, { role: 'tool', content: [result] }], tools: [search] });
    expect(vended.body().messages).toMatchObject([{}, {}, { content: '{"search_result":{"search_id":"1"}}' }]);
  });
});

describe('usage', () => {
  it('stands in the last choice of a stream, and cached tokens beside the others', async () => {
    const chunk = (delta: object, more: object = {}) => ({
      id: 'c',
      model,
      choices: [{ index: 0, delta, finish_reason: null, ...more }],
    });
    const usage = { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23, cached_tokens: 10 };
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant', reasoning_content: 'Hm.' }),
        chunk({ content: 'Hi' }),
        chunk({}, { finish_reason: 'stop', usage }),
        '[DONE]',
      ),
    ]);
    const { usage: counted, reasoning } = await vended.ai.stream({ messages }).response;
    expect(counted).toMatchObject({ inputTokens: 20, inputDetails: { uncached: 10, cacheRead: 10 }, outputTokens: 3 });
    expect(reasoning).toBe('Hm.');
  });
});

describe('a picture', () => {
  it('is data, or lies at the vendor', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({
      messages: [
        user([
          image({ fileId: 'f1', provider: 'moonshot' }),
          image({ data: samplePicture, mediaType: 'image/png' }),
          image({ url: 'https://example.com/a.png' }),
          { type: 'file', source: { url: 'ms://v1', mediaType: 'video/mp4' } },
        ]),
      ],
    });
    expect(vended.body().messages).toMatchObject([
      {
        content: [
          { image_url: { url: 'ms://f1' } },
          { image_url: { url: expect.stringMatching(/^data:/) } },
          { type: 'video_url', video_url: { url: 'ms://v1' } },
        ],
      },
    ]);
    expect(features(warnings)).toEqual(['messages[0].content[2]']);
  });
});

describe('an answer', () => {
  it('may be begun by the caller', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages: [...messages, assistant('{')] });
    expect(vended.body().messages).toMatchObject([{}, { role: 'assistant', content: '{', partial: true }]);
  });
});

describe('limits', () => {
  it('are told in headers', async () => {
    const headers = { 'x-ratelimit-limit': '500', 'x-ratelimit-remaining': '499', 'x-ratelimit-reset': '1' };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit).toMatchObject({ limits: [{ limit: 500, remaining: 499 }] });
  });
});
