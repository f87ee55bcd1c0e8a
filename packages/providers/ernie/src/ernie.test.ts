// What Qianfan does otherwise, item by item of its documents.
import { inspect, pipeline, system, user } from '@kit/core';
import { served } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ernie } from './index.ts';

const model = 'ernie-4.5-turbo-128k';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => ernie({ ...at, model, ...more }), answers);
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);
/** An answer whose only choice has more fields. */
const flagged = (flag: number, finish: string) => {
  const choice = { index: 0, message: { role: 'assistant', content: '' }, finish_reason: finish, flag };
  return { body: { id: 'as-1', model, choices: [choice], usage: { prompt_tokens: 1, completion_tokens: 1 } } };
};

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it('may come from QIANFAN_BASE_URL, and the application from QIANFAN_APPID', async () => {
    const { url } = await inspect(ernie({ apiKey: 'test-key', model }), 'chat', { messages });
    expect(url).toBe('https://qianfan.baidubce.com/v2/chat/completions');
    await using vended = await serving([reply]);
    vi.stubEnv('QIANFAN_BASE_URL', `${vended.server.url}/v2`);
    vi.stubEnv('QIANFAN_APPID', 'app-1');
    await using ai = pipeline(ernie({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request()).toMatchObject({ path: '/v2/chat/completions', headers: { appid: 'app-1' } });
  });
});

describe('an answer', () => {
  it('that ends normally is a stop', async () => {
    await using vended = await serving([openaiAnswer({ content: 'Hello' }, 'normal').reply]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ finishReason: 'stop', rawFinishReason: 'normal' });
  });

  it.each([
    [0, 'stop', 'stop'],
    [1, 'stop', 'stop'],
    [2, 'normal', 'content-filter'],
    [3, 'stop', 'content-filter'],
    [3, 'content_filter', 'content-filter'],
  ])('with flag %i that ends with %s', async (flag, raw, finishReason) => {
    await using vended = await serving([flagged(flag, raw)]);
    expect(await vended.ai.chat({ messages })).toMatchObject({ finishReason, rawFinishReason: raw });
  });

  it('tells the sources of a search', async () => {
    const search_results = [{ index: 1, url: 'https://example.com/sky', title: 'Sky' }];
    await using vended = await serving([openaiAnswer({ content: 'Blue.', beside: { search_results } }, 'stop').reply]);
    const web_search = { enable: true, enable_citation: true };
    const { citations } = await vended.ai.chat({ messages, vendor: { ernie: { web_search } } });
    expect(vended.body()).toMatchObject({ web_search });
    expect(citations).toMatchObject([{ url: 'https://example.com/sky', title: 'Sky' }]);
  });
});

describe('a request', () => {
  it('has its system message first, and takes turns where the model counts them', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      model: 'ernie-speed-128k',
      messages: [user('One.'), user('Two.'), system('Be brief.')],
    });
    expect(vended.body().messages).toMatchObject([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: expect.stringMatching(/One\.\s+Two\./) },
    ]);
  });

  it('has a temperature above 0 and up to 1 for older models', async () => {
    await using vended = await serving([reply, reply]);
    const older = await vended.ai.chat({ model: 'ernie-lite-8k', messages, temperature: 0 });
    expect(features(older.warnings)).toEqual(['temperature']);
    await vended.ai.chat({ messages, temperature: 1.5 });
    expect(vended.body()).toMatchObject({ temperature: 1.5 });
  });

  it.each([
    [model, { effort: 'none' }, { enable_thinking: false }, []],
    [model, { budgetTokens: 500 }, { enable_thinking: true, thinking_budget: 500 }, []],
    ['ernie-x1-turbo-32k', { effort: 'none' }, {}, ['reasoning.effort']],
    ['ernie-speed-128k', { effort: 'low' }, {}, ['reasoning.effort']],
  ] as const)('of %s asks for thoughts: %o', async (model, reasoning, sent, warned) => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ model, messages, reasoning });
    expect(vended.body()).toMatchObject(sent);
    expect(features(warnings)).toEqual(warned);
  });
});

describe('embeddings', () => {
  it('are asked for in lists of sixteen, of tao-8k one by one', async () => {
    await using vended = await serving((request) => {
      const { input } = request.json() as { input: string[] };
      return { body: { data: input.map((_, index) => ({ index, embedding: [1] })) } };
    });
    const input = Array.from({ length: 17 }, (_, at) => `text ${at}`);
    expect((await vended.ai.embed({ model: 'embedding-v1', input })).embeddings).toHaveLength(17);
    expect(vended.server.requests).toHaveLength(2);
    await vended.ai.embed({ model: 'tao-8k', input: ['a', 'b'] });
    expect(vended.server.requests).toHaveLength(4);
  });
});

describe('reranking', () => {
  it('has a path of its own', async () => {
    await using vended = await serving([{ body: { results: [{ index: 0, relevance_score: 1, document: 'a' }] } }]);
    await vended.ai.rerank({ model: 'bce-reranker-base', query: 'q', documents: ['a'] });
    expect(vended.request().path).toBe('/rerankers');
  });
});

describe('limits', () => {
  it('are requests and tokens', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '300',
      'x-ratelimit-remaining-requests': '299',
      'x-ratelimit-limit-tokens': '300000',
      'x-ratelimit-remaining-tokens': '299000',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit).toMatchObject({
      limits: [
        { name: 'requests', limit: 300, remaining: 299 },
        { name: 'tokens', remaining: 299_000 },
      ],
    });
  });
});
