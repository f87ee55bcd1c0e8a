// What OpenRouter does otherwise, item by item of its documents.
import { pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openrouter } from './index.ts';

const model = 'anthropic/claude-opus-5';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => openrouter({ ...at, model, ...more }), answers);
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: 'gen-1',
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('OPENROUTER_API_KEY', '');
    await using ai = pipeline(openrouter({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('OPENROUTER_API_KEY');
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([{ status: 401, body: { error: { code: 401, message: 'User not found.' } } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: 'OpenRouter: User not found.' });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a request', () => {
  it('says who asks', async () => {
    const app = { url: 'https://example.com', title: 'Example', categories: ['a', 'b'] };
    await using vended = await serving([reply], { app });
    await vended.ai.chat({ messages });
    expect(vended.request().headers).toMatchObject({
      'http-referer': 'https://example.com',
      'x-openrouter-title': 'Example',
      'x-openrouter-categories': 'a,b',
    });
  });

  it('is routed, and needs no model where it names several', async () => {
    await using vended = await served((at) => openrouter(at), [reply]);
    const provider = { order: ['anthropic'], sort: { by: 'price', partition: 'none' }, max_price: { prompt: 1 } };
    await vended.ai.chat({ messages, vendor: { openrouter: { models: ['a/b', 'c/d'], provider } } });
    expect(vended.body()).toEqual({ messages: [{ role: 'user', content: 'Hi' }], models: ['a/b', 'c/d'], provider });
  });

  it('that is strict asks only vendors that take all of it', async () => {
    await using vended = await serving([reply, reply, openaiAnswer({ content: 'Hello' }, 'stop').stream]);
    await vended.ai.chat({ messages }, { strict: true });
    expect(vended.body()).toMatchObject({ provider: { require_parameters: true } });
    const vendor = { openrouter: { provider: { require_parameters: false, zdr: true } } };
    await vended.ai.chat({ messages, vendor }, { strict: true });
    expect(vended.body()).toMatchObject({ provider: { require_parameters: false, zdr: true } });
    await vended.ai.stream({ messages }, { strict: true }).response;
    expect(vended.body()).toMatchObject({ provider: { require_parameters: true } });
  });

  it('has a budget for thoughts or an effort, marks for the cache, documents and films by link', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [
        user([
          { type: 'text', text: 'Long', cache: { ttl: '1h' } },
          { type: 'file', source: { url: 'https://example.com/a.pdf', mediaType: 'application/pdf' }, name: 'a.pdf' },
          { type: 'file', source: { url: 'https://example.com/a.mp4', mediaType: 'video/mp4' } },
        ]),
      ],
      topK: 5,
      reasoning: { budgetTokens: 2_000, summary: 'none' },
    });
    expect(vended.body()).toMatchObject({
      top_k: 5,
      reasoning: { max_tokens: 2_000, exclude: true },
      messages: [
        {
          content: [
            { type: 'text', text: 'Long', cache_control: { type: 'ephemeral', ttl: '1h' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'https://example.com/a.pdf' } },
            { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
          ],
        },
      ],
    });
  });
});

describe('a limit', () => {
  const failure = (metadata: object, headers = {}) => ({
    status: 429,
    headers,
    body: { error: { code: 429, message: 'Rate limit exceeded: free-models-per-min. ', metadata } },
  });

  it('of free models says in the body when it is full again', async () => {
    const reset = { headers: { 'X-RateLimit-Limit': '16', 'X-RateLimit-Reset': String(Date.now() + 30_000) } };
    await using vended = await serving([failure(reset)]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('rate-limit');
    expect(error.retryAfterMs).toBeGreaterThan(20_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(30_000);
  });

  it('that says how long to wait is believed', async () => {
    const reset = { headers: { 'X-RateLimit-Reset': String(Date.now() + 30_000) } };
    await using vended = await serving([failure(reset, { 'retry-after': '2' })]);
    expect((await failureOf(vended.ai.chat({ messages }))).retryAfterMs).toBe(2_000);
  });
});

describe('an answer', () => {
  it('says who gave it and what it has cost, also with a key of one’s own behind it', async () => {
    const usage = {
      prompt_tokens: 4,
      completion_tokens: 2,
      cost: 0.001,
      is_byok: true,
      cost_details: { upstream_inference_cost: 0.02 },
    };
    const body = { ...(reply.body as object), provider: 'Anthropic', model: 'anthropic/claude-5-opus-2', usage };
    await using vended = await serving([{ body }]);
    const { cost, meta } = await vended.ai.chat({ messages });
    expect(cost).toMatchObject({ source: 'vendor', breakdown: { openrouter: 0.001, upstream: 0.02 } });
    expect(cost?.amount).toBeCloseTo(0.021);
    expect(meta).toMatchObject({ model: 'anthropic/claude-5-opus-2', vendor: { provider: 'Anthropic' } });
  });

  it('is kept alive by comments, which are nothing', async () => {
    const { text } = sseReply(chunk({ content: 'Hello' }), chunk({}, 'stop'), '[DONE]');
    const reply = {
      headers: { 'content-type': 'text/event-stream' },
      text: `: OPENROUTER PROCESSING\n\n: \n\n${text}`,
    };
    await using vended = await serving([reply]);
    expect((await vended.ai.stream({ messages }).response).text).toBe('Hello');
  });

  it('may hold pictures', async () => {
    const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } }];
    await using vended = await serving([openaiAnswer({ content: 'Here.', more: { images } }, 'stop').reply]);
    const vendor = { openrouter: { modalities: ['image', 'text'] } };
    const { message } = await vended.ai.chat({ messages, vendor });
    expect(message.content).toContainEqual({ type: 'image', source: { data: 'iVBO', mediaType: 'image/png' } });
  });

  it('brings the details of its thoughts back unchanged, in order', async () => {
    const reasoning_details = [
      { type: 'reasoning.summary', summary: 'Hm.', format: 'openai-responses-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'gAAA', format: 'openai-responses-v1', id: 'rs_1', index: 0 },
    ];
    const call = { id: 'call_1', type: 'function', function: { name: 'clock', arguments: '{}' } } as const;
    const first = openaiAnswer({ calls: [call], more: { reasoning: 'Hm.', reasoning_details } }, 'tool_calls').reply;
    await using vended = await serving([first, reply]);
    const { message } = await vended.ai.chat({ messages, tools: [sampleTool] });
    await vended.ai.chat({ messages: [...messages, message, user('And?')], tools: [sampleTool] });
    expect(vended.body()).toMatchObject({ messages: [{}, { reasoning_details }, {}] });
  });
});

describe('a failure', () => {
  it('inside a 200 is one', async () => {
    await using vended = await serving([
      {
        body: {
          error: { code: 502, message: 'Provider returned error', metadata: { provider_name: 'Acme', raw: 'boom' } },
        },
      },
    ]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({
      code: 'server',
      message: 'OpenRouter: Provider returned error (Acme): boom',
    });
  });

  it('in the middle of a stream brings what had arrived', async () => {
    await using vended = await serving([
      sseReply(
        chunk({ content: 'Hel' }),
        chunk({ content: '' }, 'error', { error: { code: 502, message: 'It broke.' } }),
      ),
    ]);
    const error = await failureOf(vended.ai.stream({ messages }).response);
    expect(error).toMatchObject({ code: 'server', partial: { text: 'Hel' } });
  });

  it('says when free models may be asked again', async () => {
    const headers = { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000000000' };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([{ name: 'requests', limit: 20, remaining: 0, resetAt: 1_800_000_000_000 }]);
  });
});

describe('other operations', () => {
  it('embed pictures', async () => {
    await using vended = await serving([
      { body: { data: [{ embedding: [1] }], usage: { prompt_tokens: 1, cost: 0.5 } } },
    ]);
    const image = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    const { cost } = await vended.ai.embed({ input: [[{ type: 'text', text: 'A' }, image]], inputType: 'query' });
    expect(vended.body()).toMatchObject({
      input: [
        {
          content: [
            { type: 'text', text: 'A' },
            { type: 'image_url', image_url: { url: image.source.url } },
          ],
        },
      ],
      input_type: 'query',
    });
    expect(cost?.amount).toBe(0.5);
  });

  it('price what is ranked and written down', async () => {
    await using vended = await serving([
      {
        body: { results: [{ index: 0, relevance_score: 1 }], usage: { cost: 0.25, search_units: 1, total_tokens: 9 } },
      },
      { body: { text: 'Hello.', usage: { input_tokens: 37, output_tokens: 12, cost: 0.125 } } },
    ]);
    const ranked = await vended.ai.rerank({ query: 'q', documents: ['a'] });
    expect(ranked).toMatchObject({ cost: { amount: 0.25 }, usage: { inputTokens: 9, units: { searches: 1 } } });
    const audio = new Uint8Array([1]);
    expect((await vended.ai.transcribe({ audio, mediaType: 'audio/wav' })).cost?.amount).toBe(0.125);
  });

  it('do not change pictures, and say where that is done', async () => {
    await using vended = await serving([reply]);
    const images = [{ url: 'https://example.com/a.png' }];
    expect(await failureOf(vended.ai.image({ prompt: 'x', images }))).toMatchObject({
      code: 'unsupported',
      field: 'images',
    });
  });

  it('fetch videos that have no link', async () => {
    await using vended = await serving([
      { body: { id: 'v', status: 'completed' } },
      { body: { id: 'v', status: 'completed' } },
      { headers: { 'content-type': 'video/mp4' }, base64: 'AAAA' },
    ]);
    const { videos } = await (await vended.ai.video({ attach: 'v' })).results();
    expect(videos).toEqual([{ data: new Uint8Array(3), mediaType: 'video/mp4' }]);
    expect(vended.request().path).toBe('/videos/v/content');
  });

  it('tell what is left on the key alone where it may not see the account', async () => {
    await using vended = await serving([
      { body: { data: { label: 'k', usage: 1, limit: null, is_free_tier: true } } },
      { status: 403, body: { error: { code: 403, message: 'Only management keys can do this' } } },
    ]);
    const { key, account } = await vended.ai.openrouterCredits();
    expect(key).toMatchObject({ label: 'k', used: 1, isFreeTier: true });
    expect(account).toBeUndefined();
  });
});
