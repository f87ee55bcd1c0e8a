// What xAI does otherwise, item by item of its documents.
import { pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiMessageItem, openaiResponse } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { xai } from './index.ts';

const model = 'grok-4.3';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => xai({ ...at, model, ...more }), answers);
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: '4a5717cc',
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('XAI_API_KEY', '');
    await using ai = pipeline(xai({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('XAI_API_KEY');
  });

  it('that is blocked makes the health ill', async () => {
    await using vended = await serving([{ body: { redacted_api_key: 'xai-…', api_key_blocked: true } }]);
    expect(await vended.ai.health()).toMatchObject({ status: 'down', detail: expect.stringContaining('blocked') });
  });
});

describe('limits', () => {
  it('are those of a minute', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '480',
      'x-ratelimit-remaining-requests': '479',
      'x-ratelimit-limit-tokens': '2000000',
      'x-ratelimit-remaining-tokens': '1999000',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([
      { name: 'requests', window: 'minute', limit: 480, remaining: 479 },
      { name: 'tokens', window: 'minute', limit: 2_000_000, remaining: 1_999_000 },
    ]);
  });
});

describe('an address', () => {
  it('may come from XAI_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('XAI_BASE_URL', `${vended.server.url}/v1`);
    await using ai = pipeline(xai({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/chat/completions');
  });
});

describe('usage', () => {
  const usage = {
    prompt_tokens: 12,
    completion_tokens: 1,
    total_tokens: 241,
    prompt_tokens_details: { text_tokens: 12, cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 228 },
    num_sources_used: 0,
    cost_in_usd_ticks: 2_087_200,
  };

  it('of chat has the thoughts beside the answer, and a price', async () => {
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant', content: '4' }),
        chunk({}, 'stop'),
        { id: 'x', choices: [], usage },
        '[DONE]',
      ),
    ]);
    expect(await vended.ai.stream({ messages }).response).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 229, outputDetails: { text: 1, reasoning: 228 } },
      cost: { amount: 0.00020872, source: 'vendor' },
    });
  });

  it('of responses has them inside', async () => {
    const { reply: answer } = openaiResponse([openaiMessageItem('4')], { model });
    await using vended = await serving([answer], { api: 'responses' });
    expect(await vended.ai.chat({ messages })).toMatchObject({ usage: { outputTokens: 50 } });
  });
});

describe('a request', () => {
  it('says the effort that a model knows', async () => {
    await using vended = await serving([reply, reply, reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'none' });
    await vended.ai.chat({ model: 'grok-4.7', messages, reasoning: { effort: 'xhigh' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'xhigh' });
    const { warnings } = await vended.ai.chat({ model: 'grok-4', messages, reasoning: { effort: 'high' } });
    expect(vended.body()).not.toHaveProperty('reasoning_effort');
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning.effort']);
  });

  it('has stops and penalties only for models that do not reason', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      model: 'grok-4-1-fast-non-reasoning',
      messages,
      stop: 'x',
      presencePenalty: 1,
      logprobs: 9,
    });
    expect(vended.body()).toMatchObject({ stop: 'x', presence_penalty: 1, top_logprobs: 8 });
  });

  it('names its place in the cache with a header', async () => {
    await using vended = await serving([reply, openaiAnswer({ content: 'Hello' }, 'stop').stream]);
    await vended.ai.chat({ messages, promptCache: { key: 'talk-1' } });
    expect(vended.request().headers['x-grok-conv-id']).toBe('talk-1');
    await vended.ai.stream({ messages, promptCache: { key: 'talk-2' } }).response;
    expect(vended.request().headers['x-grok-conv-id']).toBe('talk-2');
    expect(vended.request().text()).not.toContain('talk');
  });

  it('has schemas without what xAI does not hold to', async () => {
    await using vended = await serving([openaiAnswer({ content: '{"a":"x"}' }, 'stop').reply]);
    const schema = {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1, pattern: 'x' } },
      required: ['a'],
      additionalProperties: false,
    } as const;
    const { warnings } = await vended.ai.chat({ messages, output: { type: 'json-schema', schema } });
    expect(vended.request().text()).not.toMatch(/"(minLength|pattern)":/);
    expect(warnings.map(({ feature }) => feature)).toContain('output.schema');
  });

  it('has files by their id', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages: [user([{ type: 'file', source: { fileId: 'file-1' } }])] });
    expect(vended.body()).toMatchObject({ messages: [{ content: [{ type: 'file', file: { file_id: 'file-1' } }] }] });
  });
});

describe("xAI's own tools", () => {
  const search = { type: 'hosted', name: 'web_search', options: { filters: { allowed_domains: ['x.ai'] } } } as const;

  it('run over responses', async () => {
    const call = {
      type: 'custom_tool_call',
      id: 'ctc_1',
      call_id: 'c',
      name: 'x_semantic_search',
      input: '{"query":"a"}',
      status: 'completed',
      content: [],
    };
    const { reply: answer } = openaiResponse([call, openaiMessageItem('Found.')], { model });
    await using vended = await serving([answer], { api: 'responses' });
    const { text, toolCalls, message } = await vended.ai.chat({ messages, tools: [search] });
    expect(vended.body()).toMatchObject({
      store: false,
      tools: [{ type: 'web_search', filters: { allowed_domains: ['x.ai'] } }],
    });
    expect({ text, toolCalls }).toEqual({ text: 'Found.', toolCalls: [] });
    expect(message.content).toMatchObject([{ type: 'hosted-tool-call', name: 'x_semantic_search' }, { type: 'text' }]);
  });

  it('are refused over chat before anything is sent', async () => {
    await using vended = await serving([reply]);
    expect(await failureOf(vended.ai.chat({ messages, tools: [search] }))).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining("api: 'responses'"),
    });
    expect(vended.server.requests).toHaveLength(0);
  });
});

describe('a tool call', () => {
  it('arrives whole in one chunk', async () => {
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'clock', arguments: '{"zone":"Rome"}' },
    };
    await using vended = await serving([sseReply(chunk({ tool_calls: [call] }), chunk({}, 'tool_calls'), '[DONE]')]);
    const { toolCalls } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(toolCalls).toMatchObject([{ id: 'call_1', input: { zone: 'Rome' } }]);
  });
});

describe('a deferred chat', () => {
  it('is read once, and kept', async () => {
    await using vended = await serving([{ body: { request_id: 'r/1' } }, { status: 202 }, reply]);
    const job = await vended.ai.xaiDeferred({ messages });
    expect((await job.status()).state).toBe('running');
    expect((await job.status()).state).toBe('succeeded');
    expect((await job.results()).text).toBe('Hello');
    expect((await job.results()).text).toBe('Hello');
    expect(vended.server.requests).toHaveLength(3);
    expect(vended.request().path).toBe('/chat/deferred-completion/r%2F1');
  });

  it('may be taken up by another process', async () => {
    await using vended = await serving([reply]);
    const job = await vended.ai.xaiDeferred({ attach: 'r-1' });
    expect(await job.results()).toMatchObject({ text: 'Hello', meta: { provider: 'xai', responseId: 'chatcmpl-1' } });
  });
});

describe('other operations', () => {
  it('change several pictures, and leave masks out', async () => {
    await using vended = await serving([{ body: { data: [{ url: 'https://imgen.x.ai/a' }] } }]);
    const images = [{ url: 'https://example.com/a.png' }, { url: 'https://example.com/b.png' }];
    const { warnings } = await vended.ai.image({
      model: 'grok-imagine-image',
      prompt: 'x',
      images,
      mask: { url: 'https://m' },
    });
    expect(vended.request().path).toBe('/images/edits');
    expect(vended.body()).toEqual({
      model: 'grok-imagine-image',
      prompt: 'x',
      images: images.map(({ url }) => ({ type: 'image_url', url })),
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['mask']);
  });

  it('name no model when they speak or listen', async () => {
    await using vended = await serving([
      { headers: { 'content-type': 'audio/mpeg' }, base64: 'UklGRg==' },
      { body: { text: 'Hello.', words: [] } },
    ]);
    await vended.ai.speech({ input: 'Hello' });
    expect(vended.body()).toEqual({ text: 'Hello', voice_id: 'eve', language: 'auto' });
    await vended.ai.transcribe({
      audio: new Uint8Array([1]),
      mediaType: 'audio/wav',
      keywords: ['Kit', 'xAI'],
      diarize: true,
      timestamps: 'word',
    });
    const form = vended.request().text();
    expect(form).not.toMatch(/name="(model|timestamp_granularities)/);
    expect(form.match(/name="keyterm"/g)).toHaveLength(2);
    expect(form.indexOf('name="file"')).toBeGreaterThan(form.indexOf('name="diarize"'));
  });

  it('list files page by page', async () => {
    const page = (id: string, more: object = {}) => ({ body: { data: [{ id }], ...more } });
    await using vended = await serving([page('a', { pagination_token: 't' }), page('b')]);
    const { files } = await vended.ai.files({ action: 'list' });
    expect(files.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(vended.request().query.get('pagination_token')).toBe('t');
  });

  it('tell videos that have failed', async () => {
    await using vended = await serving([{ body: { status: 'failed', error: 'Too wild.' } }]);
    const job = await vended.ai.video({ attach: 'v-1' });
    expect(await failureOf(job.wait())).toMatchObject({ code: 'server', message: 'xAI: Too wild.' });
  });

  it('cancel batches with a verb behind the id', async () => {
    await using vended = await serving([{ body: {} }]);
    await (await vended.ai.batch({ attach: 'batch_1' })).cancel();
    expect(vended.request()).toMatchObject({ method: 'POST', path: '/batches/batch_1:cancel' });
  });
});
